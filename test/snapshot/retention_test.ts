/** restic's rules; its own documentation says each of these cases in words. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { applyPolicy, isEmpty, type Policy } from "../../lib/snapshot/retention.ts";
import { addSpan, parseSpan, type Span, subtractSpan } from "../../lib/snapshot/span.ts";

interface Case {
  what: string;
  policy: Policy;
  /** Oldest first, as people read them. */
  copies: string[];
  /** What stays, with its reasons. */
  kept: Record<string, string>;
}

const span = (text: string): Span => parseSpan(text) ?? { text, years: 0, months: 0, days: 0, hours: 0 };

const CASES: Case[] = [
  {
    what: "keep-last keeps the newest",
    policy: { last: 2 },
    copies: ["2026-01-01T00:00Z", "2026-01-01T00:01Z", "2026-01-01T00:02Z"],
    kept: { "2026-01-01T00:02Z": "last", "2026-01-01T00:01Z": "last" },
  },
  {
    what: "keep-daily keeps the newest of each day that has one, be they far apart",
    policy: { daily: 2 },
    copies: ["2026-01-01T10:00Z", "2026-03-01T10:00Z", "2026-03-01T23:00Z", "2026-06-01T01:00Z"],
    kept: { "2026-06-01T01:00Z": "daily", "2026-03-01T23:00Z": "daily" },
  },
  {
    what: "a rule that is not used up keeps the oldest, too",
    policy: { yearly: 3 },
    copies: ["2026-01-01T00:00Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z"],
    kept: { "2026-03-01T00:00Z": "yearly", "2026-01-01T00:00Z": "oldest yearly" },
  },
  {
    what: "keep-hourly: an hour begins at its full hour",
    policy: { hourly: 2 },
    copies: ["2026-01-01T08:59Z", "2026-01-01T09:00Z", "2026-01-01T09:59Z", "2026-01-01T10:00Z"],
    kept: { "2026-01-01T10:00Z": "hourly", "2026-01-01T09:59Z": "hourly" },
  },
  {
    what:
      "keep-weekly: weeks are ISO's: they begin on Monday, and the first days of January may be of the year before",
    policy: { weekly: 2 },
    copies: ["2026-12-27T12:00Z", "2026-12-28T12:00Z", "2027-01-03T12:00Z", "2027-01-04T12:00Z"],
    kept: { "2027-01-04T12:00Z": "weekly", "2027-01-03T12:00Z": "weekly" },
  },
  {
    what: "keep-monthly across a year's end",
    policy: { monthly: 2 },
    copies: ["2025-11-30T00:00Z", "2025-12-31T23:59Z", "2026-01-01T00:00Z"],
    kept: { "2026-01-01T00:00Z": "monthly", "2025-12-31T23:59Z": "monthly" },
  },
  {
    what: "keep-within counts from the newest copy, not from now",
    policy: { within: span("1m") },
    copies: ["2019-12-31T00:00Z", "2020-02-29T00:00Z", "2020-03-31T00:00Z"],
    kept: { "2020-03-31T00:00Z": "within 1m" },
  },
  {
    what: "keep-within leaves what is just so old",
    policy: { within: span("2d12h") },
    copies: ["2026-01-01T00:00Z", "2026-01-01T00:01Z", "2026-01-03T12:00Z"],
    kept: { "2026-01-03T12:00Z": "within 2d12h", "2026-01-01T00:01Z": "within 2d12h" },
  },
  {
    what: "rules add up, and each says why",
    policy: { last: 1, daily: 2, monthly: 1 },
    copies: ["2026-01-01T00:00Z", "2026-01-02T00:00Z", "2026-01-03T00:00Z", "2026-01-03T01:00Z"],
    kept: { "2026-01-03T01:00Z": "last, daily, monthly", "2026-01-02T00:00Z": "daily" },
  },
  {
    what: "an empty policy keeps the newest all the same",
    policy: {},
    copies: ["2026-01-01T00:00Z", "2026-01-02T00:00Z"],
    kept: { "2026-01-02T00:00Z": "newest" },
  },
  { what: "of nothing, nothing", policy: { last: 1 }, copies: [], kept: {} },
];

for (const { what, policy, copies, kept } of CASES) {
  Deno.test(`applyPolicy(): ${what}`, () => {
    const named = copies.map((name) => ({ name, at: Date.parse(name) }));
    for (const order of [named, named.toReversed()]) {
      const stays = applyPolicy(order, policy).filter(({ keep }) => keep);
      assertEquals(
        Object.fromEntries(stays.map(({ copy, reasons }) => [copy.name, reasons.join(", ")])),
        kept,
      );
    }
  });
}

Deno.test("applyPolicy() never lets the newest go, nor more stay than the numbers say", () => {
  const count = fc.nat(4);
  const policy = fc.record({
    last: count,
    hourly: count,
    daily: count,
    weekly: count,
    monthly: count,
    yearly: count,
  });
  const copies = fc.array(fc.integer({ min: 0, max: 4e12 }).map((at) => ({ at })), { maxLength: 40 });
  fc.assert(fc.property(copies, policy, (copies, policy) => {
    const verdicts = applyPolicy(copies, policy);
    assertEquals(verdicts.length, copies.length);
    const kept = verdicts.filter(({ keep }) => keep);
    if (copies.length > 0) assertEquals(kept[0]?.copy.at, Math.max(...copies.map(({ at }) => at)));
    const most = Object.values(policy).reduce((sum, one) => sum + one, 0);
    if (kept.length > Math.max(1, most)) throw new Error(`${kept.length} stay of ${most}`);
    // What a policy keeps, it keeps again: pruning twice removes no more.
    const again = applyPolicy(kept.map(({ copy }) => copy), policy).filter(({ keep }) => !keep);
    assertEquals(again, []);
  }));
});

Deno.test("isEmpty() knows a policy that keeps nothing", () => {
  for (const policy of [{}, { last: 0 }, { daily: 0, yearly: 0 }]) assertEquals(isEmpty(policy), true);
  for (const policy of [{ last: 1 }, { yearly: 1 }, { within: span("1d") }]) {
    assertEquals(isEmpty(policy), false);
  }
});

Deno.test("parseSpan() reads lengths of time, and nothing near them", () => {
  assertEquals(parseSpan("1y2m3w4d5h"), { text: "1y2m3w4d5h", years: 1, months: 2, days: 25, hours: 5 });
  assertEquals(parseSpan("30D")?.days, 30);
  for (const none of ["", "0d", "d", "3", "1h1d", "-1d", "1.5d", "1 d", "30days"]) {
    assertEquals(parseSpan(none), null);
  }
});

Deno.test("a span goes by the calendar: a month before the 31st of March is the end of February", () => {
  const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
  const at = Date.parse("2024-03-31T12:00Z");
  assertEquals(iso(subtractSpan(at, span("1m"))), "2024-02-29T12:00");
  assertEquals(iso(subtractSpan(at, span("1y1m"))), "2023-02-28T12:00");
  assertEquals(iso(addSpan(at, span("1m"))), "2024-04-30T12:00");
  assertEquals(iso(addSpan(at, span("36h"))), "2024-04-02T00:00");
});
