/**
 * What a built lookervault may do: the declaration, as flags for Deno. `permissions_baked.ts` holds builds against it.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };

/** Looker's hosts, where nobody names one. */
export const LOOKER_HOSTS: readonly string[] = ["*.looker.com", "*.looker.app"];

/** The ports Looker's API answers on: the usual one, and that of older and self-hosted instances. */
export const LOOKER_PORTS: readonly number[] = [443, 19999];

/** What `browse` listens on: a port that the system chooses. Nothing can be reached at port 0. */
export const LISTENS_ON = "127.0.0.1:0";

/** The environment variables that may be read: one list, that of the permission set in `deno.json`. */
export const VARIABLES: readonly string[] = denoJson.permissions.lookervault.env;

/** Everything that is granted. Nothing else is: no subprocess, native code or system facts. */
export interface Permissions {
  /** `host:port` each. */
  net: readonly string[];
  /** Directories that may be read and written, with all below them. */
  paths: readonly string[];
  /** Files that may be read, and no more. */
  reads?: readonly string[];
  /** Names of environment variables. */
  env: readonly string[];
}

/**
 * What a build for `hosts` may do. Without hosts: Looker's own. A host without a port gets Looker's two; one of `storage`,
 * where copies go, the usual one. The working directory is always granted, `dirs` besides.
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

/** The flags that grant exactly `permissions`; nothing is ever asked for, and no module is fetched at run time. */
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
