/**
 * The options with which another command finds the same vault.
 *
 * @module
 */
import type { CommandContext } from "./command_context.ts";

/** Such as `--db acme.db`; nothing where a command finds it anyway. */
export function argsOf({ globals: { profile, config, db } }: Pick<CommandContext, "globals">): string[] {
  const given = Object.entries({ "--profile": profile, "--config": config, "--db": db });
  return given.flatMap(([option, value]) => value === undefined ? [] : [option, value]);
}
