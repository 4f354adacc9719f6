/**
 * The changelog, made from the directory of changes: `changes/NNN.md` of what is not released yet, and
 * `changes/VERSION_DATE/NNN.md` of each release.
 *
 * @module
 */

/** What changed in a release, or has changed since the last. */
export interface Release {
  /** `null` for what is not released yet. */
  version: string | null;
  /** `YYYY-MM-DD`; `null` for what is not released yet. */
  date: string | null;
  /** The texts of its files, in their order. */
  changes: readonly string[];
}

const FILE = /^\d+\.md$/;
const DIRECTORY = /^(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)_(\d{4}-\d{2}-\d{2})$/;

/** Reads the changes under `directory` (ends with `/`), the newest first. @throws {Error} for a name that is neither file nor release. */
export async function readReleases(directory: URL): Promise<Release[]> {
  const releases: Release[] = [];
  for await (const entry of Deno.readDir(directory)) {
    const { name } = entry;
    if (entry.isFile && FILE.test(name)) continue;
    const [, version = "", date = ""] = DIRECTORY.exec(name) ?? [];
    if (!entry.isDirectory || version === "") {
      throw new Error(`Cannot place changes/${name}: it is neither NNN.md nor VERSION_YYYY-MM-DD`);
    }
    releases.push({ version, date, changes: await textsIn(new URL(`${name}/`, directory)) });
  }
  releases.sort((a, b) => compareVersions(b.version ?? "", a.version ?? ""));
  const open = await textsIn(directory);
  return open.length === 0 ? releases : [{ version: null, date: null, changes: open }, ...releases];
}

/** The whole `CHANGELOG.md`. */
export function changelog(releases: readonly Release[]): string {
  const parts = [
    "# Changelog",
    "Made from [changes/](changes/) by `deno task changelog`.",
    ...releases.flatMap((release) => [
      release.version === null ? "## Not released yet" : `## ${release.version} (${release.date})`,
      notes(release),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What changed in one release, as a list in Markdown. */
export function notes({ changes }: Release): string {
  return changes.map(asList).join("\n");
}

/** A text as a list: what stands before its first point becomes one. */
function asList(text: string): string {
  const points = text.search(/^- /m);
  const first = (points === -1 ? text : text.slice(0, points)).trim();
  const lines = first === "" ? [] : [`- ${first.replaceAll("\n", "\n  ")}`];
  return [...lines, ...(points === -1 ? [] : [text.slice(points)])].join("\n");
}

/** Below zero when version `a` is older than `b`; a pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [[numbersA = "", preA], [numbersB = "", preB]] = [a.split(/-(.*)/s), b.split(/-(.*)/s)];
  const order = numbersA.localeCompare(numbersB, "en", { numeric: true });
  if (order !== 0 || preA === preB) return order;
  if (preA === undefined || preB === undefined) return preA === undefined ? 1 : -1;
  return preA.localeCompare(preB, "en", { numeric: true });
}

async function textsIn(directory: URL): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(directory)) if (FILE.test(name)) names.push(name);
  const texts = names.toSorted((a, b) => parseInt(a) - parseInt(b)).map(async (name) =>
    (await Deno.readTextFile(new URL(name, directory))).trim()
  );
  return (await Promise.all(texts)).filter((text) => text !== "");
}
