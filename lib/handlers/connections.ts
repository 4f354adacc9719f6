/**
 * Connections to databases. Looker never shows their secrets, so a restore does not write them.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { outcome } from "./task.ts";
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { withoutNulls } from "../live/form_changes.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, crud, ownChanges, updated, writableForm } from "./object_handler.ts";
import { nameKey } from "./shared_attributes.ts";

const OVERRIDE = "pdt_context_override";
const SECRETS = ["password", "certificate", "file_type"];
/** The properties that name what a connection goes through, with the types of the items. */
const WAYS = { tunnel_id: "ssh_tunnels", oauth_application_id: "external_oauth_applications" } as const;

const basics: Basics = {
  listing: { operation: "all_connections", fields: "name,managed,example,default_bq_connection" },
  keys: nameKey,
};

/** Connections. */
export const connections: Handler = {
  type: "connections",
  ...basics,
  unrestorable: (item) =>
    ["managed", "example", "default_bq_connection"].some((flag) => item.get(flag) === true)
      ? reason("built_in", "Looker manages this connection")
      : null,
  form(body, refs) {
    const form = writableForm(body, refs, { schema: "DBConnection", drop: SECRETS });
    for (const [name, type] of Object.entries(WAYS)) {
      const id = asText(form[name]);
      // If the target instance lacks the tunnel or application, the property is omitted and the current value stays.
      if (id !== null && (form[name] = refs.may(type, id)) === null) delete form[name];
    }
    // Old releases return the port as a number, all others as a text.
    if (typeof form["port"] === "number") form["port"] = String(form["port"]);
    return isJsonObject(form[OVERRIDE]) ? { ...form, [OVERRIDE]: oneSpelling(form[OVERRIDE]) } : form;
  },
  applyPolicy(wanted, live, { omit }) {
    if (live === null) omit?.({ path: "password", reason: reason("secret", SECRET) });
    return wanted;
  },
  ...crud(basics, {
    get: "connection",
    create: "create_connection",
    update: "update_connection",
    remove: "delete_connection",
    idParameter: "connection_name",
    idKey: "name",
  }),
  async create(task) {
    const body = withoutNulls({ ...task.wanted, ...sendableOverride(task.wanted) });
    return outcome(await createObject(task, basics, { create: "create_connection", idKey: "name", body }));
  },
  async update(task) {
    const { destinationId, writer, wanted } = task;
    const { name: _name, [OVERRIDE]: override, ...body } = ownChanges(task, basics);
    const params = { connection_name: destinationId };
    if (override === null) {
      await writer.send("delete_connection_override", { ...params, override_context: "pdt" });
    } else if (override !== undefined) Object.assign(body, sendableOverride(wanted));
    await writer.patch("update_connection", params, body);
    return updated(task);
  },
  calls: ({ live }) => live === null ? 1 : 2,
};

/** Removes duplicates from an override: each property also has a name with the prefix `pdt_`. */
function oneSpelling(override: JsonObject): JsonObject {
  const form: JsonObject = {};
  for (const [name, value] of Object.entries(override)) {
    const plain = name === "pdt_service_name" ? name : name.replace(/^pdt_/, "");
    if (SECRETS.includes(plain) || value === null || form[plain] !== undefined) continue;
    form[plain] = override[plain] ?? value;
  }
  return form;
}

function sendableOverride(wanted: JsonObject): Record<string, JsonValue> {
  return isJsonObject(wanted[OVERRIDE]) ? { [OVERRIDE]: withoutNulls(asObject(wanted[OVERRIDE])) } : {};
}

/** Why a new connection does not work yet. */
const SECRET = "no backup holds its password or certificate: enter it in Looker, then test the connection";
