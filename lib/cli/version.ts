/**
 * The output of `--version`. It loads almost nothing, because it has to be fast.
 *
 * @module
 */
import { COMMIT } from "./build.ts";

/** The version of lookervault; a test keeps it equal to `deno.json`. */
export const VERSION = "0.1.0";

/** What `--version --json` tells. */
export interface VersionInfo extends Record<"version" | "deno" | "v8" | "typescript" | "platform", string> {
  /** The commit it was built from; `null` in a checkout. */
  commit: string | null;
}

/** The version and what it runs on. */
export function versionInfo(): VersionInfo {
  const { os, arch } = Deno.build;
  return { version: VERSION, commit: COMMIT, ...Deno.version, platform: `${os}-${arch}` };
}

/** One line: `lookervault 0.1.0 (deno 2.9.6, v8 15.0, linux-x86_64)`, with the commit first where it is a build. */
export function versionLine({ version, commit, deno, v8, platform }: VersionInfo = versionInfo()): string {
  const built = commit === null ? "" : `commit ${commit}, `;
  return `lookervault ${version} (${built}deno ${deno}, v8 ${v8}, ${platform})`;
}
