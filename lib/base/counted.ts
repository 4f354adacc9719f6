/**
 * Formats counts with their nouns for messages. Pure.
 *
 * @module
 */

/** Formats an integer with thousands separators: `12,345`. */
export function count(n: number): string {
  const digits = String(Math.abs(Math.round(n)));
  return (n < 0 ? "-" : "") + digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Formats a count and its noun: `1 call`, `2 calls`. `plural` is the noun with an `s` unless given. */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : plural}`;
}
