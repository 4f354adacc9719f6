/**
 * Connections to databases, without their secrets: Looker never shows these, so they are never written either.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { withoutNulls } from "../diff.ts";
import type { Kind, Task } from "../kind.ts";
import { createObject, crud, own, ownChanges, writableForm } from "./crud.ts";
import { nameKey } from "./keys.ts";

const OVERRIDE = "pdt_context_override";
const SECRETS = ["password", "certificate", "file_type"];

const basics: Pick<Kind, "keys" | "listing"> = {
  listing: { operation: "all_connections", fields: "name,managed,example,default_bq_connection" },
  keys: nameKey,
};

/** Connections. */
export const connections: Kind = {
  type: "connections",
  ...basics,
  unrestorable: (item) =>
    ["managed", "example", "default_bq_connection"].some((flag) => item.get(flag) === true)
      ? "Looker manages this connection itself"
      : null,
  form(body, refs) {
    const form = writableForm(body, refs, { schema: "DBConnection", drop: SECRETS });
    return isJsonObject(form[OVERRIDE]) ? { ...form, [OVERRIDE]: oneSpelling(form[OVERRIDE]) } : form;
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
    const { wanted, writer } = task;
    const body = withoutNulls({ ...own(wanted), ...sendableOverride(wanted) });
    for (const [name, message] of await unreachable(task)) {
      delete body[name];
      writer.warn(message);
    }
    const id = await createObject(task, basics, { create: "create_connection", idKey: "name", body });
    writer.warn("its password or certificate is in no backup: enter it in Looker, then test the connection");
    return id;
  },
  async update(task) {
    const { wanted, destinationId, writer } = task;
    const { name: _name, [OVERRIDE]: override, ...body } = ownChanges(task);
    const params = { connection_name: destinationId };
    if (override === null) {
      await writer.send("delete_connection_override", { ...params, override_context: "pdt" });
    } else if (override !== undefined) Object.assign(body, sendableOverride(wanted));
    if (Object.keys(body).length > 0) await writer.send("update_connection", params, body);
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

/** What no backup holds and the connection goes through, where the destination lacks it: the property, and what is said. */
async function unreachable({ wanted, writer }: Task): Promise<[string, string][]> {
  const lacking: [string, string][] = [];
  const tunnel = asText(wanted["tunnel_id"]), application = asText(wanted["oauth_application_id"]);
  if (tunnel !== null && await writer.get("ssh_tunnel", { ssh_tunnel_id: tunnel }) === null) {
    lacking.push(["tunnel_id", `its SSH tunnel ${tunnel} is not in the destination: choose one in Looker`]);
  }
  if (application === null) return lacking;
  const rows = await writer.list("all_external_oauth_applications", { fields: "id" });
  if (!rows.some((row) => asText(row["id"]) === application)) {
    const message = `its OAuth application ${application} is not in the destination: choose one in Looker`;
    lacking.push(["oauth_application_id", message]);
  }
  return lacking;
}
