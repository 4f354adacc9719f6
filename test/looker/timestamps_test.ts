import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { utcTimestamp } from "../../lib/looker/timestamps.ts";

const NOON = "2026-01-31T12:00:00.000Z";

const TABLE: [value: unknown, expected: string | null][] = [
  ["2026-01-31T12:00:00Z", NOON],
  ["2026-01-31T12:00:00z", NOON],
  ["2026-01-31t12:00:00Z", NOON],
  ["2026-01-31T12:00:00.000+00:00", NOON],
  ["2026-01-31T12:00:00.000Z", NOON],
  ["2026-01-31T23:59:59.999+00:00", "2026-01-31T23:59:59.999Z"],
  ["2026-01-31T24:00:00.000Z", "2026-02-01T00:00:00.000Z"],
  ["2026-01-31T24:00:00.000+00:00", "2026-02-01T00:00:00.000Z"],
  ["2026-01-31T24:00:01.000Z", null],
  ["2026-01-31T12:60:00.000Z", null],
  ["2026-01-31T12:00:60.000Z", null],
  ["2026-02-29T12:00:00.000Z", null],
  ["1900-02-29T12:00:00.000Z", null],
  ["2000-02-29T12:00:00.000+00:00", "2000-02-29T12:00:00.000Z"],
  ["2026-00-10T12:00:00.000Z", null],
  ["2026-13-10T12:00:00.000Z", null],
  ["2026-04-31T12:00:00.000Z", null],
  ["2026-04-00T12:00:00.000Z", null],
  ["0000-01-01T00:00:00.000Z", "0000-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ["9999-12-31T24:00:00.000Z", null],
  ["2026-01-31T12:00:00.000-00:00", NOON],
  ["2026-01-31T12:00:00.000+00:01", "2026-01-31T11:59:00.000Z"],
  ["2026-01-31T12:00:00.000Z\n", NOON],
  ["\u0662026-01-31T12:00:00.000Z", null],
  ["2026-01-31T05:00:00-07:00", NOON],
  ["2026-01-31T05:00:00-0700", NOON],
  ["2026-01-31 17:30:00 +0530", NOON],
  ["2026-01-31 12:00:00+00", NOON],
  ["2026-01-31 12:00:00 UTC", NOON],
  ["2026-01-31 12:00:00", NOON],
  ["2026-01-31T12:00", NOON],
  [" 2026-01-31T12:00:00Z\n", NOON],
  ["2026-01-31T23:30:00-01:00", "2026-02-01T00:30:00.000Z"],
  ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2026-01-31T12:00:00.1Z", "2026-01-31T12:00:00.100Z"],
  ["2026-01-31T12:00:00.123456Z", "2026-01-31T12:00:00.123Z"],
  ["2026-01-31T12:00:00,123456789+01:00", "2026-01-31T11:00:00.123Z"],
  [Date.parse(NOON) / 1000, NOON],
  [Date.parse(NOON), NOON],
  [BigInt(Date.parse(NOON)), NOON],
  [Date.parse(NOON) / 1000 + 0.25, "2026-01-31T12:00:00.250Z"],
  [0, "1970-01-01T00:00:00.000Z"],
  [-86400, "1969-12-31T00:00:00.000Z"],
  ["", null],
  ["yesterday", null],
  ["2026", null],
  ["2026-01", null],
  ["31.01.2026", null],
  ["2026-1-31", null],
  ["2026-02-30", null],
  ["2026-02-29T12:00:00Z", null],
  ["2026-13-01", null],
  ["2026-00-01", null],
  ["2026-01-31T25:00:00Z", null],
  ["2026-01-31T12:60:00Z", null],
  ["2026-01-31T12:00:00+25:00", null],
  ["2026-01-31-07", null],
  ["2026-01-31T12:00:00Z; DROP TABLE meta", null],
  ["1769860800", null],
  [NaN, null],
  [Infinity, null],
  [1e15, null],
  [2n ** 63n, null],
  [-1e16, null],
  [null, null],
  [undefined, null],
  [true, null],
  [{}, null],
  [["2026-01-31"], null],
];

for (const [value, expected] of TABLE) {
  const shown = typeof value === "bigint"
    ? `${value}n`
    : typeof value === "number"
    ? value
    : JSON.stringify(value);
  Deno.test(`utcTimestamp() takes ${shown} for ${expected ?? "no moment"}`, () => {
    assertEquals(utcTimestamp(value), expected);
  });
}

Deno.test("utcTimestamp() of any moment in any zone is that moment, and of its answer the same", () => {
  const moment = fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true });
  fc.assert(fc.property(moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, minutes) => {
    const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
    const two = (n: number): string => String(n).padStart(2, "0");
    const zone = (minutes < 0 ? "-" : "+") + two(Math.trunc(Math.abs(minutes) / 60)) + ":" +
      two(Math.abs(minutes) % 60);
    assertEquals(utcTimestamp(local + zone), date.toISOString());
    assertEquals(utcTimestamp(date.toISOString()), date.toISOString());
  }));
});

Deno.test("utcTimestamp() of anything is null or sorts as text", () => {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  fc.assert(fc.property(fc.oneof(fc.anything(), fc.double(), fc.bigInt()), (value) => {
    const time = utcTimestamp(value);
    assertEquals(time === null || form.test(time), true);
  }));
});
