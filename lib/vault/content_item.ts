/**
 * An item as a run passes it to the vault.
 *
 * @module
 */

/** The run that saw an item, and the time. */
export interface Capture {
  sessionId: string;
  /** ISO 8601 UTC. */
  at: string;
}

/**
 * An item, ready to store. Times are ISO 8601 UTC. SQLite cuts text at NUL when it reads it and cannot store half a
 * surrogate pair. In texts other than the body, the replacement character replaces both.
 */
export interface ContentItem {
  /** The type's code. */
  type: number;
  id: string;
  name: string | null;
  ownerId: string | null;
  ownerEmail: string | null;
  folderId: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  /** Whether the item is in Looker's trash. */
  trashed: boolean;
  /** Length of the MessagePack. */
  size: number;
  /** SHA-256 of the MessagePack. */
  contentHash: Uint8Array;
  /** SHA-256 of the canonical form. */
  canonicalHash: Uint8Array;
  encoding: number;
  data: Uint8Array;
}
