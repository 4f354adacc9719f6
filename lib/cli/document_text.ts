/**
 * A result as one JSON document.
 *
 * @module
 */
import type { OutputStream } from "../base/io.ts";
import { sanitizeJson } from "../base/log.ts";

/**
 * One JSON document, indented for a person at a terminal. No character of it may steer a terminal, to which a pipe may
 * lead as well. `clean` is applied to each text in it.
 */
export function documentText(
  document: unknown,
  stdout: OutputStream,
  clean: (text: string) => string = String,
): string {
  const cleaned = (_key: string, value: unknown): unknown => typeof value === "string" ? clean(value) : value;
  return `${sanitizeJson(JSON.stringify(document, cleaned, stdout.isTerminal ? 2 : undefined))}\n`;
}
