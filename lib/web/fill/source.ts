/**
 * The sources of a page: an open vault with its index, and the runs that are shown.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Searcher } from "../../inspect/search/searcher.ts";
import { TYPES_FOR_PEOPLE } from "../../looker/shown_facts.ts";
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Redaction } from "./redaction.ts";
import type { Timeline } from "./timeline.ts";

/** Everything that the functions of this folder need. */
export interface Source {
  vault: Vault;
  searcher: Searcher;
  timeline: Timeline;
  /** Removes people from texts; `NO_REDACTION` if they may stay. */
  redaction: Redaction;
  clock: Pick<Clock, "now" | "monotonic" | "delay">;
  signal?: AbortSignal;
  /** Whether another task waits. */
  isBusy?: () => boolean;
}

/** The types in the order of the head. */
export const TYPES: readonly ContentType[] = TYPES_FOR_PEOPLE;

/** The position of a type in the head, by its code; -1 for a type that this version does not know. */
export const PLACE_OF_CODE: readonly number[] = (() => {
  const places: number[] = [];
  for (const [place, type] of TYPES.entries()) places[typeCode(type)] = place;
  return Array.from(places, (place) => place ?? -1);
})();

/**
 * How long to wait for other tasks at a time, and how many times in a row, so that they cannot block long tasks
 * forever.
 */
const WAIT_MS = 4, MOST_WAITS = 50;

/** Lets other tasks run at intervals during a long task. */
export class Turns {
  private last: number;

  /** `ms` is how long a task may run without a pause, in milliseconds. */
  constructor(
    private readonly source: Pick<Source, "clock" | "signal" | "isBusy">,
    private readonly ms = 10,
  ) {
    this.last = source.clock.monotonic();
  }

  /** Whether it is time to await {@linkcode Turns.give}. */
  get isDue(): boolean {
    return this.source.clock.monotonic() - this.last > this.ms;
  }

  /**
   * Lets other tasks run.
   *
   * @throws if the signal has aborted.
   */
  async give(): Promise<void> {
    const { clock, signal, isBusy } = this.source;
    // A process that is never idle checks for new requests only at every 61st turn. A timer makes it idle.
    await clock.delay(isBusy === undefined ? 0 : 1, signal);
    for (let waits = 0; waits < MOST_WAITS && isBusy?.() === true; waits++) {
      await clock.delay(WAIT_MS, signal);
    }
    this.last = this.source.clock.monotonic();
  }
}
