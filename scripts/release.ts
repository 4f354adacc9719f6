/**
 * `deno task release VERSION`: prepares a release. Moves the unreleased changes to a new directory, writes the version
 * to its files, and rebuilds the changelog. The user commits and tags. `--check TAG` checks that the checkout is the
 * release of a tag, and prints its version.
 *
 * @module
 */
import { runChangelog } from "./changelog.ts";
import { compareVersions, readReleases } from "./changelog_text.ts";

const ROOT = new URL("../", import.meta.url);
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/;

/** The files that contain the version, with patterns that match it. */
const PLACES: readonly [path: string, pattern: RegExp][] = [
  ["deno.json", /^( {2}"version": ")([^"]+)(",)$/m],
  ["lib/cli/version.ts", /^(export const VERSION = ")([^"]+)(";)$/m],
];

/**
 * Prepares the release `version` with the date `date` in the checkout at `root`. @throws {Error} if it is not possible.
 */
export async function prepareRelease(
  version: string,
  { date, root = ROOT }: { date: string; root?: URL },
): Promise<void> {
  if (!VERSION.test(version)) {
    throw new Error(`Cannot release ${version}: a version has the format 1.2.3 or 1.2.3-rc.1`);
  }
  const changes = new URL("changes/", root);
  const releases = await readReleases(changes);
  if (releases[0]?.version !== null) {
    throw new Error("Cannot release: nothing has changed since the last release");
  }
  const last = releases[1]?.version;
  if (last && compareVersions(version, last) <= 0) {
    throw new Error(`Cannot release ${version}: ${last} is released already`);
  }
  const directory = new URL(`${version}_${date}/`, changes);
  await Deno.mkdir(directory);
  for await (const { name, isFile } of Deno.readDir(changes)) {
    if (isFile) await Deno.rename(new URL(name, changes), new URL(name, directory));
  }
  for (const [path, pattern] of PLACES) {
    const text = await Deno.readTextFile(new URL(path, root));
    await Deno.writeTextFile(new URL(path, root), text.replace(pattern, `$1${version}$3`));
  }
  await runChangelog([], root);
}

/** Returns the version that `tag` names. @throws {Error} with all differences between the checkout and that release. */
export async function checkRelease(tag: string, root: URL = ROOT): Promise<string> {
  const version = tag.replace(/^v/, "");
  const problems: string[] = [];
  if (!tag.startsWith("v") || !VERSION.test(version)) problems.push("a tag has the format v1.2.3");
  for (const [path, pattern] of PLACES) {
    const found = pattern.exec(await Deno.readTextFile(new URL(path, root)))?.[2];
    if (found !== version) problems.push(`${path} has the version ${found}`);
  }
  const releases = await readReleases(new URL("changes/", root));
  if (releases[0]?.version === null) problems.push("changes/ contains unreleased changes");
  const newest = releases.find((release) => release.version !== null)?.version ?? "none";
  if (newest !== version) problems.push(`the newest release in changes/ is ${newest}`);
  await runChangelog(["--check"], root).catch(() => problems.push("CHANGELOG.md differs from changes/"));
  if (problems.length > 0) throw new Error(`Cannot release ${tag}: ${problems.join("; ")}`);
  return version;
}

if (import.meta.main) {
  try {
    const [first = "", tag] = Deno.args;
    if (first === "--check") {
      console.log(await checkRelease(tag ?? ""));
    } else {
      await prepareRelease(first, { date: new Date().toISOString().slice(0, 10) });
      console.error(
        `This checkout is now release ${first}. Check it, then run:\n` +
          `  git add changes CHANGELOG.md && git commit -am "release: ${first}" && git tag v${first} && git push origin HEAD v${first}`,
      );
    }
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
