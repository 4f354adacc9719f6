/**
 * The options of an extraction.
 *
 * @module
 */
import type { ContentType } from "../looker/content_type_names.ts";
import type { MostItems } from "./endless.ts";

/** Options of `extract`, already validated. Absent numbers mean: no limit. */
export interface ExtractOptions {
  types: readonly ContentType[];
  /** Requests in flight, over all types: 1..50. */
  workers: number;
  /** Rows a transaction: 1..1000. */
  batchSize: number;
  /** Attempts after the first, a request. */
  maxRetries: number;
  /** The run stops, partial, before it would send more requests than this. */
  maxCalls?: number;
  /** Requests a second that no one-second window exceeds. */
  rateLimit?: number;
  /** Megabytes of resident memory: warns at 80 %, then keeps fewer requests in flight. */
  maxMemoryMb?: number;
  /** Only content of these folders (dashboards, looks, and the folders themselves). */
  folders: readonly string[];
  /** With {@linkcode folders}: their descendants too. */
  recursive: boolean;
  /** Leave deleted dashboards and looks out. */
  noTrash: boolean;
  /** Believe a listing that lacks most of what it had. */
  acceptDeletions: boolean;
  /** Read only what changed, by `updated_at`, where the type has it; other types are read whole. */
  incremental: boolean;
  /** Read again what cannot change and is in the vault: merge queries and the queries they merge. */
  reread?: boolean;
  /** Leave out each user's own attribute values: one call a user. */
  noUserValues: boolean;
  /** Do not read how much content is used, which ranks what is found. */
  noUsage?: boolean;
  /** Keep links that open public looks without a login. */
  keepPublicLinks?: boolean;
  /** Only this item of each type, read whatever its timestamp says; for comparing, since a run like that is none. */
  only?: string;
  /** Items that a listing may bring until it counts as endless; for tests. */
  mostItems?: MostItems;
}

/** What kind of run that is, in a word. */
export function modeOf({ incremental, folders }: ExtractOptions): string {
  if (incremental) return "incremental";
  return folders.length > 0 ? "folders" : "full";
}
