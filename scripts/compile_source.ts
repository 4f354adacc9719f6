/**
 * The sources from which a binary is built: a copy of the files that the program needs, with its commit.
 *
 * @module
 */

import type { Permissions } from "./permissions.ts";

/** The files and folders of the program. */
const PARTS = ["main.ts", "deno.json", "deno.lock", "lib"];

/** A copy of the sources. Disposing deletes it. */
export interface Source extends AsyncDisposable {
  dir: string;
  /** The commit, with `-dirty` if the files have uncommitted changes; `null` without git. */
  commit: string | null;
}

/** Copies the sources in `root` to a new directory, and writes the commit and the granted permissions into the copy. */
export async function copySource(root: string, permissions: Permissions): Promise<Source> {
  const dir = await Deno.makeTempDir({ prefix: "lookervault-build-" });
  const dispose = (): Promise<void> => Deno.remove(dir, { recursive: true });
  try {
    const commit = await commitOf(root);
    for (const part of PARTS) {
      for await (const path of filesOf(root, part)) {
        const bytes = await Deno.readFile(`${root}/${path}`);
        await Deno.mkdir(`${dir}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
        await Deno.writeFile(`${dir}/${path}`, bytes);
      }
    }
    const config = await Deno.readTextFile(`${dir}/deno.json`);
    // The workspace members are only needed for type checking, not for a build.
    await Deno.writeTextFile(`${dir}/deno.json`, config.replace(/^ {2}"workspace": \[[^\]]*\],\n/m, ""));
    await Deno.writeTextFile(`${dir}/lib/cli/build.ts`, buildModule(commit, permissions));
    return { dir, commit, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Returns the text of `lib/cli/build.ts`, which contains the facts about a build. */
export function buildModule(commit: string | null, { net, paths }: Permissions): string {
  return `/** Written by the build. */
export const COMMIT: string | null = ${JSON.stringify(commit)};
export const GRANTS = ${JSON.stringify({ hosts: net, paths })};
`;
}

async function* filesOf(root: string, path: string): AsyncGenerator<string> {
  if ((await Deno.stat(`${root}/${path}`)).isFile) return yield path;
  for await (const { name } of Deno.readDir(`${root}/${path}`)) yield* filesOf(root, `${path}/${name}`);
}

async function commitOf(root: string): Promise<string | null> {
  const head = await git(root, ["rev-parse", "--short=12", "HEAD"]);
  if (head === null) return null;
  const changes = await git(root, ["status", "--porcelain", "--", ...PARTS]);
  return changes === "" ? head : `${head}-dirty`;
}

async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command("git", { args: [...args], cwd: root, stderr: "null" })
      .output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
