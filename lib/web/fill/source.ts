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

/** All that the fillers need. */
export interface Source {
  vault: Vault;
  searcher: Searcher;
  timeline: Timeline;
  /** Takes people out of texts; the identity where they may stay. */
  redaction: Redaction;
  clock: Pick<Clock, "now" | "monotonic" | "delay">;
  signal?: AbortSignal;
  /** Whether somebody waits for something else. */
  isBusy?: () => boolean;
}

/** The types as the head lists them. */
export const TYPES: readonly ContentType[] = TYPES_FOR_PEOPLE;

/** The place of a type in the head, by its code; -1 for one that this version does not know. */
export const PLACE_OF_CODE: readonly number[] = (() => {
  const places: number[] = [];
  for (const [place, type] of TYPES.entries()) places[typeCode(type)] = place;
  return Array.from(places, (place) => place ?? -1);
})();

/** How long others are waited for at a time, and how often in a row: nobody holds up all work for ever. */
const WAIT_MS = 4, MOST_WAITS = 50;

/** Lets others run now and then in the middle of long work. */
export class Turns {
  private last: number;

  /** `ms`: how long work may go on, milliseconds. */
  constructor(
    private readonly source: Pick<Source, "clock" | "signal" | "isBusy">,
    private readonly ms = 10,
  ) {
    this.last = source.clock.monotonic();
  }

  /** Whether it is time: then {@linkcode Turns.give} is awaited. */
  get isDue(): boolean {
    return this.source.clock.monotonic() - this.last > this.ms;
  }

  /** Lets others run. @throws when the signal has aborted. */
  async give(): Promise<void> {
    const { clock, signal, isBusy } = this.source;
    // A process that is never idle looks for new requests at every 61st turn only: a timer makes it idle.
    await clock.delay(isBusy === undefined ? 0 : 1, signal);
    for (let waits = 0; waits < MOST_WAITS && isBusy?.() === true; waits++) {
      await clock.delay(WAIT_MS, signal);
    }
    this.last = this.source.clock.monotonic();
  }
}
