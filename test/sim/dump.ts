/** The truth: all content of the instance as exact JSON text, type by type. @module */
import { asList, asObject, asText, type Json, stringify } from "./json.ts";
import type { Store } from "./store.ts";

/** One object of the dump. */
export interface DumpEntry {
  type: string;
  id: string;
  /** JSON text, exactly as the single read answers it. */
  text: string;
}

/**
 * All objects as their single reads answer them, then what stands between them: members and parents of groups, groups and
 * users of roles, values of attributes, access lists, and what exists once.
 */
export function* dump(store: Store): Generator<DumpEntry> {
  for (const type of store.names()) {
    if (type === "queries") continue;
    const table = store.table(type);
    for (const item of table.all()) yield { type, id: item.id, text: item.text(table.view) };
  }
  yield* queries(store);
  const relation = function* (
    type: string,
    from: "users" | "groups" | "roles" | "user_attributes",
    key: string,
  ): Generator<DumpEntry> {
    for (const [id, row] of store.table(from).rows) yield { type, id, text: stringify(row[key] ?? []) };
  };
  yield* relation("group_members_of_user", "users", "_groups");
  yield* relation("roles_of_user", "users", "_roles");
  yield* relation("groups_of_role", "roles", "_groups");
  yield* relation("group_values_of_attribute", "user_attributes", "_group_values");
  yield* relation("user_values_of_attribute", "user_attributes", "_user_values");
  for (const [id, value] of store.singletons) yield { type: "singletons", id, text: stringify(value) };
}

/** The dump as one JSON document `{type: {id: object}}`, in pieces. */
export function* dumpText(store: Store): Generator<string> {
  let type: string | undefined;
  for (const entry of dump(store)) {
    if (entry.type !== type) yield `${type === undefined ? "{" : "},"}\n${JSON.stringify(entry.type)}:{`;
    yield `${entry.type === type ? "," : ""}\n${JSON.stringify(entry.id)}:${entry.text}`;
    type = entry.type;
  }
  yield type === undefined ? "{}" : "}}\n";
}

function* queries(store: Store): Generator<DumpEntry> {
  const seen = new Set<string>();
  const add = function* (value: Json | undefined): Generator<DumpEntry> {
    const query = asObject(value);
    const id = asText(query["id"]);
    if (id === "" || seen.has(id)) return;
    seen.add(id);
    yield { type: "queries", id, text: stringify(query) };
  };
  for (const item of store.table("queries").all()) yield* add(item.full());
  for (const item of store.table("dashboards").all()) {
    for (const element of asList(item.get("dashboard_elements"))) yield* add(asObject(element)["query"]);
  }
  for (const item of store.table("looks").all()) yield* add(item.get("query"));
}
