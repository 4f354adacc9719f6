/**
 * Looks. A restore creates the query before the look.
 *
 * @module
 */
import { outcome } from "./task.ts";
import { asObject, asText, isJsonObject, type JsonObject } from "../codec/json_value.ts";
import type { Handler } from "./handler.ts";
import { changedKeys, withoutNulls } from "../live/form_changes.ts";
import { AS_IS } from "./references.ts";
import {
  CERTIFICATION,
  certificationForm,
  certify,
  keepTitle,
  key,
  TITLE_IN_FOLDER,
  withTitle,
} from "./shared_attributes.ts";
import { type Basics, createObject, own, ownChanges, updated, writableForm } from "./object_handler.ts";
import { createQuery, QUERIES_REFER_TO, queryForm } from "./queries.ts";

/** The writable part of a look. */
interface LookForm extends JsonObject {
  query?: JsonObject;
  certification?: JsonObject;
}

const QUERY = "query";

const basics: Basics = {
  ownRequests: [QUERY, CERTIFICATION],
  listing: {
    operation: "search_looks",
    fields: "id,title,folder_id,deleted",
    trash: { deleted: true },
  },
  keys(item, refs) {
    const folder = asText(item.get("folder_id"));
    return folder === null ? [] : key("place", refs.must("folders", folder), item.get("title"));
  },
};

/** Looks. */
export const looks: Handler<LookForm> = {
  type: "looks",
  ...basics,
  folder: "inside",
  uniqueNames: [TITLE_IN_FOLDER],
  deployedPart: QUERY,
  removal: "trash",
  unrestorable: () => null,
  refersTo: ["folders", "users", ...QUERIES_REFER_TO],
  // A tile that shows the look contains the explore of the look's query.
  touches: {
    update_look: (sent) => sent("body.query_id") === null ? [] : [["dashboards", null, "dashboard_elements"]],
  },
  form(body, refs) {
    const form = writableForm(body, refs, {
      schema: "LookWithQuery",
      must: { folder_id: "folders" },
      owner: "user_id",
      drop: ["folder", "query_id", "certification_metadata"],
      basics,
    });
    const certification = certificationForm(body);
    if (certification !== null) form[CERTIFICATION] = certification;
    const query = isJsonObject(body["query"]) ? body["query"] : asObject(body["_vault"])["query"];
    return isJsonObject(query) ? { ...form, query: queryForm(query, refs) } : form;
  },
  read: (reader, id) => reader.get("look", { look_id: id }),
  applyPolicy: keepTitle,
  async create(task) {
    const query_id = await createQuery(task.writer, task.wanted.query ?? {}), wanted = withTitle(task);
    const body = { ...withoutNulls(own(wanted, basics)), query_id };
    const id = await createObject({ ...task, wanted }, basics, { create: "create_look", body, fields: "id" });
    await certify(task, { operation: "update_look_certification", id, live: {} });
    return outcome(id);
  },
  async update(task) {
    const body = ownChanges(task, basics);
    if (changedKeys(task.changes).has(QUERY)) {
      body["query_id"] = await createQuery(task.writer, task.wanted.query ?? {});
    }
    await task.writer.patch("update_look", { look_id: task.destinationId, fields: "id" }, body);
    const live = looks.form(task.live ?? {}, AS_IS);
    await certify(task, { operation: "update_look_certification", id: task.destinationId ?? "", live });
    return updated(task);
  },
  calls: ({ live, changes }) => live === null || changedKeys(changes).has(QUERY) ? 2 : 1,
  remove: async (writer, id) => void await writer.send("update_look", { look_id: id }, { deleted: true }),
};
