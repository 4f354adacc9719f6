import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { clockDoubt, retentionCutoff } from "../../lib/vault/retention.ts";

const NOW = Date.UTC(2026, 5, 30, 12);
const DAY = 86_400_000;

/** ISO time that many days before now. */
const ago = (days: number): string => new Date(NOW - days * DAY).toISOString();
/** A run a night, from so many days ago to so many. */
const nightly = (from: number, to: number): string[] =>
  Array.from({ length: from - to + 1 }, (_, i) => ago(from - i));

Deno.test("retentionCutoff() is that many days of 24 hours before now", () => {
  assertEquals(retentionCutoff({ now: NOW, days: 1 }), "2026-06-29T12:00:00.000Z");
  assertEquals(retentionCutoff({ now: NOW, days: 365 }), "2025-06-30T12:00:00.000Z");
});

const YEARS = 3650;

/** What happened, days of retention, runs, when an item was last seen, what is said. */
const TABLE: [what: string, days: number, runs: string[], lastSeen: string | null, said: unknown][] = [
  ["a vault without any run", 30, [], null, null],
  ["a run a night", 30, nightly(400, 0), ago(0), null],
  ["a first run just now", 30, [ago(0)], ago(0), null],
  ["one run, as long ago as the retention", 30, [ago(30)], ago(30), null],
  ["one run, longer ago", 30, [ago(31)], ago(31), { kind: "gap", from: ago(31), to: ago(0) }],
  ["backups that stopped", 30, nightly(400, 31), ago(31), { kind: "gap", from: ago(31), to: ago(0) }],
  ["backups that stopped, a longer retention", 90, nightly(400, 31), ago(31), null],
  ["a clock ten years ahead", 30, nightly(YEARS + 90, YEARS), ago(YEARS), {
    kind: "gap",
    from: ago(YEARS),
    to: ago(0),
  }],
  ["a clock ten years ahead, and a run under it", 30, [...nightly(YEARS + 90, YEARS), ago(0.1)], ago(0.1), {
    kind: "gap",
    from: ago(YEARS),
    to: ago(0.1),
  }],
  [
    "ten years ahead for nearly the retention",
    30,
    [...nightly(YEARS + 9, YEARS), ...nightly(29, 0)],
    ago(0),
    {
      kind: "gap",
      from: ago(YEARS),
      to: ago(29),
    },
  ],
  [
    "ten years ahead for longer than the retention",
    30,
    [...nightly(YEARS + 9, YEARS), ...nightly(31, 0)],
    ago(0),
    null,
  ],
  ["a run that has not ended, and is in the future", 30, [ago(5), ago(-1)], ago(5), {
    kind: "future",
    at: ago(-1),
  }],
  ["an item seen in the future", 30, nightly(9, 0), ago(-0.5), { kind: "future", at: ago(-0.5) }],
  ["a clock set back by seconds", 30, [ago(-20 / 86_400)], null, null],
  ["one run a month, kept for a week", 7, [ago(61), ago(31), ago(0)], ago(0), {
    kind: "gap",
    from: ago(31),
    to: ago(0),
  }],
  ["one run a month, kept for a year", 365, [ago(61), ago(31), ago(0)], ago(0), null],
  ["times out of order and one that is none", 30, [ago(0), "soon", ago(20), ago(10)], null, null],
];

for (const [what, days, runs, lastSeen, said] of TABLE) {
  Deno.test(`clockDoubt() of ${what}: ${said === null ? "none" : JSON.stringify(said).slice(9, 15)}`, () => {
    assertEquals(clockDoubt({ now: NOW, days, runs, lastSeen }), said);
  });
}

Deno.test("clockDoubt() believes no clock that runs ahead by more than the retention, whatever the runs were", () => {
  const runs = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      runs,
      fc.integer({ min: 1, max: 365 }),
      fc.integer({ min: 1, max: 5000 }),
      (past, days, ahead) => {
        const now = NOW + (days + ahead) * DAY;
        const doubt = clockDoubt({ now, days, runs: past.map(ago), lastSeen: null });
        assertEquals(doubt?.kind, "gap");
      },
    ),
  );
});
