/**
 * JSON in columns.
 *
 * @module
 */

/** The value of a column that holds JSON; undefined when it holds none, or what cannot be read any more. */
export function storedJson(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
