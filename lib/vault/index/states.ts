/**
 * The states of all docs, one byte each. They are read together, because a search needs many.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** Returns the bytes by the numbers of docs. */
export function readStates(db: Pick<DatabaseSync, "prepare">): Uint8Array {
  const value = db.prepare("SELECT value FROM states WHERE key = 'docs'").get()?.["value"];
  return value instanceof Uint8Array ? value : new Uint8Array();
}
