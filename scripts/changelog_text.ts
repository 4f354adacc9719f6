/**
 * The changelog, built from the directory of changes: `changes/NNN.md` for unreleased changes, and
 * `changes/VERSION_DATE/NNN.md` for each release. Each file is one change. Its first line is `Enhancement: TITLE`,
 * `Bugfix: TITLE` or `Security: TITLE`. A list with details can follow.
 *
 * @module
 */

/** The changes of a release, or the unreleased changes. */
export interface Release {
  /** `null` for unreleased changes. */
  version: string | null;
  /** `YYYY-MM-DD`; `null` for unreleased changes. */
  date: string | null;
  /** Its changes, in the order of their files. */
  changes: readonly Change[];
}

/** A change. */
export interface Change {
  kind: Kind;
  title: string;
  /** A list in Markdown; empty if the title is sufficient. */
  text: string;
}

/** The kinds of changes, in the order in which a release lists them. */
const KINDS = ["Security", "Enhancement", "Bugfix"] as const;

/** A kind of change. */
export type Kind = typeof KINDS[number];

const HEAD = /^(\w+): (\S.*)$/;
const FILE = /^\d+\.md$/;
const DIRECTORY = /^(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)_(\d{4}-\d{2}-\d{2})$/;

/**
 * Reads the changes in `directory` (ends with `/`), newest release first. @throws {Error} if a name is neither a change
 * nor a release.
 */
export async function readReleases(directory: URL): Promise<Release[]> {
  const releases: Release[] = [];
  for await (const entry of Deno.readDir(directory)) {
    const { name } = entry;
    if (entry.isFile && FILE.test(name)) continue;
    const [, version = "", date = ""] = DIRECTORY.exec(name) ?? [];
    if (!entry.isDirectory || version === "") {
      throw new Error(`Cannot place changes/${name}: it is neither NNN.md nor VERSION_YYYY-MM-DD`);
    }
    releases.push({ version, date, changes: await changesIn(new URL(`${name}/`, directory)) });
  }
  releases.sort((a, b) => compareVersions(b.version ?? "", a.version ?? ""));
  const open = await changesIn(directory);
  return open.length === 0 ? releases : [{ version: null, date: null, changes: open }, ...releases];
}

/** Returns the complete `CHANGELOG.md`. */
export function changelog(releases: readonly Release[]): string {
  const parts = [
    "# Changelog",
    "Generated from [changes/](changes/) by `deno task changelog`.",
    ...releases.flatMap((release) => [
      release.version === null ? "## Not released yet" : `## ${release.version} (${release.date})`,
      notes(release),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Returns the changes of one release, by kind, in Markdown. */
export function notes({ changes }: Release): string {
  return KINDS.flatMap((kind) => {
    const some = changes.filter((change) => change.kind === kind);
    return some.length === 0 ? [] : [`### ${kind}`, some.map(asPoint).join("\n")];
  }).join("\n\n");
}

function asPoint({ title, text }: Change): string {
  return text === "" ? `- ${title}` : `- **${title}**\n${text.replaceAll(/^(?=.)/gm, "  ")}`;
}

/** Reads the text of a change. @throws {Error} if it does not begin with a kind and a title. */
export function parseChange(name: string, text: string): Change {
  const [first = "", ...rest] = text.trim().split("\n"), [, kind, title = ""] = HEAD.exec(first) ?? [];
  const known = KINDS.find((one) => one === kind);
  if (known === undefined) {
    throw new Error(
      `Cannot read changes/${name}: its first line must be "${KINDS.join(': TITLE", "')}: TITLE"`,
    );
  }
  return { kind: known, title, text: rest.join("\n").trim() };
}

/** Compares two versions. The result is negative if `a` is older than `b`. A pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [[numbersA = "", preA], [numbersB = "", preB]] = [a.split(/-(.*)/s), b.split(/-(.*)/s)];
  const order = numbersA.localeCompare(numbersB, "en", { numeric: true });
  if (order !== 0 || preA === preB) return order;
  if (preA === undefined || preB === undefined) return preA === undefined ? 1 : -1;
  return preA.localeCompare(preB, "en", { numeric: true });
}

async function changesIn(directory: URL): Promise<Change[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(directory)) if (FILE.test(name)) names.push(name);
  return await Promise.all(
    names.toSorted((a, b) => parseInt(a) - parseInt(b)).map(async (name) =>
      parseChange(name, await Deno.readTextFile(new URL(name, directory)))
    ),
  );
}
