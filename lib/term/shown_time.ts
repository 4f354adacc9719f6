/**
 * Times for people: on a terminal in the machine's zone with its offset, elsewhere in UTC. Pure.
 *
 * @module
 */

/** How much of a time is shown. */
export type TimePrecision = "day" | "minute" | "second";

/** Characters of an ISO 8601 time up to its precision. */
const LENGTHS: Readonly<Record<TimePrecision, number>> = { day: 10, minute: 16, second: 19 };

/** Offsets of a zone by quarters of an hour: no zone changes its own in between. */
const offsets = new Map<string, number>();

/**
 * A time (ISO 8601 UTC) to the minute: `2026-01-31 14:05 +01:00` in a zone, `2026-01-31T13:05Z` without one. A day is that of
 * the zone. {@linkcode RenderOptions.zone} says which zone a screen is for; what is shown can be typed as a time again. What
 * is no time is shown as it is.
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

/** A sentence whose UTC times to the minute, `2026-01-31T13:05Z`, are shown as {@linkcode shownTime} shows them. */
export function inZone(sentence: string, zone: string | undefined): string {
  if (zone === undefined) return sentence;
  return sentence.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, (iso) => shownTime(iso, zone));
}

/** Minutes before UTC. */
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
