/**
 * The output of `--version`, which must be fast. Therefore this file imports almost nothing.
 *
 * @module
 */
import { COMMIT } from "./build.ts";

/** The version of lookervault. A test checks that it equals the version in `deno.json`. */
export const VERSION = "0.1.0";

/** The document of `--version --json`. */
export interface VersionInfo extends Record<"version" | "deno" | "v8" | "typescript" | "platform", string> {
  /** The commit from which the binary was built. `null` in a checkout. */
  commit: string | null;
}

/** Returns the version of lookervault and of its runtime. */
export function versionInfo(): VersionInfo {
  const { os, arch } = Deno.build;
  return { version: VERSION, commit: COMMIT, ...Deno.version, platform: `${os}-${arch}` };
}

/**
 * Returns the version as one line: `lookervault 0.1.0 (deno 2.9.6, v8 15.0, linux-x86_64)`. In a binary, the
 * parentheses start with the commit.
 */
export function versionLine({ version, commit, deno, v8, platform }: VersionInfo = versionInfo()): string {
  const built = commit === null ? "" : `commit ${commit}, `;
  return `lookervault ${version} (${built}deno ${deno}, v8 ${v8}, ${platform})`;
}
