/**
 * Folders: the tree and its access lists. Looker creates root folders with the instance and personal folders with their
 * users. Only their access lists can be written.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { type Outcome, outcome, type Task } from "./task.ts";
import type { Props, Reader } from "../live/reader.ts";
import { asObject, asText, type JsonObject } from "../codec/json_value.ts";
import { isRecordable } from "../extract/tracker.ts";
import { changedKeys, changesOf } from "../live/form_changes.ts";
import type { LookerClient } from "../looker/client.ts";
import { accessFacts } from "../looker/rights/facts.ts";
import { AS_IS } from "./references.ts";
import {
  ACCESS,
  accessCalls,
  accessForm,
  type FormWithAccess,
  keepOwnRow,
  readAccess,
  writeAccess,
} from "./access.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key } from "./shared_attributes.ts";

const ROOTS = ["is_shared_root", "is_users_root", "is_embed_shared_root", "is_embed_users_root"] as const;

/** The folder of LookML dashboards. Every instance has it. */
const LOOKML = "lookml";

const basics: Basics = {
  ownRequests: [ACCESS],
  listing: {
    operation: "all_folders",
    fields: `id,name,parent_id,creator_id,external_id,is_embed,is_personal,content_metadata_id,${
      ROOTS.join(",")
    }`,
  },
  keys(item, refs) {
    const root = ROOTS.find((flag) => item.get(flag) === true);
    if (root !== undefined) return [`root:${root}`];
    if (item.get("id") === LOOKML) return [`root:${LOOKML}`];
    const creator = asText(item.get("creator_id"));
    if (item.get("is_personal") === true && creator !== null) {
      return key("personal", refs.may("users", creator));
    }
    const parent = asText(item.get("parent_id"));
    return parent === null ? [] : key("place", refs.must("folders", parent), item.get("name"));
  },
};

/** Folders. */
export const folders: Handler<FormWithAccess> = {
  type: "folders",
  ...basics,
  folder: "itself",
  unrestorable(item) {
    const isRoot = ROOTS.some((flag) => item.get(flag) === true);
    if (!isRoot && (asText(item.get("external_id")) !== null || item.get("is_embed") === true)) {
      return reason("managed", "an embed folder: Looker creates it again when its embed user signs in");
    }
    return item.get("id") === LOOKML
      ? reason("lookml", "it contains LookML dashboards: deploy the project with git")
      : null;
  },
  appearsWith(item) {
    const creator = asText(item.get("creator_id"));
    return item.get("is_personal") === true && creator !== null ? { type: "users", id: creator } : null;
  },
  form(body, refs) {
    const access = accessForm(body, refs);
    const form = isFixed({ get: (name) => body[name] })
      ? {}
      : writableForm(body, refs, { schema: "CreateFolder", basics, must: { parent_id: "folders" } });
    return access === null ? form : { ...form, access };
  },
  applyPolicy: keepOwnRow,
  reads: 3,
  async read(reader, id) {
    const body = await reader.get("folder", { folder_id: id, fields: basics.listing.fields });
    return body === null ? null : { ...body, _vault: await readAccess(reader, body) };
  },
  async create(task) {
    if (asText(task.wanted["name"]) === null) return await dressPersonal(task);
    const id = await createObject(task, basics, { create: "create_folder" });
    await putAccess(task, id);
    return outcome(id);
  },
  async update(task) {
    const body = ownChanges(task, basics);
    await task.writer.patch("update_folder", { folder_id: task.destinationId }, body);
    if (changedKeys(task.changes).has(ACCESS)) await putAccess(task, task.destinationId ?? "");
    return updated(task);
  },
  rights: (item) => accessFacts(item, "folders", ACCESS),
  calls: ({ wanted, live }) => (live === null ? 2 : 1) + accessCalls(wanted.access),
};

/**
 * Writes the access list of a personal folder. Looker creates the folder with its user and reports its id with the
 * user, so there is usually nothing to write.
 */
async function dressPersonal(task: Task<FormWithAccess>): Promise<Outcome> {
  const { ref, wanted, writer } = task, id = writer.refs.must("folders", ref.id);
  const known = await personalFolder(writer, id, basics.listing.fields);
  const live = known ?? await folders.read(writer, id);
  if (live !== null && changesOf(folders, folders.form(live, AS_IS), wanted).length === 0) {
    return outcome(id, { readBack: live });
  }
  await putAccess({ ...task, live }, id);
  return outcome(id);
}

function isFixed(item: Props): boolean {
  return item.get("is_personal") === true || ROOTS.some((flag) => item.get(flag) === true);
}

/**
 * Writes the access list before the folder has content. A new folder inherits its access, so a wanted list that
 * inherits needs no request.
 */
async function putAccess({ wanted, live, writer }: Task<FormWithAccess>, id: string): Promise<void> {
  const { access } = wanted;
  if (access === undefined || (live === null && access.inherits)) return;
  const folder = live ?? await writer.get("folder", { folder_id: id, fields: "id,content_metadata_id" });
  const metadataId = asText(folder?.["content_metadata_id"]);
  if (metadataId !== null) await writeAccess(writer, metadataId, access);
}

/** The number of personal folders that are read individually. After that, all are listed. */
const FEW = 10;

/** The personal folders that were read, by client. */
const known = new WeakMap<LookerClient, PersonalFolders>();

/**
 * Returns a personal folder in the form of a capture, in its state when the folders were listed; null if it must be
 * read individually. `fields` are the properties of a folder to request. Each folder is returned only once, because it
 * may be changed afterwards.
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

/**
 * Reads all personal folders with their content metadata, by id. Returns an empty map if a listing fails; the folders
 * are then read individually.
 */
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
