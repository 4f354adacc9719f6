/**
 * The permissions of a built lookervault, as flags for Deno. `permissions_baked.ts` compares builds with them.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };

/** Looker's hosts, if no host is given. */
export const LOOKER_HOSTS: readonly string[] = ["*.looker.com", "*.looker.app"];

/** The ports of Looker's API: the usual one, and the one of older and self-hosted instances. */
export const LOOKER_PORTS: readonly number[] = [443, 19999];

/** The address at which `browse` listens: a port that the system chooses. No host can be reached at port 0. */
export const LISTENS_ON = "127.0.0.1:0";

/** The environment variables that may be read: the ones of the permission set in `deno.json`. */
export const VARIABLES: readonly string[] = denoJson.permissions.lookervault.env;

/** All granted permissions. Subprocesses, native code and system information are never granted. */
export interface Permissions {
  /** Each in the format `host:port`. */
  net: readonly string[];
  /** Directories that may be read and written, with their contents. */
  paths: readonly string[];
  /** Files that may be read, but not written. */
  reads?: readonly string[];
  /** Names of environment variables. */
  env: readonly string[];
}

/**
 * Returns the permissions of a build for `hosts`; without hosts, for Looker's own. A host without a port gets both
 * ports of Looker. A host of `storage`, the stores of snapshots, gets port 443. The working directory is always
 * granted, and `dirs` in addition.
 */
export function declaredPermissions(
  hosts: readonly string[],
  dirs: readonly string[],
  storage: readonly string[] = [],
): Permissions {
  const named = hosts.length === 0 ? LOOKER_HOSTS : hosts;
  return {
    net: [
      ...named.flatMap((host) => /:\d+$/.test(host) ? [host] : LOOKER_PORTS.map((port) => `${host}:${port}`)),
      ...storage.map((host) => /:\d+$/.test(host) ? host : `${host}:443`),
      LISTENS_ON,
    ],
    paths: [".", ...dirs],
    env: VARIABLES,
  };
}

/** Returns the flags that grant exactly `permissions`. Deno never prompts, and loads no modules from the network. */
export function permissionFlags({ net, paths, reads = [], env }: Permissions): string[] {
  return [
    "--no-prompt",
    "--deny-import",
    `--allow-net=${net.join(",")}`,
    `--allow-read=${[...paths, ...reads].join(",")}`,
    `--allow-write=${paths.join(",")}`,
    `--allow-env=${env.join(",")}`,
  ];
}
