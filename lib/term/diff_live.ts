/**
 * Notes on a comparison with the current state of Looker, in addition to its differences.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { ErrorSummary } from "../extract/summary.ts";
import type { VaultDiff } from "../inspect/diff.ts";
import type { ReadType } from "../live/read_live.ts";
import { counted } from "./format.ts";

/** The differences between the backup and the current state of Looker. */
export interface LiveDiff extends VaultDiff {
  /** The types, and whether each could be read completely. */
  live: ReadType[];
  /** What Looker did not return. It is not compared. */
  errors: ErrorSummary[];
  calls: number;
  /** Why the differences may be incomplete, in complete sentences. */
  warnings: string[];
}

/**
 * Returns the types that Looker did not return completely, and the number of requests. Texts of Looker are sanitized.
 */
export function liveNotes({ live, errors, calls }: LiveDiff): { incomplete: string[]; cost: string } {
  return {
    incomplete: [
      ...live.filter(({ complete }) => !complete).map(({ type, note }) =>
        `${type} was compared only partly${note === null ? "" : `: ${sanitize(note)}`}`
      ),
      ...unreadLines(errors),
    ],
    cost: counted(calls, "request"),
  };
}

/** The maximum number of items that are named; `--json` contains all. */
const NAMED = 20;

/** Returns a line for each item that Looker did not return. */
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

/** Returns the later end of a comparison in words. `shown` formats times. */
export function endOf({ to }: VaultDiff, shown: (iso: string) => string): string {
  return to === null ? "now" : to === "live" ? "Looker now" : shown(to);
}
