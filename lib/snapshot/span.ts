/**
 * Lengths of time as people write them: `30d`, `1y6m`, `36h`. Years and months are the calendar's. Pure.
 *
 * @module
 */

/** A length of time. */
export interface Span {
  /** As it was written. */
  text: string;
  years: number;
  months: number;
  days: number;
  hours: number;
}

/** Reads `1y2m3w4d5h`, any of them, in this order; null for anything else, and for nothing. */
export function parseSpan(text: string): Span | null {
  const shape = /^(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?$/.exec(
    text.trim().toLowerCase(),
  );
  if (shape === null) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = shape.slice(1).map((one) =>
    Number(one ?? 0)
  );
  const span = { text: text.trim(), years, months, days: days + 7 * weeks, hours };
  return span.years + span.months + span.days + span.hours > 0 ? span : null;
}

/** The moment so long before another; milliseconds since the epoch. */
export function subtractSpan(ms: number, span: Span): number {
  return moved(ms, span, -1);
}

/** The moment so long after another; milliseconds since the epoch. */
export function addSpan(ms: number, span: Span): number {
  return moved(ms, span, 1);
}

function moved(ms: number, { years, months, days, hours }: Span, sign: 1 | -1): number {
  const at = new Date(ms);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCFullYear(at.getUTCFullYear() + sign * years, at.getUTCMonth() + sign * months);
  // The last day of a shorter month stands for the 31st.
  const longest = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, longest));
  return at.getTime() + sign * (days * 24 + hours) * 3_600_000;
}
