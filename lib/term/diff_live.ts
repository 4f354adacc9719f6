/**
 * What is to be known of a comparison with Looker as it is now, beside its differences.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { ErrorSummary } from "../extract/summary.ts";
import type { VaultDiff } from "../inspect/diff.ts";
import type { ReadType } from "../live/read_live.ts";
import { counted } from "./format.ts";

/** What changed up to Looker as it is now. */
export interface LiveDiff extends VaultDiff {
  /** How far the types could be read. */
  live: ReadType[];
  /** What Looker did not show: it is not compared. */
  errors: ErrorSummary[];
  calls: number;
  /** Why what is told says less than it seems, in whole sentences. */
  warnings: string[];
}

/** Which types Looker did not show whole, and what it took: texts of Looker are in it sanitized. */
export function liveNotes({ live, errors, calls }: LiveDiff): { incomplete: string[]; cost: string } {
  return {
    incomplete: [
      ...live.filter(({ complete }) => !complete).map(({ type, note }) =>
        `${type} was compared only partly${note === null ? "" : `: ${sanitize(note)}`}`
      ),
      ...unreadLines(errors),
    ],
    cost: counted(calls, "call"),
  };
}

/** The most items that are named one by one; `--json` has all. */
const NAMED = 20;

/** Items that Looker did not show, a line each. */
export function unreadLines(errors: readonly ErrorSummary[]): string[] {
  const items = errors.filter(({ id }) => id !== null);
  const lines = items.slice(0, NAMED).map(({ type, id, message }) =>
    sanitize(`${type} ${id} was not compared: ${message}`)
  );
  const left = items.length - lines.length;
  return left === 0
    ? lines
    : [...lines, `and ${counted(left, "more item")} not compared: --json names them all`];
}

/** The latter end of a comparison in words; times as `shown` says them. */
export function endOf({ to }: VaultDiff, shown: (iso: string) => string): string {
  return to === null ? "now" : to === "live" ? "Looker now" : shown(to);
}
