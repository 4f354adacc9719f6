/** User attributes, and their values for groups and users. @module */
import { bodyObject, type Call, find, type Handlers, noContent, pathId, value } from "../call.ts";
import { invalid, notFound, readOnly } from "../errors.ts";
import { asList, asObject, asStrings, asText, given, type Json, type JsonObject } from "../json.ts";
import type { Item } from "../table.ts";
import { crud } from "./crud.ts";

/** Handlers. */
export const attributes: Handlers = {
  ...crud({
    table: "user_attributes",
    get: "user_attribute",
    lists: ["all_user_attributes"],
    create: "create_user_attribute",
    updates: ["update_user_attribute"],
    remove: "delete_user_attribute",
    unique: [["name"], ["label"]],
    fixed: (item) => item.get("is_system") === true ? "A system attribute" : undefined,
    accept: (call, body, old) => {
      if (old && body["default_value"] === null) reportNullOverSecret(call, old, null);
      const kept = old?.get("hidden_value_domain_whitelist");
      if (
        old && given(kept) && body["hidden_value_domain_whitelist"] !== undefined &&
        body["hidden_value_domain_whitelist"] !== kept
      ) {
        throw invalid("hidden_value_domain_whitelist", "invalid", "The domain list cannot be changed");
      }
      return body;
    },
    initial: () => ({
      can: { show: true, update: true },
      default_value: null,
      is_system: false,
      is_permanent: false,
      _group_values: [],
      _user_values: {},
    }),
  }),
  all_user_attribute_group_values: (call) => value(call, groupValues(find(call, "user_attributes"))),
  set_user_attribute_group_values: (call) => {
    const attribute = find(call, "user_attributes");
    const rows = asList(call.body).map((one, index): Json => {
      const { group_id, value: given } = asObject(one);
      reportNullOverSecret(call, attribute, given ?? null);
      find(call, "groups", asText(group_id));
      return {
        can: {},
        id: call.store.nextPartId("group_values"),
        group_id: group_id ?? null,
        user_attribute_id: attribute.id,
        rank: index + 1,
        value: given ?? null,
      };
    });
    call.store.patch("user_attributes", attribute.id, { _group_values: rows });
    return value(call, groupValues(find(call, "user_attributes")));
  },
  update_user_attribute_group_value: (call) => {
    const { attribute, group } = groupAndAttribute(call);
    const rows = asList(attribute.peek("_group_values")).map(asObject);
    const old = rows.find((row) => row["group_id"] === group);
    const next: JsonObject = {
      can: {},
      id: call.store.nextPartId("group_values"),
      group_id: group,
      user_attribute_id: attribute.id,
      rank: rows.length + 1,
      ...old,
      value: bodyObject(call)["value"] ?? null,
    };
    call.store.patch("user_attributes", attribute.id, {
      _group_values: old ? rows.map((row) => (row === old ? next : row)) : [...rows, next],
    });
    return value(call, hidden(attribute, next));
  },
  delete_user_attribute_group_value: (call) => {
    const { attribute, group } = groupAndAttribute(call);
    const rows = asList(attribute.peek("_group_values")).map(asObject);
    if (!rows.some((row) => row["group_id"] === group)) throw notFound();
    call.store.patch("user_attributes", attribute.id, {
      _group_values: rows.filter((row) => row["group_id"] !== group),
    });
    return noContent();
  },
  user_attribute_user_values: (call) => {
    const user = find(call, "users");
    const only = call.query.list("user_attribute_ids");
    const all = call.query.flag("all_values") === true || only !== undefined;
    const rows = call.store.table("user_attributes").all()
      .filter((item) => only === undefined || only.includes(item.id))
      .map((item) => userValue(user, item))
      .filter((row) => row["source"] !== "" || call.query.flag("include_unset") === true)
      .filter((row) => all || row["source"] !== "default");
    return value(call, rows.map((row) => ({ ...row, source: sourceWord(call, asText(row["source"])) })));
  },
  set_user_attribute_user_value: (call) => {
    const user = find(call, "users", pathId(call, "user_id"));
    const attribute = find(call, "user_attributes", pathId(call, "user_attribute_id"));
    if (attribute.get("is_system") === true) throw readOnly("A system attribute");
    reportNullOverSecret(call, attribute, bodyObject(call)["value"] ?? null);
    if (!given(bodyObject(call)["value"])) throw invalid("value", "invalid", "String value cannot be nil");
    const values = {
      ...asObject(attribute.peek("_user_values")),
      [`u${user.id}`]: bodyObject(call)["value"] ?? null,
    };
    const changed = call.store.patch("user_attributes", attribute.id, { _user_values: values });
    return value(call, userValue(user, changed ?? attribute));
  },
  delete_user_attribute_user_value: (call) => {
    const user = find(call, "users", pathId(call, "user_id"));
    const attribute = find(call, "user_attributes", pathId(call, "user_attribute_id"));
    const values = { ...asObject(attribute.peek("_user_values")) };
    delete values[`u${user.id}`];
    call.store.patch("user_attributes", attribute.id, { _user_values: values });
    return noContent();
  },
};

