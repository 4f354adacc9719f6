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

/**
 * Returns a time as ISO 8601 in UTC with milliseconds. Accepts ISO date-times with `Z`, with an offset or with
 * neither (then UTC), dates, and Unix seconds or milliseconds. Null for anything else.
 */
export function utcTimestamp(value: unknown): string | null {
  if (typeof value === "bigint") return utcTimestamp(Number(value));
  if (typeof value === "number") return iso(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
  if (typeof value !== "string") return null;
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

/** Whether a text like `2026-01-31` is a real date. `Date.parse` reads February 30 as March 2. */
function isDay(date: string): boolean {
  const year = Number(date.slice(0, 4)), month = Number(date.slice(5, 7)), day = Number(date.slice(8));
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (month === 2 && isLeap ? 29 : DAYS[month - 1] ?? 0);
}

/** The number of days in each month. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function iso(ms: number): string | null {
  return ms >= YEAR_0 && ms < YEAR_10000 ? new Date(ms).toISOString() : null;
}
