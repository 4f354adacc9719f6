/**
 * Parses lengths of time such as `30d`, `1y6m` or `36h`. Years and months are calendar years and months. Pure.
 *
 * @module
 */

/** A length of time. */
export interface Span {
  /** The text that was parsed. */
  text: string;
  years: number;
  months: number;
  days: number;
  hours: number;
}

/**
 * Parses `1y2m3w4d5h`. Every unit is optional, and the order is fixed. Returns null for any other text and for a length
 * of zero.
 */
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

/** Returns the time that is a span before `ms`; milliseconds since the epoch. */
export function subtractSpan(ms: number, span: Span): number {
  return moved(ms, span, -1);
}

/** Returns the time that is a span after `ms`; milliseconds since the epoch. */
export function addSpan(ms: number, span: Span): number {
  return moved(ms, span, 1);
}

function moved(ms: number, { years, months, days, hours }: Span, sign: 1 | -1): number {
  const at = new Date(ms);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCFullYear(at.getUTCFullYear() + sign * years, at.getUTCMonth() + sign * months);
  // In a shorter month, use its last day in place of the 31st.
  const longest = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, longest));
  return at.getTime() + sign * (days * 24 + hours) * 3_600_000;
}
