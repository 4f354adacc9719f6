/**
 * The normal form of an instance: everything a client can write, with names in place of ids, so that two instances can
 * be compared whatever their ids.
 *
 * @module
 */
import { asText, type Json, type JsonObject, stringify } from "../json.ts";
import type { Store, TableName } from "../store.ts";
import type { Item } from "../table.ts";
import { FORMS } from "./forms.ts";
import { Names } from "./names.ts";
import { writable } from "./writable.ts";

export { type Difference, differences, sameUpToIds } from "./differences.ts";

/** Type → name → what can be written. */
export type NormalForm = Record<string, JsonObject>;

/** What a normal form holds. */
export interface NormalFormOptions {
  /** With the ids of objects and parts: for an instance compared with itself. Default false. */
  ids?: boolean;
  /**
   * Without what no API call tells or gives back: values of hidden attributes, favourites and subscriptions of others,
   * groups that an identity provider or embedding made. Default false.
   */
  restorable?: boolean;
  /** Only these types. Default: all. */
  types?: readonly TableName[];
}

/** The normal form of an instance. */
export function normalForm(store: Store, options: NormalFormOptions = {}): NormalForm {
  const { ids = false, restorable = false, types } = options;
  const names = new Names(store);
  const tables = (Object.keys(FORMS) as TableName[]).filter((table) => types?.includes(table) ?? true);
  const held = new Map(tables.map((table) => {
    const form = FORMS[table];
    const shown = store.table(table).all().filter((item) =>
      form?.shown?.(item, { store, restorable }) ?? true
    );
    return [table, shown] as const;
  }));
  const formOf = (table: TableName, item: Item): JsonObject => ({
    ...FORMS[table]?.form({ names, item, ids, restorable }),
    ...(ids && { id: item.id }),
  });
  for (const [table, items] of held) nameTwins(names, table, items, (item) => formOf(table, item));
  const result: NormalForm = {};
  for (const [table, items] of held) {
    result[table] = Object.fromEntries(
      items.map((item) => [asText(names.of(table, item.id)), formOf(table, item)]),
    );
  }
  if (types === undefined) result["settings"] = settings(names, store);
  return result;
}

/** Objects of the same name are told apart by their content. */
function nameTwins(
  names: Names,
  table: TableName,
  items: readonly Item[],
  form: (item: Item) => JsonObject,
): void {
  const groups = Map.groupBy(items, (item) => asText(names.of(table, item.id)));
  for (const twins of groups.values()) {
    if (twins.length === 1) continue;
    const sorted = twins.map((item) => ({ item, text: stringify(form(item)) }))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    for (const [n, { item }] of sorted.entries()) names.distinguish(table, item.id, n + 1);
  }
}

function settings(names: Names, store: Store): JsonObject {
  const defaults = store.singleton("defaults");
  const set = (name: string, schema: string, without: string[] = []): Json =>
    writable(names, store.singleton(name), schema, without);
  return {
    setting: set("setting", "Setting", ["host_url", "override_warnings"]),
    default_color_collection: names.of("color_collections", defaults["color_collection_id"]),
    default_themes: { dashboard: defaults["theme_dashboard"] ?? null, look: defaults["theme_look"] ?? null },
  };
}
