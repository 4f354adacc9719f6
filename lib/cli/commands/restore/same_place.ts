/**
 * The options with which another command reaches the vault, the instance and the snapshot of a restore.
 *
 * @module
 */
import { wordsText } from "../../../base/command_text.ts";
import type { RestoreSummary } from "../../../restore/restore_summary.ts";
import { placeOf, type SamePlace } from "../../../term/same_place.ts";
import type { CommandContext } from "../../command_context.ts";
import { argsOf } from "../../vault_args.ts";
import type { RunFlags } from "./restore_flags.ts";

/** The options of a restore that another command needs too. */
type PlaceFlags = Pick<RunFlags, "baseUrl" | "to" | "dest" | "endpoint" | "identity">;

/**
 * Returns the options as text, each with a leading space; empty if another command needs none. `--to` is also needed
 * after a restore that took it from a plan file. `stamp` is the snapshot that the restore reads, or null: another
 * snapshot may be the newest when the next command runs.
 */
export function samePlace(
  context: Pick<CommandContext, "globals">,
  { baseUrl, to, ...store }: PlaceFlags,
  { source, destination, stamp }: Partial<Pick<RestoreSummary, "source" | "destination">> & {
    stamp: string | null;
  },
): SamePlace {
  const into = to ?? (source === destination ? undefined : destination);
  return placeOf(argsOf(context), {
    instance: wordsText([...pair("--base-url", baseUrl), ...pair("--to", into)]),
    snapshot: stamp === null ? "" : wordsText([
      ...pair("--from-snapshot", stamp),
      ...pair("--dest", store.dest),
      ...pair("--endpoint", store.endpoint),
      ...pair("--identity", store.identity),
    ]),
  });
}

function pair(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}
