/**
 * JSON in columns.
 *
 * @module
 */

/** The longest JSON text that is stored, characters. Parsing a text takes many times its size in memory. */
export const LONGEST_JSON = 4_000_000;

/** Parses the value of a column with JSON; undefined if it is not JSON, or too long. */
export function storedJson(text: unknown): unknown {
  if (typeof text !== "string" || text.length > LONGEST_JSON) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
