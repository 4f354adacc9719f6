/**
 * Times as users type them: ISO 8601, a day, `yesterday 15:00`, `7d`, `last monday`, or the id of a run. Pure: the
 * clock and the time zone are arguments. `lib/cli/times.ts` reads the options of commands with it.
 *
 * @module
 */
import { quoted } from "./quoted.ts";
import { UsageError } from "./errors.ts";

/** The context in which a text is parsed. */
export interface TimeTextOptions {
  /** The option's name for messages, such as `--at`. */
  option: string;
  /**
   * What a day means. `end`, for `--at` and `--to`: its last millisecond, at most now. `begin`, for `--from`, `--since`
   * and `--updated-after`: its first millisecond.
   */
  edge: "begin" | "end";
  /** The current time, in milliseconds since the epoch. */
  now: number;
  /** The machine's time zone, such as `Europe/Berlin`. It applies to texts without a zone. */
  zone: string;
}

/**
 * The meaning of a text: a time (ISO 8601 UTC, with milliseconds), or a possible id of a run or the beginning of such
 * an id.
 */
export type TimeText = { kind: "time"; at: string } | { kind: "run"; id: string };

/**
 * Reads a time.
 *
 * | text                                                  | meaning                                                    |
 * | ----------------------------------------------------- | ---------------------------------------------------------- |
 * | `2026-01-31T12:00Z`, `2026-01-31 12:00:05 +01:00`     | that time                                                  |
 * | `2026-01-31T12:00`                                    | that time in `zone`                                        |
 * | `2026-01-31`, `today`, `yesterday`, `last monday`     | the end or the beginning of that day in `zone` (`edge`)    |
 * | `yesterday 15:00`, `last-monday 15:00`                | a time of such a day                                       |
 * | `now`, `90min`, `36h`, `7d`, `2w` (also with ` ago`)  | now, or so long ago; days and weeks at this time of day    |
 * | six to twelve hexadecimal digits                      | the id of a run, or its beginning                          |
 *
 * `last monday` is never today. With `edge` `end`, a time to the second means the end of that second, because times are
 * shown to the second. A time that the clock shows twice means the later one for `end` and the earlier one for `begin`. A
 * time that the clock skips is moved forward by the length of the gap.
 *
 * @throws {UsageError} with examples for a text that is not a time, and for a time in the future.
 */
export function readTimeText(text: string, options: TimeTextOptions): TimeText {
  const words = text.trim().toLowerCase();
  const found = relative(words, options) ?? dayText(words, options) ?? isoText(text.trim(), options);
  if (found !== null) return { kind: "time", at: notLater(found, { ...options, text }) };
  if (/^[0-9a-f]{6,12}$/.test(words)) return { kind: "run", id: words };
  throw notATime(text, options);
}

/**
 * Milliseconds since the epoch. For a text that means a span (a day, a second), `until` is the first millisecond after
 * it.
 */
interface Span {
  from: number;
  until?: number;
}

/** Returns the end or the beginning of a span. @throws {UsageError} if the span begins in the future. */
function notLater(
  { from, until }: Span,
  { option, edge, now, text }: TimeTextOptions & { text: string },
): string {
  if (from > now) {
    throw new UsageError(`Cannot use ${option} ${text}: it is in the future (now is ${isoOf(now)})`, {
      hint: "Give a time in the past, such as yesterday or 7d.",
    });
  }
  return isoOf(edge === "begin" || until === undefined ? from : Math.min(until - 1, now));
}

/** Reads `now`, `7d`, `36 hours ago`. */
function relative(words: string, { now, zone }: TimeTextOptions): Span | null {
  if (words === "now") return { from: now };
  const [, digits, unit] = AGO.exec(words) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const amount = Number(digits);
  if (unit.startsWith("m")) return { from: now - amount * 60_000 };
  if (unit.startsWith("h")) return { from: now - amount * 3_600_000 };
  const days = unit.startsWith("w") ? amount * 7 : amount;
  return { from: zoned(now, zone).subtract({ days }).epochMilliseconds };
}

const AGO = /^(\d{1,6}) ?(min|minutes?|h|hours?|d|days?|w|weeks?)( ago)?$/;

