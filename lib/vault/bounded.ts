/**
 * Columns beside a body, as SQL that limits them: many are in memory at the same time, and a foreign file can contain
 * anything in them.
 *
 * @module
 */
import { MAX_BODY } from "../codec/limits.ts";

/** No text beside a body is stored longer than this, UTF-16 units: Looker's names have some hundred. */
export const LONGEST_TEXT = 16_000;

/** A text of this many bytes in UTF-8 has at most {@linkcode LONGEST_TEXT} units. */
const MOST_BYTES = 4 * LONGEST_TEXT;

/** A column as SQL that gives the beginning of a text that nobody stored so long. */
export function boundedText(column: string): string {
  return `iif(octet_length(${column}) <= ${MOST_BYTES}, ${column}, substr(${column}, 1, 100)) AS ${column}`;
}

/** The length of a body that a row tells, as SQL; what cannot be one is `otherwise`. */
export function boundedSize(otherwise: 0 | -1): string {
  return `iif(content_size BETWEEN 0 AND ${MAX_BODY}, content_size, ${otherwise})`;
}
