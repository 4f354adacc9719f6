/**
 * Parts of items that a run has read before it could store the items (`capture_parts`). They stay until the type is
 * finished, so that a resumed run need not read them again.
 *
 * @module
 */
import type { Vault } from "./vault.ts";

/** A part that was read ahead, as MessagePack, under a key that the capture defines. */
export interface CapturePart {
  /** The type's code. */
  type: number;
  key: string;
  data: Uint8Array;
}

/** Stores a part. Inside a transaction. */
export function savePart(vault: Vault, sessionId: string, { type, key, data }: CapturePart): void {
  vault.prepare(
    `INSERT INTO capture_parts (session_id, content_type, key, data) VALUES (?, ?, ?, ?)
     ON CONFLICT (session_id, content_type, key) DO UPDATE SET data = excluded.data`,
  )
    .run(sessionId, type, key, data);
}

/** Returns the parts of a type that a run has stored, by key. */
export function partsOf(vault: Vault, sessionId: string, type: number): Map<string, Uint8Array> {
  const rows = vault.read(() =>
    vault.prepare("SELECT key, data FROM capture_parts WHERE session_id = ? AND content_type = ?")
      .all(sessionId, type)
  );
  return new Map(rows.map((row) => [String(row["key"]), row["data"] as Uint8Array]));
}

/** Removes the parts of a finished type. Inside a transaction. */
export function dropParts(vault: Vault, sessionId: string, type: number): void {
  vault.prepare("DELETE FROM capture_parts WHERE session_id = ? AND content_type = ?").run(sessionId, type);
}

/** Removes the parts of all other runs, which are not resumed any more. Inside a transaction. */
export function dropFormerParts(vault: Vault, sessionId: string): void {
  vault.prepare("DELETE FROM capture_parts WHERE session_id <> ?").run(sessionId);
}
