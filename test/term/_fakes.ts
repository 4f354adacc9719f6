import type { Clock } from "../../lib/base/clock.ts";
import type { OutputStream } from "../../lib/base/io.ts";
import type { Gauges, TypeCounts } from "../../lib/extract/events.ts";
import type { ExtractSummary, TypeSummary } from "../../lib/extract/summary.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";

/** Titles that try to take the terminal over. */
export const HOSTILE = [
  "\x1b[2J\x1b[31mred",
  "\x9b2Jc1",
  "bell\x07\0nul",
  "\u202egpj.exe",
  "line\r\nbreak\ttab",
  "lone\ud800",
];

const STYLE = new RegExp(String.raw`\x1b\[\d+m`, "g");

/** Whether a text, its own styles aside, could steer a terminal. */
export function steers(text: string): boolean {
  return /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u.test(
    text.replaceAll(STYLE, ""),
  );
}

/** {@linkcode steers}, the tabs between the cells of a table left out: on a pipe they are what makes it one. */
export function steersBetweenTabs(line: string): boolean {
  return line.split("\t").some(steers);
}

/** A stream that remembers. */
export function fakeStream(columns: number | null): OutputStream & { text: string; width: number | null } {
  return {
    text: "",
    width: columns,
    isTerminal: columns !== null,
    write(text): void {
      this.text += text;
    },
    columns(): number | null {
      return this.width;
    },
  };
}

/** A clock moved by hand; `tick` is what {@linkcode Clock.every} would call. */
export function fakeClock(): Clock & { ms: number; advance(ms: number): void; ticking: number } {
  const ticks = new Set<() => void>();
  return {
    ms: 1_000,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    monotonic(): number {
      return this.ms;
    },
    delay: () => Promise.resolve(),
    every(_ms, tick): Disposable {
      ticks.add(tick);
      return { [Symbol.dispose]: () => void ticks.delete(tick) };
    },
    after: () => ({ [Symbol.dispose]: () => {} }),
    advance(ms): void {
      this.ms += ms;
      for (const tick of ticks) tick();
    },
    get ticking(): number {
      return ticks.size;
    },
  };
}

/** Counts with the given ones set. */
export function counts(given: Partial<TypeCounts> = {}): TypeCounts {
  return {
    listed: 0,
    stored: 0,
    new: 0,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    failed: 0,
    calls: 0,
    ...given,
  };
}

/** Gauges with the given ones set. */
export function gauges(given: Partial<Gauges> = {}): Gauges {
  return { calls: 0, retries: 0, in_flight: 0, bytes: 0, allowed_in_flight: 8, ...given };
}

/** A summary of all types with the given parts set. */
export function summary(given: Partial<ExtractSummary> = {}): ExtractSummary {
  const types: TypeSummary[] = CONTENT_TYPES.map((type, i) => ({
    type,
    ...counts({ listed: 1234 * (i % 5), stored: 1234 * (i % 5), new: 1234 * (i % 5), calls: i }),
    complete: true,
    note: null,
    withheld: null,
  }));
  return {
    command: "extract",
    status: "completed",
    session_id: "s",
    mode: "full",
    instance: "https://acme.looker.com",
    looker_version: "25.4.1",
    db: "./lookervault.db",
    started_at: "2026-01-02T03:04:05.000Z",
    completed_at: "2026-01-02T03:05:08.000Z",
    duration_seconds: 63,
    calls: 1042,
    retries: 3,
    bytes: 812_345_678,
    vault_bytes: 98_765_432,
    items_per_second: 1512.3,
    utilization: 0.93,
    totals: { listed: 58_998, stored: 58_998, new: 58_998, updated: 0, unchanged: 0, deleted: 0, failed: 0 },
    types,
    errors: [],
    warnings: [],
    ...given,
  };
}
