import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { readTimeText, type TimeTextOptions } from "../../lib/base/time_text.ts";

/** A Thursday. */
const NOW = "2026-01-15T12:34:56.789Z";

type Row = readonly [text: string, edge: "begin" | "end", zone: string, expected: string, now?: string];

function optionsOf(edge: "begin" | "end", zone = "UTC", now = NOW): TimeTextOptions {
  return { option: "--at", edge, zone, now: Date.parse(now) };
}

const TIMES: readonly Row[] = [
  ["now", "end", "UTC", NOW],
  [" NOW ", "begin", "UTC", NOW],
  // A day is its end or its beginning, in the machine's zone.
  ["2026-01-14", "end", "UTC", "2026-01-14T23:59:59.999Z"],
  ["2026-01-14", "begin", "UTC", "2026-01-14T00:00:00.000Z"],
  ["2026-01-14", "end", "America/New_York", "2026-01-15T04:59:59.999Z"],
  ["2026-01-14", "begin", "Asia/Kolkata", "2026-01-13T18:30:00.000Z"],
  ["20260114", "begin", "UTC", "2026-01-14T00:00:00.000Z"],
  ["2024-02-29", "begin", "UTC", "2024-02-29T00:00:00.000Z"],
  ["today", "end", "UTC", NOW],
  ["today", "begin", "UTC", "2026-01-15T00:00:00.000Z"],
  // It is still yesterday there.
  ["today", "begin", "Pacific/Honolulu", "2026-01-15T10:00:00.000Z"],
  ["today", "begin", "Pacific/Honolulu", "2026-01-14T10:00:00.000Z", "2026-01-15T09:00:00Z"],
  ["yesterday", "end", "UTC", "2026-01-14T23:59:59.999Z"],
  ["yesterday", "begin", "UTC", "2026-01-14T00:00:00.000Z"],
  ["yesterday 15:00", "end", "UTC", "2026-01-14T15:00:00.000Z"],
  ["yesterday 15:00", "begin", "Europe/Berlin", "2026-01-14T14:00:00.000Z"],
  ["Yesterday  9:05", "begin", "UTC", "2026-01-14T09:05:00.000Z"],
  ["today 12:00", "end", "UTC", "2026-01-15T12:00:00.000Z"],
  ["last monday", "end", "UTC", "2026-01-12T23:59:59.999Z"],
  ["last-monday", "begin", "UTC", "2026-01-12T00:00:00.000Z"],
  ["last_tuesday", "begin", "UTC", "2026-01-13T00:00:00.000Z"],
  ["last wednesday", "begin", "UTC", "2026-01-14T00:00:00.000Z"],
  // Never today.
  ["last thursday", "begin", "UTC", "2026-01-08T00:00:00.000Z"],
  ["Last Friday", "begin", "UTC", "2026-01-09T00:00:00.000Z"],
  ["last saturday", "begin", "UTC", "2026-01-10T00:00:00.000Z"],
  ["last sunday", "begin", "UTC", "2026-01-11T00:00:00.000Z"],
  ["last-sunday 08:30", "end", "UTC", "2026-01-11T08:30:00.000Z"],
  ["7d", "end", "UTC", "2026-01-08T12:34:56.789Z"],
  ["7 days ago", "begin", "UTC", "2026-01-08T12:34:56.789Z"],
  ["36h", "end", "UTC", "2026-01-14T00:34:56.789Z"],
  ["2w", "begin", "UTC", "2026-01-01T12:34:56.789Z"],
  ["90min", "begin", "UTC", "2026-01-15T11:04:56.789Z"],
  ["0d", "begin", "UTC", NOW],
  // ISO 8601.
  ["2026-01-14T12:30Z", "end", "UTC", "2026-01-14T12:30:00.000Z"],
  ["2026-01-14T12:30Z", "end", "Asia/Tokyo", "2026-01-14T12:30:00.000Z"],
  ["2026-01-14T12:30", "end", "Asia/Tokyo", "2026-01-14T03:30:00.000Z"],
  ["2026-01-14 12:30 +02:00", "begin", "UTC", "2026-01-14T10:30:00.000Z"],
  ["2026-01-14T12:30-0530", "begin", "UTC", "2026-01-14T18:00:00.000Z"],
  ["2026-01-14T12:30+02", "begin", "UTC", "2026-01-14T10:30:00.000Z"],
  ["2026-01-14t12:30z", "begin", "UTC", "2026-01-14T12:30:00.000Z"],
  ["20260114T123000Z", "begin", "UTC", "2026-01-14T12:30:00.000Z"],
  ["2026-01-14T12:30:15.5Z", "end", "UTC", "2026-01-14T12:30:15.500Z"],
  ["2026-01-14T12:30:15,123456Z", "end", "UTC", "2026-01-14T12:30:15.123Z"],
  // A second is shown without its milliseconds: it means all of it.
  ["2026-01-14T12:30:15Z", "end", "UTC", "2026-01-14T12:30:15.999Z"],
  ["2026-01-14T12:30:15Z", "begin", "UTC", "2026-01-14T12:30:15.000Z"],
  ["2026-01-15T12:34:56Z", "end", "UTC", NOW],
  // A day of 23 hours, and one of 25.
  ["2026-03-08", "begin", "America/New_York", "2026-03-08T05:00:00.000Z", "2026-04-01T00:00:00Z"],
  ["2026-03-08", "end", "America/New_York", "2026-03-09T03:59:59.999Z", "2026-04-01T00:00:00Z"],
  ["2026-11-01", "end", "America/New_York", "2026-11-02T04:59:59.999Z", "2026-11-20T00:00:00Z"],
  // 02:30 is left out: as long after the change.
  ["2026-03-08T02:30", "begin", "America/New_York", "2026-03-08T07:30:00.000Z", "2026-04-01T00:00:00Z"],
  ["2026-03-08T02:30", "end", "America/New_York", "2026-03-08T07:30:00.000Z", "2026-04-01T00:00:00Z"],
  // 01:30 comes twice.
  ["2026-11-01T01:30", "begin", "America/New_York", "2026-11-01T05:30:00.000Z", "2026-11-20T00:00:00Z"],
  ["2026-11-01T01:30", "end", "America/New_York", "2026-11-01T06:30:00.000Z", "2026-11-20T00:00:00Z"],
  ["yesterday 02:30", "begin", "Europe/Berlin", "2026-03-29T01:30:00.000Z", "2026-03-30T12:00:00Z"],
  // The same time of day, 167 hours before; hours are hours.
  ["7d", "begin", "Europe/Berlin", "2026-03-24T11:00:00.000Z", "2026-03-31T10:00:00Z"],
  ["168h", "begin", "Europe/Berlin", "2026-03-24T10:00:00.000Z", "2026-03-31T10:00:00Z"],
  // A day that begins at one o'clock, and one that a zone left out.
  ["2018-11-04", "begin", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
  ["2011-12-29", "end", "Pacific/Apia", "2011-12-30T09:59:59.999Z"],
];

for (const [text, edge, zone, expected, now] of TIMES) {
  Deno.test(`readTimeText() reads "${text}" as ${edge} in ${zone}${now ? ` at ${now}` : ""}`, () => {
    assertEquals(readTimeText(text, optionsOf(edge, zone, now)), { kind: "time", at: expected });
  });
}

for (const id of ["0123abcdef01", "beefbeefbeef", "ABCDEF", "123456", "999999999999"]) {
  Deno.test(`readTimeText() takes ${id} for a run`, () =>
    assertEquals(readTimeText(id, optionsOf("end")), { kind: "run", id: id.toLowerCase() }));
}

for (
  const text of [
    "tomorrow",
    "2026-01-16",
    "today 12:35",
    "2026-01-15T12:34:57Z",
    "2026-01-15T12:34:56.790Z",
    "9999-12-31",
  ]
) {
  Deno.test(`readTimeText() refuses the future: ${text}`, () => {
    const error = assertThrows(() => readTimeText(text, optionsOf("end")), UsageError);
    assertEquals(error.exitCode, EXIT.usage);
    if (text !== "tomorrow") assertStringIncludes(error.message, "is in the future");
  });
}

for (
  const text of [
    "",
    "soon",
    "2026",
    "2026-13-01",
    "2026-02-31",
    "2026-02-29",
    "31.01.2026",
    "2026-01-14T25:00",
    "2026-01-14T12:60",
    "2026-01-14T12:00:60",
    "2026-01-14T12:00+99:00",
    "yesterday 24:00",
    "last week",
    "7m",
    "-7d",
    "7.5d",
    "0000-00-00",
    "last monday monday",
    "\u0661d",
    "2026-01-14\n",
  ].map((text) => text.replace("\n", " x"))
) {
  Deno.test(`readTimeText() refuses "${text}" with examples`, () => {
    const error = assertThrows(() => readTimeText(text, optionsOf("begin")), UsageError);
    assertStringIncludes(error.message, `--at "${text}"`);
    assertStringIncludes(error.hint ?? "", "yesterday 15:00");
  });
}

for (const [text, day] of [["monday", "monday"], ["last fri", "friday"], ["Last Tuseday", "tuesday"]]) {
  Deno.test(`readTimeText() knows what "${text}" may mean`, () => {
    const error = assertThrows(() => readTimeText(text ?? "", optionsOf("begin")), UsageError);
    assertStringIncludes(error.hint ?? "", `Did you mean "last ${day}"?`);
  });
}
