/**
 * Finds content that nobody has used for some time, by the use that Looker reported to the runs.
 *
 * @module
 */
import { typesWith } from "../looker/content_types.ts";
import { contentUse } from "../vault/content_use.ts";
import { lastSeen } from "../vault/seen.ts";
import { UsageError } from "../base/errors.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import { asObject } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { listedRows, rowsAt } from "../vault/listing.ts";
import type { Vault } from "../vault/vault.ts";
import { FolderPaths } from "./named/folder_paths.ts";
import { readBody } from "../vault/versions.ts";

/** Content that is not used. Times are ISO 8601 UTC. */
export interface UnusedItem {
  type: ContentType;
  id: string;
  name: string | null;
  owner: string | null;
  folder_id: string | null;
  /** The path of the folder, such as `Shared/Finance`. */
  folder: string | null;
  /** Null if Looker has recorded no use. */
  last_used: string | null;
  view_count: number | null;
  created_at: string | null;
  /** When a run last saw the item. */
  seen_at: string;
}

/** The properties that record use. */
const USE = ["last_accessed_at", "last_viewed_at", "view_count"] as const;
const KEPT: ReadonlySet<string> = new Set(USE);

/**
 * Returns dashboards and looks that existed before a time (ISO 8601 UTC) and that nobody has used since, the longest
 * unused first.
 *
 * @throws {UsageError} if the vault has no times of use
 */
export function unusedItems(vault: Vault, since: string): UnusedItem[] {
  const unused: UnusedItem[] = [];
  const use = contentUse(vault), folders = new FolderPaths(vault);
  let isTold = false, count = 0;
  for (const type of typesWith("tellsUse")) {
    const sort = { column: "id", descending: false } as const;
    const numbers = listedRows(vault, { type: typeCode(type), deleted: false, sort });
    for (const row of rowsAt(vault, numbers, { seen: lastSeen(vault, typeCode(type)) })) {
      if (row.trashed) continue;
      count++;
      const body = useOf(vault, type, row.id);
      if (body === null) continue;
      const [accessed, viewed] = [instantOf(body["last_accessed_at"]), instantOf(body["last_viewed_at"])];
      // The use that a run reads separately is newer than an unchanged body.
      const read = use.get(typeCode(type))?.get(row.id), told = instantOf(read?.last ?? undefined);
      const last = [accessed, viewed, told].filter((one) => one !== null).sort().at(-1) ?? null;
      isTold ||= last !== null;
      if ((last ?? "") >= since || (row.created_at ?? "") >= since) continue;
      const views = body["view_count"];
      unused.push({
        type,
        id: row.id,
        name: row.name,
        owner: row.owner_email ?? row.owner_id,
        folder_id: row.folder_id,
        folder: row.folder_id === null ? null : folders.pathOf(row.folder_id),
        last_used: last,
        view_count: mostOf(read?.views ?? null, typeof views === "number" ? views : null),
        created_at: row.created_at,
        seen_at: row.synced_at,
      });
    }
  }
  if (count > 0 && !isTold) {
    throw new UsageError(`Cannot list unused content: the vault ${vault.path} contains no times of use`, {
      hint: "Run `lookervault extract` again: it stores them with each dashboard and look.",
    });
  }
  return unused.sort((a, b) => (a.last_used ?? "") < (b.last_used ?? "") ? -1 : 1);
}

/** Returns the larger of two counts, because counts of use only grow. */
function mostOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? one ?? other : Math.max(one, other);
}

/** Returns the properties of an item's body that record use; null if the body is damaged. */
function useOf(vault: Vault, type: ContentType, id: string): JsonObject | null {
  try {
    const bytes = readBody(vault, typeCode(type), id);
    return bytes === null
      ? null
      : asObject(decode(bytes, (key, _object, depth) => depth > 0 || !KEPT.has(key)));
  } catch {
    return null;
  }
}

/** Converts a time of Looker to UTC. */
function instantOf(value: JsonObject[string] | undefined): string | null {
  const at = new Date(asText(value) ?? "");
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
