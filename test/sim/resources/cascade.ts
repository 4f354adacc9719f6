/** What goes with an object that is deleted for good. Assumed: all that points to it and is nothing without it. @module */
import { asList, asObject, asStrings, asText } from "../json.ts";
import type { Store, TableName } from "../store.ts";

/** Removes an object of any type with all that goes with it. */
export function removeWhole(store: Store, table: TableName, id: string): void {
  if (table === "dashboards" || table === "looks") removeContent(store, table, id);
  else if (table === "folders") removeFolder(store, id);
  else if (table === "board_sections") removeBoardSection(store, id);
  else if (table === "board_items") removeBoardItem(store, id);
  else if (table === "groups") removeGroup(store, id);
  else if (table === "boards") removeBoard(store, id);
  else store.table(table).remove(id);
}

/** Removes a board with its sections, access list and favorites. */
export function removeBoard(store: Store, id: string): void {
  const metadata = asText(store.table("boards").get(id)?.peek("content_metadata_id"));
  for (const section of [...store.by("board_sections", "board_id").get(id) ?? []]) {
    removeBoardSection(store, section.id);
  }
  removeBy(store, "content_accesses", "content_metadata_id", metadata);
  removeBy(store, "content_favorites", "content_metadata_id", metadata);
  store.table("boards").remove(id);
}

/** Removes a group with its memberships, its roles, its values and its rows in access lists. */
export function removeGroup(store: Store, id: string): void {
  const drop = (table: TableName, property: string): void => {
    for (const [key, row] of [...store.table(table).rows]) {
      const held = asList(row[property]);
      const left = held.filter((one) => one !== id && asObject(one)["group_id"] !== id);
      if (left.length !== held.length) store.patch(table, key, { [property]: left });
    }
  };
  drop("users", "_groups");
  drop("roles", "_groups");
  drop("groups", "parent_group_ids");
  drop("user_attributes", "_group_values");
  removeBy(store, "content_accesses", "group_id", id);
  store.table("groups").remove(id);
}

/** Removes a dashboard or look with its schedules, alerts, favorites and places on boards. */
export function removeContent(store: Store, table: "dashboards" | "looks", id: string): void {
  const item = store.table(table).get(id);
  if (item === undefined) return;
  const key = table === "dashboards" ? "dashboard_id" : "look_id";
  if (table === "looks") store.keepQuery(item.full()["query"]);
  for (const element of asList(item.full()["dashboard_elements"]).map(asObject)) {
    store.keepQuery(element["query"]);
    removeBy(store, "alerts", "dashboard_element_id", asText(element["id"]));
  }
  removeBy(store, "scheduled_plans", key, id);
  removeBy(store, "content_views", key, id);
  removeBy(store, "content_favorites", "content_metadata_id", asText(item.get("content_metadata_id")));
  for (const place of [...store.by("board_items", key).get(id) ?? []]) removeBoardItem(store, place.id);
  store.table(table).remove(id);
}

/** Removes a folder with everything below it. */
export function removeFolder(store: Store, id: string): void {
  for (const child of [...store.by("folders", "parent_id").get(id) ?? []]) removeFolder(store, child.id);
  for (const table of ["dashboards", "looks"] as const) {
    for (const item of [...store.by(table, "folder_id").get(id) ?? []]) removeContent(store, table, item.id);
  }
  const metadata = asText(store.table("folders").get(id)?.peek("content_metadata_id"));
  removeBy(store, "content_accesses", "content_metadata_id", metadata);
  store.table("folders").remove(id);
}

/** Removes an item from its board and from the order of its section. */
export function removeBoardItem(store: Store, id: string): void {
  const section = asText(store.table("board_items").get(id)?.peek("board_section_id"));
  store.table("board_items").remove(id);
  withoutFrom(store, "board_sections", section, "item_order", id);
}

/** Removes a section with its items, and from the order of its board. */
export function removeBoardSection(store: Store, id: string): void {
  removeBy(store, "board_items", "board_section_id", id);
  const board = asText(store.table("board_sections").get(id)?.peek("board_id"));
  store.table("board_sections").remove(id);
  withoutFrom(store, "boards", board, "section_order", id);
}

/** Removes all objects of a table whose property has this value. */
export function removeBy(store: Store, table: TableName, property: string, value: string): void {
  if (value === "") return;
  for (const item of [...store.by(table, property).get(value) ?? []]) store.table(table).remove(item.id);
}

function withoutFrom(store: Store, table: TableName, id: string, property: string, gone: string): void {
  const order = asStrings(store.table(table).get(id)?.peek(property));
  if (order.includes(gone)) store.patch(table, id, { [property]: order.filter((one) => one !== gone) });
}
