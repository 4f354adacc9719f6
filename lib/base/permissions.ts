/**
 * Deno's permissions: giving up what a command does not need, and saying which one is missing.
 *
 * @module
 */
import { UsageError } from "./errors.ts";

/** Gives up the network for good: for commands that only read the vault. */
export async function revokeNetwork(): Promise<void> {
  await Deno.permissions.revoke({ name: "net" });
}

/** The permission error at the root of `error`, however often it was wrapped; `null` when there is none. */
export function findNotCapable(error: unknown): Error | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
    if (at instanceof Deno.errors.NotCapable) return at;
  }
  return null;
}

/** A permission error as a {@linkcode UsageError} that names the flag and the resource it asks for. */
export function permissionError(error: Error): UsageError {
  const [, kind, resource] = /Requires (\w+) access to ("[^"]*"|<[^>]*>|\w+)/i.exec(error.message) ?? [];
  if (kind === undefined || resource === undefined) {
    return new UsageError(`Cannot go on: a permission is missing: ${error.message}`, { cause: error });
  }
  const name = resource.replaceAll('"', "");
  const flag = name.startsWith("<") ? `--allow-${kind}` : `--allow-${kind}=${name}`;
  return new UsageError(`Cannot use ${kind} access to ${name}: Deno was not given ${flag}`, {
    cause: error,
    hint: Deno.build.standalone
      ? builtHint(kind)
      : kind === "net"
      ? `The shipped permission set covers *.looker.com, *.looker.app and this machine. For another host run deno with ${flag} added.`
      : `Run deno with ${flag} added to the flags.`,
  });
}

/** What to do about a permission that a binary was not built with: it cannot be given one at its start. */
export function builtHint(kind: string): string {
  return kind === "net"
    ? "This program was built for other hosts: build one with `deno task compile --host HOST`."
    : "This program reads and writes only below the directory it is started in, and in those it was built with: " +
      "start it elsewhere, or build one with `deno task compile --dir DIRECTORY`.";
}
