/**
 * OAuth in both directions: applications with which Looker signs in to databases, and applications that sign users in
 * to Looker.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { outcome, type Task } from "./task.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, crud, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key } from "./shared_attributes.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import type { Reader } from "../live/reader.ts";

const CLIENT = "client_id";

const externalBasics: Basics = {
  // The operation has no parameter `fields`.
  listing: { operation: "all_external_oauth_applications", fields: `id,${CLIENT}` },
  keys: (item) => key("client", item.get(CLIENT)),
};

/** Applications with which Looker signs in to databases, without their secrets. */
export const externalOauthApplications: Handler = {
  type: "external_oauth_applications",
  ...externalBasics,
  unrestorable: () => null,
  form: (body, refs) =>
    writableForm(body, refs, { schema: "ExternalOauthApplication", drop: ["client_secret"] }),
  applyPolicy(wanted, live, { omit }) {
    if (live === null) omit?.({ path: "client_secret", reason: reason("secret", SECRET) });
    return wanted;
  },
  read: (reader, id) => external(reader, (row) => asText(row["id"]) === id),
  create: async (task) =>
    outcome(await createObject(task, externalBasics, { create: "create_external_oauth_application" })),
  async update(task) {
    const params = { [CLIENT]: asText(task.live?.[CLIENT]) };
    await task.writer.patch("update_external_oauth_application", params, ownChanges(task, externalBasics));
    return updated(task);
  },
  async remove(writer, id) {
    const there = await external(writer, (row) => asText(row["id"]) === id);
    if (there === null) return;
    await writer.send("delete_external_oauth_application", { [CLIENT]: asText(there[CLIENT]) });
  },
  calls: () => 1,
};

const SECRET = "no backup holds its client secret: enter it in Looker, then sign in to the database";

/**
 * Finds an application. The API cannot read a single one, and searches only by a part of the name, so all of them are
 * listed.
 */
async function external(
  reader: Pick<Reader, "list">,
  isMeant: (row: JsonObject) => boolean,
): Promise<JsonObject | null> {
  return (await reader.list("all_external_oauth_applications", {})).find(isMeant) ?? null;
}

const GUID = "client_guid";

const clientBasics: Basics = {
  listing: { operation: "all_oauth_client_apps", fields: GUID },
  keys: (item) => key("client", item.get(GUID)),
};

/** Applications that sign users in to Looker. The client chooses the id, so a recreated application keeps its id. */
export const oauthClientApps: Handler = {
  type: "oauth_client_apps",
  ...clientBasics,
  unrestorable: () => null,
  form(body, refs) {
    const form = writableForm(body, refs, { schema: "OauthClientApp" }), group = asText(form["group_id"]);
    if (group !== null) form["group_id"] = refs.may("groups", group);
    return { ...form, [GUID]: body[GUID] ?? null };
  },
  ...crud({ ...clientBasics, ownRequests: [GUID] }, {
    get: "oauth_client_app",
    create: "register_oauth_client_app",
    update: "update_oauth_client_app",
    remove: "delete_oauth_client_app",
    idParameter: GUID,
    idKey: GUID,
  }),
  create: async (task) => outcome(await register(task)),
};

async function register(task: Task): Promise<string> {
  return await createObject(task, { ...clientBasics, ownRequests: [GUID] }, {
    create: "register_oauth_client_app",
    params: { [GUID]: asText(task.wanted[GUID]) },
    idKey: GUID,
  });
}
