/**
 * Converts Looker's formats of times to one format (specs/looker-behaviour.md).
 *
 * @module
 */

/** The first moment that a four-digit year can express, and the first moment after the last, milliseconds. */
const YEAR_0 = -62_167_219_200_000, YEAR_10000 = 253_402_300_800_000;

/** Integers from this value on are milliseconds. As seconds, it is the year 5138; as milliseconds, 1973. */
const SECONDS_BELOW = 100_000_000_000;

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** The usual formats of Looker, whose hours, minutes and seconds are valid: with milliseconds, in UTC. */
const USUAL = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z|\+00:00)$/;
/** The length of a time without its zone. */
const ZONE_AT = "2026-01-31T00:00:00.000".length;

/**
 * Returns a time as ISO 8601 in UTC with milliseconds. Accepts ISO date-times with `Z`, with an offset or with
 * neither (then UTC), dates, and Unix seconds or milliseconds. Null for anything else.
 */
export function utcTimestamp(value: unknown): string | null {
  if (typeof value === "bigint") return utcTimestamp(Number(value));
  if (typeof value === "number") return iso(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
  if (typeof value !== "string") return null;
  if (USUAL.test(value)) {
    if (!isDay(value)) return null;
    return value.length === ZONE_AT + 1 ? value : `${value.slice(0, ZONE_AT)}Z`;
  }
  const match = ISO.exec(value.trim());
  if (match === null) return null;
  const [, date, time = "00:00:00", fraction = "0", zone = "Z"] = match;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const offset = /^(z|utc)$/i.test(zone)
    ? "Z"
    : zone.replace(/^(.\d{2}):?(\d*)$/, (_, h, m) => `${h}:${m || "00"}`);
  if (!isDay(date as string)) return null;
  return iso(Date.parse(`${date}T${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`));
}

/** Whether a text begins with a real date, like `2026-01-31`. `Date.parse` reads February 30 as March 2. */
function isDay(text: string): boolean {
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5), day = twoDigits(text, 8);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 2 && isLeap ? 29 : DAYS[month - 1] ?? 0);
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - 0x30) + text.charCodeAt(at + 1) - 0x30;
}

/** The number of days in each month. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function iso(ms: number): string | null {
  return ms >= YEAR_0 && ms < YEAR_10000 ? new Date(ms).toISOString() : null;
}