/** Reads `yesterday`, `last monday`, with or without a time of day. */
function dayText(words: string, options: TimeTextOptions): Span | null {
  const [, name, time] = DAY.exec(words.replaceAll(/[\s_-]+/g, " ")) ?? [];
  if (name === undefined) return null;
  const today = zoned(options.now, options.zone).toPlainDate();
  const weekday = WEEKDAYS.indexOf(name.replace("last ", "")) + 1;
  const back = name === "today" ? 0 : name === "yesterday" ? 1 : ((today.dayOfWeek - weekday + 6) % 7) + 1;
  return localSpan(today.subtract({ days: back }), time, options);
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const TIME = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?`;
const DAY = new RegExp(`^(today|yesterday|last (?:${WEEKDAYS.join("|")}))(?: (${TIME}))?$`);

/** Reads ISO 8601, extended or basic. */
function isoText(text: string, options: TimeTextOptions): Span | null {
  const [, year, month, day, time, zone] = ISO.exec(extended(text)) ?? [];
  if (year === undefined) return null;
  const date = dateOf(`${year}-${month}-${day}`);
  if (date === null) return null;
  if (zone === undefined) return localSpan(date, time, options);
  const offset = /^(z|utc)$/i.test(zone)
    ? "Z"
    : zone.replace(/^(.\d{2}):?(\d*)$/, (_, hours, minutes) => `${hours}:${minutes || "00"}`);
  const from = Date.parse(`${date}T${withSeconds(time ?? "00:00")}${offset}`);
  return Number.isNaN(from) ? null : timeSpan(from, time ?? "");
}

const ISO = new RegExp(
  `^(\\d{4})-(\\d{2})-(\\d{2})(?:[Tt ](${TIME})(?: ?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?))?)?$`,
  "i",
);

/** Converts the basic format, `20260131T120000Z`, to the extended format. */
function extended(text: string): string {
  const [, year, month, day, hour, minute, second, zone = ""] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(text) ?? [];
  if (year === undefined) return text;
  const time = hour === undefined ? "" : `T${hour}:${minute}${second === undefined ? "" : `:${second}`}`;
  return `${year}-${month}-${day}${time}${zone}`;
}

function dateOf(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return null;
  }
}

/** Returns the span of a day in a zone, or of a time of that day. */
function localSpan(
  date: Temporal.PlainDate,
  time: string | undefined,
  { zone, edge }: TimeTextOptions,
): Span {
  const startOf = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  if (time === undefined) return { from: startOf(date), until: startOf(date.add({ days: 1 })) };
  const local = date.toPlainDateTime(Temporal.PlainTime.from(withSeconds(time)));
  const at = (disambiguation: "compatible" | "later"): number =>
    local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  // Both values are the same, except in an hour that the clock shows twice.
  return timeSpan(at(edge === "end" ? "later" : "compatible"), time);
}

/** Returns the span of a time of day. A time to the second means the entire second. */
function timeSpan(from: number, time: string): Span {
  return /^\d+:\d+:\d+$/.test(time) ? { from, until: from + 1000 } : { from };
}

/** Completes `9:05` to `09:05:00.000`, and cuts fractions to milliseconds. */
function withSeconds(time: string): string {
  const [hour = "", minute = "", second = "00"] = time.replace(",", ".").split(":");
  const [whole = "", fraction = ""] = second.split(".");
  return `${hour.padStart(2, "0")}:${minute}:${whole}.${fraction.slice(0, 3).padEnd(3, "0")}`;
}

function zoned(ms: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function notATime(text: string, { option }: TimeTextOptions): UsageError {
  const day = /^(?:last[\s_-]+)?(mo|tu|we|th|fr|sa|su)[a-z]*$/i.exec(text.trim())?.[1];
  const meant = day === undefined ? undefined : WEEKDAYS.find((name) => name.startsWith(day.toLowerCase()));
  return new UsageError(`Cannot read ${option} ${quoted(text)}: it is not a time`, {
    hint: `${meant === undefined ? "" : `Did you mean "last ${meant}"? `}Times are: ${TIME_EXAMPLES}.`,
  });
}

/** Examples of texts that {@linkcode readTimeText} reads, for messages and help texts. */
export const TIME_EXAMPLES =
  'now, today, yesterday, "yesterday 15:00", "last monday", 36h, 7d, 2w, 2026-01-31, 2026-01-31T12:00, ' +
  "2026-01-31T12:00:00Z, or a run's id";

/** Returns the machine's time zone, such as `Europe/Berlin`; `UTC` if the machine has no valid one. */
export function machineZone(): string {
  const zone = Temporal.Now.timeZoneId();
  try {
    zoned(0, zone);
    return zone;
  } catch {
    return "UTC";
  }
}
