/**
 * Reads the permissions in a binary built by `deno compile`, and compares them with the declared ones.
 *
 * @module
 */
import { isObject, readTrailer } from "./binary_trailer.ts";
import type { Permissions } from "./permissions.ts";

/** The metadata of a binary that extends or restricts its permissions. */
export interface Baked {
  /** Deno's own names, such as `allow_net`: `null` grants nothing, an empty list everything. */
  permissions: Readonly<Record<string, unknown>>;
  /** Hosts whose certificates are not checked. */
  uncheckedCertificates: unknown;
  /** Variables set from a file at build time. */
  variables: unknown;
}

/** Reads the permissions in a binary. @throws {Error} if it is not a binary of `deno compile`. */
export function readBaked(binary: Uint8Array): Baked {
  const { facts } = readTrailer(binary);
  return {
    permissions: isObject(facts["permissions"]) ? facts["permissions"] : {},
    uncheckedCertificates: facts["unsafely_ignore_certificate_errors"],
    variables: facts["env_vars_from_env_file"],
  };
}

/** Returns the ways in which `baked` allows more than `declared`, one sentence each; empty if it does not. */
export function widerThan(declared: Permissions, baked: Baked): string[] {
  const allowed: Record<string, readonly string[]> = {
    allow_net: declared.net,
    allow_read: declared.paths,
    allow_write: declared.paths,
    allow_env: declared.env,
  };
  const problems: string[] = [];
  for (const [name, value] of Object.entries(baked.permissions)) {
    if (name === "prompt") {
      if (value !== false) problems.push("It prompts for permissions that were not granted");
    } else if (name === "allow_import") {
      const denied = baked.permissions["deny_import"];
      if (value !== null && !isEverything(denied)) problems.push("It may import modules from the network");
    } else if (!/^(deny|ignore)_/.test(name)) {
      problems.push(...widened(name, value, allowed[name] ?? []));
    }
  }
  if (!("prompt" in baked.permissions)) problems.push("It does not state whether it prompts for permissions");
  const { uncheckedCertificates, variables } = baked;
  if (uncheckedCertificates !== null) problems.push("It does not check the certificates of hosts");
  if (!isObject(variables) || Object.keys(variables).length > 0) {
    problems.push("It contains environment variables");
  }
  return problems;
}

/**
 * Returns the grants that exceed `allowed`. In Deno's format, an empty list means everything and null means nothing.
 */
function widened(name: string, value: unknown, allowed: readonly string[]): string[] {
  if (value === null) return [];
  if (!Array.isArray(value)) return [`${name} is neither a list nor null`];
  if (isEverything(value)) return [`${name} grants everything`];
  return value.filter((entry) => !allowed.includes(entry)).map((entry) => `${name} grants ${entry}`);
}

function isEverything(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
