/**
 * The times of a restore: first as typed, then resolved with the vault that is the source.
 *
 * @module
 */
import { UsageError } from "../../../base/errors.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import type { Vault } from "../../../vault/vault.ts";
import type { CommandContext } from "../../command_context.ts";
import { plainTime, stateTime, type TypedTime, typedTime } from "../../times.ts";
import type { RestoreFlags } from "./restore_flags.ts";

/** Times as typed. */
export interface RestoreTimes {
  at?: TypedTime | undefined;
  updatedAfter?: TypedTime | undefined;
  updatedBefore?: TypedTime | undefined;
}

/** Parses the times of a command line. @throws {UsageError} for an invalid time, and for filters that match nothing. */
export function restoreTimes(
  context: Pick<CommandContext, "clock" | "zone">,
  { at, updatedAfter, updatedBefore }: Pick<RestoreFlags, "at" | "updatedAfter" | "updatedBefore">,
): RestoreTimes {
  const times = {
    at: typedTime(context, { option: "--at", text: at, edge: "end" }),
    updatedAfter: typedTime(context, { option: "--updated-after", text: updatedAfter, edge: "begin" }),
    updatedBefore: typedTime(context, { option: "--updated-before", text: updatedBefore, edge: "begin" }),
  };
  const known = (typed: TypedTime | undefined): string | null =>
    typed?.time.kind === "time" ? typed.time.at : null;
  requireOrder(known(times.updatedAfter), known(times.updatedBefore));
  return times;
}

/** Returns the times as options of a restore from a vault, in ISO 8601 UTC. @throws {UsageError} */
export function settledTimes(
  context: CommandContext,
  vault: Vault,
  { at, updatedAfter, updatedBefore }: RestoreTimes,
): Pick<RestoreOptions, "at" | "updatedAfter" | "updatedBefore"> {
  const times = {
    at: at === undefined ? null : stateTime(context, vault, at),
    updatedAfter: updatedAfter === undefined ? null : plainTime(vault, updatedAfter),
    updatedBefore: updatedBefore === undefined ? null : plainTime(vault, updatedBefore),
  };
  requireOrder(times.updatedAfter, times.updatedBefore);
  return times;
}

function requireOrder(after: string | null, before: string | null): void {
  if (after === null || before === null || after < before) return;
  throw new UsageError(
    `Cannot filter by time: ${after} (--updated-after) is not before ${before} (--updated-before)`,
    { hint: "Swap them, or remove one." },
  );
}
