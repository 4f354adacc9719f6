/**
 * The permissions that are baked into a binary built by `deno compile`, read back and compared with what was declared.
 *
 * @module
 */
import { isObject, readTrailer } from "./binary_trailer.ts";
import type { Permissions } from "./permissions.ts";

/** What a binary carries for its start, as far as it widens or narrows what it may do. */
export interface Baked {
  /** Deno's own names, such as `allow_net`: `null` grants nothing, an empty list everything. */
  permissions: Readonly<Record<string, unknown>>;
  /** Hosts whose certificates are not checked. */
  uncheckedCertificates: unknown;
  /** Variables set from a file at build time. */
  variables: unknown;
}

/** Reads what is baked into a binary. @throws {Error} when it is no binary of `deno compile`. */
export function readBaked(binary: Uint8Array): Baked {
  const { facts } = readTrailer(binary);
  return {
    permissions: isObject(facts["permissions"]) ? facts["permissions"] : {},
    uncheckedCertificates: facts["unsafely_ignore_certificate_errors"],
    variables: facts["env_vars_from_env_file"],
  };
}

/** Each way in which `baked` allows more than `declared`, one sentence each; empty when it does not. */
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
      if (value !== false) problems.push("It asks for permissions it was not given");
    } else if (name === "allow_import") {
      const denied = baked.permissions["deny_import"];
      if (value !== null && !isEverything(denied)) problems.push("It may import modules from the network");
    } else if (!/^(deny|ignore)_/.test(name)) {
      problems.push(...widened(name, value, allowed[name] ?? []));
    }
  }
  if (!("prompt" in baked.permissions)) problems.push("It does not say whether it asks for permissions");
  const { uncheckedCertificates, variables } = baked;
  if (uncheckedCertificates !== null) problems.push("It does not check the certificates of hosts");
  if (!isObject(variables) || Object.keys(variables).length > 0) {
    problems.push("It carries environment variables");
  }
  return problems;
}

/** Deno writes "all of it" as an empty list, and "nothing" as null. */
function widened(name: string, value: unknown, allowed: readonly string[]): string[] {
  if (value === null) return [];
  if (!Array.isArray(value)) return [`${name} is neither a list nor null`];
  if (isEverything(value)) return [`${name} grants everything`];
  return value.filter((entry) => !allowed.includes(entry)).map((entry) => `${name} grants ${entry}`);
}

function isEverything(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
