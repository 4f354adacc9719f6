import { assertEquals } from "@std/assert";
import { inZone, shownTime, type TimePrecision } from "../../lib/term/shown_time.ts";

const ROWS: readonly [iso: string, zone: string | undefined, precision: TimePrecision, shown: string][] = [
  ["2026-01-31T13:05:09.999Z", undefined, "minute", "2026-01-31T13:05Z"],
  ["2026-01-31T13:05:09.999Z", undefined, "second", "2026-01-31T13:05:09Z"],
  ["2026-01-31T13:05:09.999Z", undefined, "day", "2026-01-31"],
  ["2026-01-31T13:05:09.999Z", "UTC", "minute", "2026-01-31 13:05 +00:00"],
  ["2026-01-31T13:05:09.999Z", "Europe/Berlin", "second", "2026-01-31 14:05:09 +01:00"],
  ["2026-07-31T13:05:09.999Z", "Europe/Berlin", "minute", "2026-07-31 15:05 +02:00"],
  ["2026-01-31T23:30:00.000Z", "Europe/Berlin", "day", "2026-02-01"],
  ["2026-01-31T01:30:00.000Z", "America/St_Johns", "minute", "2026-01-30 22:00 -03:30"],
  ["2026-03-29T00:59:59.999Z", "Europe/Berlin", "second", "2026-03-29 01:59:59 +01:00"],
  ["2026-03-29T01:00:00.000Z", "Europe/Berlin", "second", "2026-03-29 03:00:00 +02:00"],
  ["2026-01-31T13:05:09Z", "Asia/Kathmandu", "minute", "2026-01-31 18:50 +05:45"],
  ["soon", "Europe/Berlin", "minute", "soon"],
];

for (const [iso, zone, precision, shown] of ROWS) {
  Deno.test(`shownTime() shows the ${precision} of ${iso} in ${zone ?? "no zone"} as ${shown}`, () =>
    assertEquals(shownTime(iso, zone, precision), shown));
}

Deno.test("inZone() shows the times of a sentence in a zone, and leaves others as they are", () => {
  const said = "the run from 2026-01-31T23:05Z, seen 2026-01-31T13:05:09Z, at 13:05Z";
  assertEquals(
    inZone(said, "Europe/Berlin"),
    "the run from 2026-02-01 00:05 +01:00, seen 2026-01-31T13:05:09Z, at 13:05Z",
  );
  assertEquals(inZone(said, undefined), said);
});
