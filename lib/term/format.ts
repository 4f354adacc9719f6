/**
 * Formats numbers, sizes and times for text output.
 *
 * @module
 */
import { count } from "../base/counted.ts";

export { count, counted } from "../base/counted.ts";

/** Joins parts to a list: `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Formats a size: `999 B`, `1.5 kB`, `12.3 MB` (powers of 1000). */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let value = n;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return `${at === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}

/** Formats a duration: `0.8 s`, `42 s`, `1 min 3 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

/** Formats a running time: `0:07`, `12:34`, `1:02:03`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole % 3600 / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Formats a rate: `3.4/s`, `1,512/s`. */
export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 9.95 ? `${perSecond.toFixed(1)}/s` : `${count(perSecond)}/s`;
}

/** Formats a share as a percentage. Only a complete share is `100%`. */
export function percent(part: number, whole: number): string {
  if (whole <= 0 || part >= whole) return "100%";
  return `${Math.floor(100 * part / whole)}%`;
}
