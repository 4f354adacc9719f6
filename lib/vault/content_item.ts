/**
 * An item as a run hands it to the vault.
 *
 * @module
 */

/** In which run and when an item was seen. */
export interface Capture {
  sessionId: string;
  /** ISO 8601 UTC. */
  at: string;
}

/**
 * One item, ready to store. Times are ISO 8601 UTC. SQLite cuts text at NUL when it is read and cannot hold half a
 * surrogate pair: in the texts beside the body, a replacement character stands for either.
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
  /** Whether it is in Looker's trash. */
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
