/**
 * Access lists of folders and boards.
 *
 * @module
 */
import type { WriteOptions, Writer } from "./task.ts";
import type { Reader } from "../live/reader.ts";
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../codec/json_value.ts";
import type { Refs } from "./references.ts";

/** An access list in a form. An item that inherits its access has no rows. */
export interface AccessForm extends JsonObject {
  inherits: boolean;
  /** `{permission_type, group_id}` or `{permission_type, user_id}`, sorted by group or user. */
  rows: JsonObject[];
}

/** The form of an item that has an access list. */
export interface FormWithAccess extends JsonObject {
  access?: AccessForm;
}

/** The key of a form under which the access list is. */
export const ACCESS = "access";

/** Returns the access list of a body with its `_vault`; null if the list was not captured. */
export function accessForm(body: JsonObject, refs: Refs): AccessForm | null {
  const parts = asObject(body["_vault"]);
  const metadata = parts["content_metadata"];
  if (!isJsonObject(metadata) || typeof metadata["inherits"] !== "boolean") return null;
  if (metadata["inherits"]) return { inherits: true, rows: [] };
  if (!Array.isArray(parts["content_metadata_accesses"])) return null;
  const rows = asObjects(parts["content_metadata_accesses"]).map((row) => rowForm(row, refs))
    .filter((row) => row !== null);
  return { inherits: false, rows: sorted(rows) };
}

function rowForm(row: JsonObject, refs: Refs): JsonObject | null {
  const group = asText(row["group_id"]), user = asText(row["user_id"]);
  const to = group !== null ? refs.may("groups", group) : user !== null ? refs.may("users", user) : null;
  if (to === null) return null;
  return {
    permission_type: row["permission_type"] ?? null,
    ...(group !== null ? { group_id: to } : { user_id: to }),
  };
}

/** Whether a row names a group or a user. A newer Looker may have other rows, which no backup can restore. */
function namesSomebody(row: JsonObject): boolean {
  return asText(row["group_id"]) !== null || asText(row["user_id"]) !== null;
}

/** Returns a key for the group or the user of a row. */
function rowKey(row: JsonObject): string {
  return asText(row["group_id"]) !== null
    ? `group ${asText(row["group_id"])}`
    : `user ${asText(row["user_id"])}`;
}

/**
 * Returns the wanted form. Adds the API user's own row if the live form has it, so that the restore does not lock the
 * API user out.
 */
export function keepOwnRow<F extends FormWithAccess>(
  wanted: F,
  live: F | null,
  { ownId }: Pick<WriteOptions, "ownId">,
): F {
  const { access } = wanted, own = `user ${ownId}`;
  if (access === undefined || access.inherits) return wanted;
  const kept = live?.access?.rows.filter((row) => rowKey(row) === own) ?? [];
  if (kept.length === 0 || access.rows.some((row) => rowKey(row) === own)) return wanted;
  return { ...wanted, access: { inherits: false, rows: sorted([...access.rows, ...kept]) } };
}

function sorted(rows: JsonObject[]): JsonObject[] {
  return rows.sort((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
}

/** Reads the access of an item into `_vault` parts, with the requests of the capture. */
export async function readAccess(reader: Reader, body: JsonObject): Promise<JsonObject> {
  const id = asText(body["content_metadata_id"]);
  if (id === null) return {};
  const metadata = await reader.get("content_metadata", { content_metadata_id: id });
  if (metadata === null) return {};
  if (metadata["inherits"] === true) return { content_metadata: metadata };
  const rows = await reader.list("all_content_metadata_accesses", { content_metadata_id: id });
  return { content_metadata: metadata, content_metadata_accesses: rows };
}

/**
 * Changes an item's access list to the wanted one. Adds missing rows before it removes others, and keeps the API user's
 * own row, so that an interruption locks nobody out.
 */
export async function writeAccess(writer: Writer, metadataId: string, wanted: AccessForm): Promise<void> {
  const metadata = await writer.get("content_metadata", { content_metadata_id: metadataId });
  const { inherits, rows: sought } = wanted;
  const inherit = (): Promise<unknown> =>
    writer.send("update_content_metadata", { content_metadata_id: metadataId }, { inherits });
  if (metadata?.["inherits"] !== inherits && !await writer.attempt(`${ACCESS}.inherits`, inherit)) return;
  if (inherits) return;
  const present = await rowsOf(writer, metadataId);
  const at = (key: string): string => `${ACCESS}.rows[${key}]`;
  for (const row of sought) {
    const there = present.get(rowKey(row));
    const permission_type = row["permission_type"] ?? null;
    if (there === undefined) await writer.attempt(at(rowKey(row)), () => addRow(writer, metadataId, row));
    else if (there["permission_type"] !== permission_type) {
      const params = { content_metadata_access_id: asText(there["id"]) };
      await writer.attempt(
        at(rowKey(row)),
        () => writer.send("update_content_metadata_access", params, { permission_type }),
      );
    }
  }
  const keep = new Set([...sought.map(rowKey), `user ${writer.options.ownId}`]);
  for (const [key, row] of present) {
    // A row that names neither a group nor a user stays: it is unknown whom it grants access.
    if (keep.has(key) || !namesSomebody(row)) continue;
    const params = { content_metadata_access_id: asText(row["id"]) };
    await writer.attempt(at(key), () => writer.send("delete_content_metadata_access", params));
  }
}

async function addRow(writer: Writer, metadataId: string, row: JsonObject): Promise<void> {
  await writer.create({
    operation: "create_content_metadata_access",
    params: { send_boards_notification_email: false },
    body: { content_metadata_id: metadataId, ...row },
    step: `access ${rowKey(row)}`,
    find: async () => (await rowsOf(writer, metadataId)).get(rowKey(row)) ?? null,
  });
}

async function rowsOf(reader: Reader, metadataId: string): Promise<Map<string, JsonObject>> {
  const rows = await reader.list("all_content_metadata_accesses", { content_metadata_id: metadataId });
  return new Map(rows.map((row) => [rowKey(row), row]));
}

/** Returns the maximum number of requests that writing an access list takes. */
export function accessCalls(wanted: AccessForm | undefined): number {
  return wanted === undefined ? 0 : 3 + wanted.rows.length;
}
