/** User attributes and their values. @module */
import type { JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Store } from "../store.ts";

const CAN = { show: true, update: true, index: true };

/** The attributes that every Looker has. */
export function seedSystemAttributes(add: (name: string, type: string, extra: JsonObject) => string): void {
  add("email", "string", { is_system: true, is_permanent: true });
  add("locale", "string", { is_system: true, default_value: "en" });
}

/** Adds a user attribute; its id. */
export function addAttribute(store: Store, name: string, type: string, extra: JsonObject = {}): string {
  return store.table("user_attributes").insert({
    can: CAN,
    name,
    label: name.replaceAll("_", " "),
    type,
    default_value: null,
    is_system: false,
    is_permanent: false,
    value_is_hidden: false,
    user_can_view: true,
    user_can_edit: false,
    hidden_value_domain_whitelist: null,
    needed_for_ci_run: false,
    value_for_ci_run: null,
    _group_values: [],
    _user_values: {},
    ...extra,
  }).id;
}

/** Adds the attributes of an instance in use. */
export function seedAttributes(store: Store, options: ResolvedOptions): void {
  const add = (name: string, type: string, extra: JsonObject = {}): string =>
    addAttribute(store, name, type, extra);
  seedSystemAttributes(add);
  add("region", "string", {
    default_value: "EU",
    _group_values: [groupValue("1", "4", "3", 1, "EMEA"), groupValue("2", "2", "3", 2, "ALL, %")],
    _user_values: { u2: "DE", u7: "" },
  });
  add("db_password", "string", {
    value_is_hidden: true,
    hidden_value_domain_whitelist: "https://*.example.com",
    _group_values: [groupValue("3", "3", "4", 1, "SECRET-group")],
    _user_values: { u2: "SECRET-user" },
  });
  add("min_amount", "advanced_filter_number", { default_value: ">=9007199254740993", user_can_edit: true });
  add("odd_\u00fcnicode", "yesno", options.unknownFields ? { foo_bar_2027: [true] } : {});
}

function groupValue(
  id: string,
  groupId: string,
  attributeId: string,
  rank: number,
  value: string,
): JsonObject {
  return { can: CAN, id, group_id: groupId, user_attribute_id: attributeId, rank, value };
}
