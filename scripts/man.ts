/**
 * `deno task man [FILE]`: writes the manual page to FILE, or prints it. Read it with `man -l FILE`.
 *
 * @module
 */
import { commandTree } from "../lib/cli/command_tree.ts";
import { COMMANDS } from "../lib/cli/commands.ts";
import { VERSION } from "../lib/cli/version.ts";
import { manPage } from "./man_page.ts";

/** Returns the manual page of this checkout, with the date of its commit. */
export async function currentManPage(): Promise<string> {
  const program = commandTree(() => Promise.resolve(), COMMANDS, {});
  return manPage(program, { version: VERSION, date: await dateOfCommit() });
}

/** Returns the date of the commit, so that a commit always has the same page; without git, the current date. */
async function dateOfCommit(): Promise<string> {
  const today = new Date().toISOString().slice(0, 10);
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["log", "-1", "--format=%cs"],
      cwd: new URL("../", import.meta.url),
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : today;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return today;
    throw error;
  }
}

if (import.meta.main) {
  const [file] = Deno.args;
  const page = await currentManPage();
  if (file === undefined) console.log(page.trimEnd());
  else await Deno.writeTextFile(file, page);
}
