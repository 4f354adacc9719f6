/**
 * What `--version` prints. Loads nothing: it has to be quick.
 *
 * @module
 */

/** The version of lookervault; a test keeps it equal to `deno.json`. */
export const VERSION = "0.1.0";

/** The version and what it runs on, for `--version --json`. */
export function versionInfo(): Record<"version" | "deno" | "v8" | "typescript" | "platform", string> {
  const { os, arch } = Deno.build;
  return { version: VERSION, ...Deno.version, platform: `${os}-${arch}` };
}

/** One line: `lookervault 0.1.0 (deno 2.9.6, v8 15.0, linux-x86_64)`. */
export function versionLine(): string {
  const { version, deno, v8, platform } = versionInfo();
  return `lookervault ${version} (deno ${deno}, v8 ${v8}, ${platform})`;
}
