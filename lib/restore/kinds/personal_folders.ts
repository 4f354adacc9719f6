/**
 * Personal folders of users who are made anew: Looker makes one with each user, and most often there is nothing to
 * write. Where there are many, they are looked at in one go.
 *
 * @module
 */
import { asObject, asText, type JsonObject } from "../../codec/json_value.ts";
import { isRecordable } from "../../extract/tracker.ts";
import type { LookerClient } from "../../looker/client.ts";
import type { Reader } from "../kind.ts";

/** So many are looked at one by one before all are. */
const FEW = 10;

/** What is known of each connection's. */
const known = new WeakMap<LookerClient, PersonalFolders>();

/**
 * A personal folder in the form of a capture, as it was when many of them began to be looked at; null for one that must be
 * read by itself. `fields` are those of a folder. Each is told once, because it may be changed afterwards.
 */
export async function personalFolder(reader: Reader, id: string, fields: string): Promise<JsonObject | null> {
  let folders = known.get(reader.client);
  if (folders === undefined) known.set(reader.client, folders = new PersonalFolders());
  return await folders.take(reader, id, fields);
}

class PersonalFolders {
  private asked = 0;
  private all: Promise<Map<string, JsonObject>> | null = null;

  async take(reader: Reader, id: string, fields: string): Promise<JsonObject | null> {
    if (this.asked++ < FEW) return null;
    const all = await (this.all ??= listed(reader, fields));
    const folder = all.get(id);
    if (folder === undefined) return null;
    all.delete(id);
    const parts = asObject(folder["_vault"]), metadata = asObject(parts["content_metadata"]);
    if (metadata["inherits"] === true) return folder;
    const params = { content_metadata_id: folder["content_metadata_id"] };
    const rows = await reader.list("all_content_metadata_accesses", params);
    return { ...folder, _vault: { ...parts, content_metadata_accesses: rows } };
  }
}

/** Personal folders by id, with their content metadata. None where a listing fails: single reads are left. */
async function listed(reader: Reader, fields: string): Promise<Map<string, JsonObject>> {
  try {
    const folders = await reader.list("all_folders", { fields });
    const metadataIds = new Map(
      folders.map((one) => [asText(one["id"]), asText(one["content_metadata_id"])]),
    );
    const personal = folders.filter((one) => one["is_personal"] === true);
    const parents = new Set(personal.map((one) => metadataIds.get(asText(one["parent_id"])) ?? null));
    const found = new Map<string, JsonObject>();
    for (const parent of parents) {
      if (parent === null) continue;
      for (const metadata of await reader.list("all_content_metadatas", { parent_id: parent })) {
        found.set(asText(metadata["folder_id"]) ?? "", metadata);
      }
    }
    return new Map(personal.flatMap((folder) => {
      const id = asText(folder["id"]) ?? "", content_metadata = found.get(id);
      return content_metadata === undefined ? [] : [[id, { ...folder, _vault: { content_metadata } }]];
    }));
  } catch (error) {
    if (!isRecordable(error)) throw error;
    return new Map();
  }
}
