/**
 * Connections to databases, without their secrets: Looker never shows these, so they are never written either.
 *
 * @module
 */
import { type Omission, reason } from "./reason.ts";
import { outcome, type Task } from "./task.ts";
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { changedKeys, withoutNulls } from "../live/form_changes.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, crud, ownChanges, updated, writableForm } from "./object_handler.ts";
import { nameKey } from "./shared_attributes.ts";

const OVERRIDE = "pdt_context_override";
const SECRETS = ["password", "certificate", "file_type"];

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
      ? reason("built_in", "Looker manages this connection itself")
      : null,
  form(body, refs) {
    const form = writableForm(body, refs, { schema: "DBConnection", drop: SECRETS });
    // A number in old releases, a text in all others.
    if (typeof form["port"] === "number") form["port"] = String(form["port"]);
    return isJsonObject(form[OVERRIDE]) ? { ...form, [OVERRIDE]: oneSpelling(form[OVERRIDE]) } : form;
  },
  applyPolicy(wanted, live, { sameInstance, omit }) {
    if (live === null) omit?.({ path: "password", reason: reason("secret", SECRET) });
    if (live === null || sameInstance !== false) return wanted;
    // Numbers of another instance: what this one goes through stays.
    const { tunnel_id: _tunnel, oauth_application_id: _application, ...settled } = wanted;
    return settled;
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
    const { wanted, omitted } = await leaveOutUnreachable(task, Object.keys(task.wanted));
    const body = withoutNulls({ ...wanted, ...sendableOverride(wanted) });
    const id = await createObject({ ...task, wanted }, basics, {
      create: "create_connection",
      idKey: "name",
      body,
    });
    return outcome(id, { omitted });
  },
  async update(task) {
    const { destinationId, writer, changes } = task;
    const { wanted, omitted } = await leaveOutUnreachable(task, [...changedKeys(changes)]);
    const { name: _name, [OVERRIDE]: override, ...body } = ownChanges({ wanted, changes }, basics);
    const params = { connection_name: destinationId };
    if (override === null) {
      await writer.send("delete_connection_override", { ...params, override_context: "pdt" });
    } else if (override !== undefined) Object.assign(body, sendableOverride(wanted));
    await writer.patch("update_connection", params, body);
    return updated(task, { omitted });
  },
  calls: ({ live }) => live === null ? 3 : 2,
};

/** Each property of an override also goes by a name with `pdt_` before it: one of them is enough. */
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

/** Why a connection that is made does not work yet. */
const SECRET = "its password or certificate is in no backup: enter it in Looker, then test the connection";

/** What a connection goes through is in no backup: where the destination lacks it, it is left out and named. */
async function leaveOutUnreachable(
  task: Task,
  names: readonly string[],
): Promise<{ wanted: JsonObject; omitted: Omission[] }> {
  const { wanted: { ...wanted }, writer } = task, omitted: Omission[] = [];
  const leaveOut = (path: string, what: string): void => {
    const text = `${what} is not in the destination: choose one in Looker`;
    omitted.push({ path, reason: reason("reference_missing", text) });
    delete wanted[path];
  };
  const tunnel = asText(wanted["tunnel_id"]), application = asText(wanted["oauth_application_id"]);
  if (tunnel !== null && names.includes("tunnel_id")) {
    if (await writer.get("ssh_tunnel", { ssh_tunnel_id: tunnel }) === null) {
      leaveOut("tunnel_id", `its SSH tunnel ${tunnel}`);
    }
  }
  if (application !== null && names.includes("oauth_application_id")) {
    const rows = await writer.list("all_external_oauth_applications", { fields: "id" });
    if (!rows.some((row) => asText(row["id"]) === application)) {
      leaveOut("oauth_application_id", `its OAuth application ${application}`);
    }
  }
  return { wanted, omitted };
}
