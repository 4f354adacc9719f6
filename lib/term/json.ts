/**
 * `--progress json`: one JSON object a line, each with `event` and `at`.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { type Redactor, sanitizeJson } from "../base/log.ts";

/** `event` as one line, with the time (milliseconds since the epoch) as ISO 8601 UTC, without any secret. */
export function jsonLine<E extends { event: string }>(event: E, at: number, redactor: Redactor): string {
  const { event: name, ...rest } = event;
  const clean = (_key: string, value: unknown): unknown =>
    typeof value === "string" ? redactor.redact(value) : value;
  return sanitizeJson(JSON.stringify({ event: name, at: isoTime(at), ...rest }, clean));
}
