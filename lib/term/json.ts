/**
 * `--progress json`: prints one JSON object per line, each with `event` and `at`.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { type Redactor, sanitizeJson } from "../base/log.ts";

/**
 * Returns `event` as one line without secrets. `at` is in milliseconds since the epoch, and written as ISO 8601 UTC.
 */
export function jsonLine<E extends { event: string }>(event: E, at: number, redactor: Redactor): string {
  const { event: name, ...rest } = event;
  const clean = (_key: string, value: unknown): unknown =>
    typeof value === "string" ? redactor.redact(value) : value;
  return sanitizeJson(JSON.stringify({ event: name, at: isoTime(at), ...rest }, clean));
}