/** Hidden values are read as null: who writes that back has lost the secret. */
function reportNullOverSecret(call: Call, attribute: Item, sent: Json): void {
  if (sent === null && attribute.get("value_is_hidden") === true) {
    call.report("null_secret", `value of ${asText(attribute.get("name"))}`);
  }
}

/** The words that were recorded (specs/looker-behaviour.md); none was for groups. */
const WORDS: Readonly<Record<string, string>> = {
  user: "User Setting",
  default: "Default",
  system: "System Setting",
  "": "No Value",
};

function sourceWord(call: Call, source: string): string {
  const { sourceWords } = call.store.served;
  const words = typeof sourceWords === "object" ? sourceWords : sourceWords ? WORDS : {};
  return words[source] ?? source;
}

function groupAndAttribute(call: Call): { attribute: Item; group: string } {
  const group = find(call, "groups", pathId(call, "group_id")).id;
  return { group, attribute: find(call, "user_attributes", pathId(call, "user_attribute_id")) };
}

function groupValues(attribute: Item): JsonObject[] {
  return asList(attribute.peek("_group_values")).map((row) => hidden(attribute, asObject(row)));
}

function hidden(attribute: Item, row: JsonObject): JsonObject {
  const secret = attribute.get("value_is_hidden") === true;
  return { ...row, value_is_hidden: secret, value: secret ? null : row["value"] ?? null };
}

/** The value that holds for a user: their own, else the first group's, else the default. `source` tells which. */
function userValue(user: Item, attribute: Item): JsonObject {
  const own = asObject(attribute.peek("_user_values"))[`u${user.id}`];
  const groups = asStrings(user.get("group_ids"));
  const group = asList(attribute.peek("_group_values")).map(asObject).find((row) =>
    groups.includes(asText(row["group_id"]))
  );
  const system = attribute.get("name") === "email"
    ? user.get("email")
    : attribute.get("name") === "locale"
    ? user.get("locale")
    : undefined;
  const fallback = attribute.get("default_value") ?? null;
  const [source, found]: [string, Json] = own !== undefined
    ? ["user", own]
    : system !== undefined && system !== null
    ? ["system", system]
    : group !== undefined
    ? ["group", group["value"] ?? null]
    : fallback !== null
    ? ["default", fallback]
    : ["", null];
  const secret = attribute.get("value_is_hidden") === true;
  return {
    can: { show: true, update: true },
    name: attribute.get("name") ?? null,
    label: attribute.get("label") ?? null,
    rank: source === "group" ? group?.["rank"] ?? null : null,
    value: secret ? null : found,
    user_id: user.id,
    user_can_edit: attribute.get("user_can_edit") ?? false,
    value_is_hidden: secret,
    user_attribute_id: attribute.id,
    source,
    hidden_value_domain_whitelist: attribute.get("hidden_value_domain_whitelist") ?? null,
  };
}
