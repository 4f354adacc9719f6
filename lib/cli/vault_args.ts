/**
 * The options that select the same vault in another command.
 *
 * @module
 */
import type { Globals } from "./globals.ts";

/** Returns options such as `--db acme.db`, or none if another command finds the vault without them. */
export function argsOf(
  { globals: { profile, config, db } }: { globals: Pick<Globals, "profile" | "config" | "db"> },
): string[] {
  const given = Object.entries({ "--profile": profile, "--config": config, "--db": db });
  return given.flatMap(([option, value]) => value === undefined ? [] : [option, value]);
}
