/**
 * The sources a binary is built from: a copy of what the program needs, that knows its commit.
 *
 * @module
 */

import type { Permissions } from "./permissions.ts";

/** What the program is made of. */
const PARTS = ["main.ts", "deno.json", "deno.lock", "lib"];

/** A copy of the sources; it goes away when it is disposed of. */
export interface Source extends AsyncDisposable {
  dir: string;
  /** The commit, with `-dirty` where it is not the whole truth; `null` without git. */
  commit: string | null;
}

/** Copies the sources under `root` to a new directory, and writes into them the commit and what the build is granted. */
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
    // The members of the workspace are only for type checking: a build does not need them.
    await Deno.writeTextFile(`${dir}/deno.json`, config.replace(/^ {2}"workspace": \[[^\]]*\],\n/m, ""));
    await Deno.writeTextFile(`${dir}/lib/cli/build.ts`, buildModule(commit, permissions));
    return { dir, commit, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What a build knows of itself: the text of `lib/cli/build.ts`. */
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
