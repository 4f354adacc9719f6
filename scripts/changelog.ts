/**
 * `deno task changelog`: writes `CHANGELOG.md` from `changes/`. `--check` only compares; `--notes VERSION` prints the
 * changes of a release.
 *
 * @module
 */
import { changelog, notes, readReleases } from "./changelog_text.ts";

const ROOT = new URL("../", import.meta.url);

/**
 * Runs the command in the checkout at `root`. Returns the text to print. @throws {Error} if the arguments or the files
 * are invalid.
 */
export async function runChangelog(args: readonly string[], root: URL = ROOT): Promise<string> {
  const releases = await readReleases(new URL("changes/", root));
  const path = new URL("CHANGELOG.md", root);
  const [option, version, ...rest] = args;
  if (option === "--notes" && version !== undefined && rest.length === 0) {
    const release = releases.find((each) => each.version === version);
    if (release === undefined) throw new Error(`Cannot print notes: ${version} is not released`);
    return notes(release);
  }
  const text = changelog(releases);
  if (option === "--check" && version === undefined) {
    if (await Deno.readTextFile(path).catch(() => "") === text) return "";
    throw new Error("Cannot accept CHANGELOG.md: it differs from changes/. Run deno task changelog");
  }
  if (option !== undefined) {
    throw new Error(`Cannot use ${args.join(" ")}: the options are --check and --notes VERSION`);
  }
  await Deno.writeTextFile(path, text);
  return "";
}

if (import.meta.main) {
  try {
    const text = await runChangelog(Deno.args);
    if (text !== "") console.log(text);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
