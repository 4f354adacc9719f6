/**
 * The options of an extraction.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { ManyItems } from "./endless.ts";

/** Options of `extract`, already validated. An absent number means no limit. */
export interface ExtractOptions {
  types: readonly ContentType[];
  /** Maximum number of requests in flight, over all types: 1..50. */
  workers: number;
  /** Rows per transaction: 1..1000. */
  batchSize: number;
  /** Retries per request. */
  maxRetries: number;
  /** Maximum number of requests. The run stops, incomplete, before it would send more. */
  maxCalls?: number;
  /** Maximum number of requests in any window of one second. */
  rateLimit?: number;
  /** Megabytes of resident memory. At 80 %, the run warns and keeps fewer requests in flight. */
  maxMemoryMb?: number;
  /** Folders to which the run is limited: their dashboards and looks, and the folders themselves. */
  folders: readonly string[];
  /** Whether {@linkcode folders} includes their descendants. */
  recursive: boolean;
  /** Whether to omit dashboards and looks in the trash. */
  noTrash: boolean;
  /** Whether to accept a listing that lacks most of its former items. */
  acceptDeletions: boolean;
  /** Whether to read only what has changed, by `updated_at`. Types without it are read completely. */
  incremental: boolean;
  /** Whether to read again what cannot change and is in the vault: merge queries and the queries they merge. */
  reread?: boolean;
  /** Whether to omit each user's own attribute values, which take one request per user. */
  noUserValues: boolean;
  /** Whether to omit how much content is used. Searches rank their results by it. */
  noUsage?: boolean;
  /** Whether to keep links that open public looks without a login. */
  keepPublicLinks?: boolean;
  /**
   * The id of the only item to read of each type, whatever its timestamp. For comparisons only, because such a
   * run is not a backup.
   */
  only?: string;
  /** How many items a listing can have before it is checked for an end; for tests. */
  manyItems?: ManyItems;
  /** How many rows each page of a census has, whatever the number of items; for tests. */
  censusRows?: number;
  /** How many bytes the bodies of one listing can take in memory; for tests. */
  mostKept?: number;
}

/** Returns the kind of the run as one word. */
export function modeOf({ incremental, folders }: ExtractOptions): string {
  if (incremental) return "incremental";
  return folders.length > 0 ? "folders" : "full";
}
