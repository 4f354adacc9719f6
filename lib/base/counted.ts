/**
 * Numbers with their nouns, as every message has them. Pure.
 *
 * @module
 */

/** A whole number with thousands separators: `12,345`. */
export function count(n: number): string {
  const digits = String(Math.abs(Math.round(n)));
  return (n < 0 ? "-" : "") + digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number and its noun: `1 call`, `2 calls`; with `plural` where that is not the noun with an `s`. */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : plural}`;
}
