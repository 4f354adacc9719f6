/**
 * Prints a shell script that runs lookervault from this checkout and may reach the Looker at the address that is given,
 * at that port, and nothing else: what the GitHub action starts where it runs its own commit instead of a binary.
 *
 * @module
 */
import { parseBaseUrl } from "../lib/config/base_url.ts";
import { permissionFlags, VARIABLES } from "./permissions.ts";

/**
 * The launcher for the Looker at `address`, run from the checkout in the directory `root`. Files: the directory it is
 * started in.
 *
 * @throws {Error} when the address is none.
 */
export function launcher(address: string, root: string): string {
  const parsed = parseBaseUrl(address);
  if ("problem" in parsed) throw new Error(`Cannot use the address of Looker: ${parsed.problem}`);
  const { hostname, port, protocol } = new URL(parsed.url);
  const net = [`${hostname}:${port || (protocol === "http:" ? 80 : 443)}`];
  const words = [
    "deno",
    "run",
    "--quiet",
    "--frozen",
    "--v8-flags=--max-semi-space-size=4",
    ...permissionFlags({ net, paths: ["."], env: VARIABLES }),
    `--config=${root}/deno.json`,
    `${root}/main.ts`,
  ];
  return `#!/usr/bin/env bash\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

if (import.meta.main) {
  const root = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/^\/([a-z]:)/i, "$1")
    .replace(/\/$/, "");
  try {
    console.log(launcher(Deno.args[0] ?? "", root).trimEnd());
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(2);
  }
}
