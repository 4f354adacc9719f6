/**
 * JSON in columns.
 *
 * @module
 */

/** Longer than any that is stored, characters: a few of them make many times as much memory. */
export const LONGEST_JSON = 4_000_000;

/** The value of a column that holds JSON; undefined when it holds none, or what cannot be read any more. */
export function storedJson(text: unknown): unknown {
  if (typeof text !== "string" || text.length > LONGEST_JSON) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
