/**
 * The states of all docs, a byte each: read whole, since a search asks for many.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** The bytes by the docs' numbers. */
export function readStates(db: Pick<DatabaseSync, "prepare">): Uint8Array {
  const value = db.prepare("SELECT value FROM states WHERE key = 'docs'").get()?.["value"];
  return value instanceof Uint8Array ? value : new Uint8Array();
}
