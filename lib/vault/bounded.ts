/**
 * SQL that limits the columns other than the body. Many rows are in memory at a time, and a file that lookervault did
 * not write can contain any values.
 *
 * @module
 */
import { MAX_BODY } from "../codec/limits.ts";

/**
 * The longest text in a column other than the body, in UTF-16 code units. Names in Looker have at most a few hundred.
 */
export const LONGEST_TEXT = 16_000;

/** The maximum size of a text of {@linkcode LONGEST_TEXT} units in UTF-8, bytes. */
const MOST_BYTES = 4 * LONGEST_TEXT;

/** Returns SQL for a column that cuts a text to its first 100 characters if it is longer than lookervault stores. */
export function boundedText(column: string): string {
  return `iif(octet_length(${column}) <= ${MOST_BYTES}, ${column}, substr(${column}, 1, 100)) AS ${column}`;
}

/** Returns SQL for the body size that a row states, or `otherwise` if the size is impossible. */
export function boundedSize(otherwise: 0 | -1): string {
  return `iif(content_size BETWEEN 0 AND ${MAX_BODY}, content_size, ${otherwise})`;
}
