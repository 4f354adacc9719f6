/**
 * Formats times for text output: on a terminal in the machine's time zone with its offset, otherwise in UTC. Pure.
 *
 * @module
 */

/** The precision with which a time is shown. */
export type TimePrecision = "day" | "minute" | "second";

/** The length of an ISO 8601 time at each precision, in characters. */
const LENGTHS: Readonly<Record<TimePrecision, number>> = { day: 10, minute: 16, second: 19 };

/** A cache of the offsets of a zone by quarters of an hour. No zone changes its offset within a quarter of an hour. */
const offsets = new Map<string, number>();

/**
 * Formats a time (ISO 8601 UTC) to the minute: `2026-01-31 14:05 +01:00` in a zone, `2026-01-31T13:05Z` without one. A
 * day
 * is a day of the zone. {@linkcode RenderOptions.zone} is the zone of the output. Commands accept the result as a time.
 * A text
 * that is not a time is returned unchanged.
 */
export function shownTime(iso: string, zone?: string, precision: TimePrecision = "minute"): string {
  const ms = Date.parse(iso), length = LENGTHS[precision];
  if (Number.isNaN(ms)) return iso;
  if (zone === undefined) {
    return precision === "day" ? iso.slice(0, length) : `${new Date(ms).toISOString().slice(0, length)}Z`;
  }
  const offset = offsetOf(ms, zone);
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, length).replace("T", " ");
  return precision === "day" ? local : `${local} ${offsetText(offset)}`;
}

/**
 * Replaces UTC times to the minute in a sentence, such as `2026-01-31T13:05Z`, by the form of {@linkcode shownTime}.
 */
export function inZone(sentence: string, zone: string | undefined): string {
  if (zone === undefined) return sentence;
  return sentence.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, (iso) => shownTime(iso, zone));
}

/** Returns the offset of a zone from UTC, in minutes. */
function offsetOf(ms: number, zone: string): number {
  const quarter = Math.floor(ms / 900_000), key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const at = Temporal.Instant.fromEpochMilliseconds(quarter * 900_000).toZonedDateTimeISO(zone);
    offset = Math.round(at.offsetNanoseconds / 60_000_000_000);
    if (offsets.size > 100_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

function offsetText(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const most = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(most / 60))}:${two(most % 60)}`;
}
