/** Changes from outside the API: what other people do to the instance while it is read. @module */
import { asList, asObject, asText, type Json, type JsonObject } from "./json.ts";
import { filterField, queryExtras } from "./lookml_fields.ts";
import { removeWhole } from "./resources/cascade.ts";
import { mix, opaqueId, type Random } from "./random.ts";
import type { Store, TableName } from "./store.ts";

/** What may be done. */
export const MUTATION_OPS = ["delete", "trash", "insert", "update"] as const;
/** One of them. */
export type MutationOp = typeof MUTATION_OPS[number];

/** One change. */
export interface Mutation {
  op: MutationOp;
  type: TableName;
  /** Default: any living object of the type. */
  id?: string;
  /** `delete` takes along what is nothing without it, as the API would. Default: the object alone goes. */
  cascade?: boolean;
  /** Properties to set (`insert`, `update`). */
  values?: JsonObject;
}

/** Repeats a change while a listing is read: after every n-th request of an operation. */
export interface MutationRule extends Mutation {
  /** The operation whose requests are counted. Default: all lists. */
  operation?: string;
  every: number;
  times?: number;
}

/**
 * Applies a change; the id it hit, or `undefined` when there was nothing to change.
 * An inserted object is a copy of another one with a new id and title.
 */
export function mutate(store: Store, random: Random, mutation: Mutation, now: string): string | undefined {
  const table = store.table(mutation.type);
  const alive = table.all().filter((item) => item.peek("deleted") !== true);
  const id = mutation.id ?? (alive.length === 0 ? undefined : random.pick(alive).id);
  const stored = id === undefined ? undefined : table.stored(id);
  if (id === undefined || stored === undefined) return undefined;
  switch (mutation.op) {
    case "delete":
      if (mutation.cascade === true) removeWhole(store, mutation.type, id);
      else table.remove(id);
      return id;
    case "trash":
      table.set(id, {
        ...stored,
        deleted: true,
        deleted_at: now,
        deleter_id: store.builtIns.apiUser,
        updated_at: now,
      });
      return id;
    case "update": {
      const values = mutation.values ??
        { ...("title" in stored && { title: `${asText(stored["title"])} *` }) };
      table.set(id, { ...stored, ...("updated_at" in stored && { updated_at: now }), ...values });
      return id;
    }
    case "insert": {
      const next = table.nextId();
      const copy: JsonObject = { ...stored, [table.key]: next };
      if ("title" in stored) copy["title"] = `${asText(stored["title"])} (copy ${next})`;
      if ("name" in stored && table.key !== "name") copy["name"] = `${asText(stored["name"])} (copy ${next})`;
      if ("slug" in stored) copy["slug"] = `copy${next}`;
      if ("created_at" in stored) copy["created_at"] = now;
      if ("updated_at" in stored) copy["updated_at"] = now;
      if ("content_metadata_id" in stored) {
        copy["content_metadata_id"] = store.table("content_metadata").nextId();
      }
      renumberParts(store, copy, next);
      return table.insert({ ...copy, ...mutation.values }).id;
    }
  }
}

/** Gives the copied parts of a dashboard ids of their own. */
export function renumberParts(store: Store, dashboard: JsonObject, id: string): void {
  if (!Array.isArray(dashboard["dashboard_elements"])) return;
  const elements = new Map<string, string>();
  const parts = (value: unknown): JsonObject[] => (Array.isArray(value) ? value as JsonObject[] : []);
  dashboard["dashboard_elements"] = parts(dashboard["dashboard_elements"]).map((part) => {
    const next = store.nextPartId("dashboard_elements");
    elements.set(asText(part["id"]), next);
    return { ...part, id: next, dashboard_id: id };
  });
  dashboard["dashboard_filters"] = parts(dashboard["dashboard_filters"]).map((part) => ({
    ...part,
    id: store.nextPartId("dashboard_filters"),
    dashboard_id: id,
  }));
  dashboard["dashboard_layouts"] = parts(dashboard["dashboard_layouts"]).map((part) => {
    const layout = store.nextPartId("dashboard_layouts");
    const components = parts(part["dashboard_layout_components"]).map((component) => ({
      ...component,
      id: store.nextPartId("dashboard_layout_components"),
      dashboard_layout_id: layout,
      dashboard_element_id: elements.get(asText(component["dashboard_element_id"])) ?? null,
    }));
    return { ...part, id: layout, dashboard_id: id, dashboard_layout_components: components };
  });
}

/** What a LookML deploy moves, in every dashboard and look, the trash too: no date of any of them changes. */
export function deployLookml(store: Store): void {
  store.deploys++;
  for (const name of ["dashboards", "looks"] as const) {
    const table = store.table(name);
    // Generated ones become ordinary ones here, so that their queries stand in the table of queries.
    for (const item of table.all()) {
      const stored = table.stored(item.id);
      if (stored !== undefined) table.set(item.id, { ...stored, ...withFields(stored, store.deploys) });
    }
  }
  const queries = store.table("queries");
  for (const [id, row] of [...queries.rows]) {
    const client_id = opaqueId(store.seed + 400 + store.deploys, mix(asText(row["slug"]).length, id.length));
    queries.set(id, {
      ...row,
      client_id: `${client_id.slice(0, 16)}${id.slice(-6)}`,
      ...queryExtras(row, store.deploys),
    });
  }
  // The definitions are what they were: only what is computed beside them moved.
  store.indexedQueries = 0;
}

function withFields(dashboard: JsonObject, deploys: number): JsonObject {
  if (!Array.isArray(dashboard["dashboard_filters"])) return {};
  return {
    dashboard_filters: asList(dashboard["dashboard_filters"]).map(asObject).map((filter): Json => ({
      ...filter,
      field: filterField(filter, deploys),
    })),
  };
}
