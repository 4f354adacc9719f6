/**
 * What is to be known of a comparison with Looker as it is now, beside its differences.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { VaultDiff } from "../inspect/diff.ts";
import type { ReadType } from "../restore/read_live.ts";
import { counted } from "./format.ts";

/** What changed up to Looker as it is now. */
export interface LiveDiff extends VaultDiff {
  /** How far the types could be read. */
  live: ReadType[];
  calls: number;
  /** Why what is told says less than it seems, in whole sentences. */
  warnings: string[];
}

/** Which types Looker did not show whole, and what it took: texts of Looker stand in it sanitized. */
export function liveNotes({ live, calls }: LiveDiff): { incomplete: string[]; cost: string } {
  return {
    incomplete: live.filter(({ complete }) => !complete).map(({ type, note }) =>
      `${type} could not be compared whole${note === null ? "" : `: ${sanitize(note)}`}`
    ),
    cost: counted(calls, "call"),
  };
}

/** The latter end of a comparison in words; times as `shown` says them. */
export function endOf({ to }: VaultDiff, shown: (iso: string) => string): string {
  return to === null ? "now" : to === "live" ? "Looker now" : shown(to);
}
