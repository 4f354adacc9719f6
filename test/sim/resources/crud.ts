/** The usual five operations of a type: read, list, create, change, delete. @module */
import {
  bodyObject,
  type Call,
  find,
  type Handlers,
  type ListRules,
  many,
  noContent,
  one,
  pathId,
  value,
} from "../call.ts";
import { alreadyExists, invalid, readOnly } from "../errors.ts";
import { schemaOf } from "../facts.ts";
import { asText, type Json, type JsonObject } from "../json.ts";
import type { TableName } from "../store.ts";
import type { Item } from "../table.ts";

/** How a type behaves. */
export interface CrudRules {
  table: TableName;
  /** Operations that answer one object by its id. */
  get?: string;
  /** Operations that answer a list of all. */
  lists?: readonly string[];
  create?: string;
  /** PATCH or PUT. */
  updates?: readonly string[];
  remove?: string;
  list?: ListRules;
  /** Which objects a list shows. */
  shown?: (item: Item, call: Call) => boolean;
  /** Properties a create must give, besides what the schema requires. */
  required?: readonly string[];
  /** Sets of properties that no two objects share. The first is named in the refusal. */
  unique?: readonly (readonly string[])[];
  /** Why an object may not be changed or deleted. */
  fixed?: (item: Item) => string | undefined;
  /** Changes a body into what is stored. */
  accept?: (call: Call, body: JsonObject, old: Item | undefined) => JsonObject;
  /** What else a new object gets. */
  initial?: (call: Call) => JsonObject;
  afterDelete?: (call: Call, id: string) => void;
}

/** Handlers for a type. */
export function crud(rules: CrudRules): Handlers {
  const handlers: Handlers = {};
  const { table } = rules;
  if (rules.get) handlers[rules.get] = (call) => one(call, find(call, table));
  for (const list of rules.lists ?? []) {
    handlers[list] = (call): ReturnType<typeof many> => {
      const all = call.store.table(table).all();
      const { shown } = rules;
      return many(call, shown ? all.filter((item) => shown(item, call)) : all, rules.list);
    };
  }
  if (rules.create) handlers[rules.create] = (call) => one(call, create(call, rules));
  for (const update of rules.updates ?? []) {
    handlers[update] = (call) => one(call, change(call, rules, pathId(call)));
  }
  if (rules.remove) {
    handlers[rules.remove] = (call): ReturnType<typeof noContent> => {
      const item = find(call, table);
      const why = rules.fixed?.(item);
      if (why !== undefined) throw readOnly(why);
      call.store.table(table).remove(item.id);
      rules.afterDelete?.(call, item.id);
      return noContent();
    };
  }
  return handlers;
}

/** Makes a new object from the body. */
export function create(call: Call, rules: CrudRules): Item {
  const body = bodyObject(call);
  for (const name of rules.required ?? []) {
    if (body[name] === undefined || body[name] === null || body[name] === "") {
      throw invalid(name, "missing_field", `${name} is required`);
    }
  }
  const accepted = rules.accept?.(call, body, undefined) ?? body;
  refuseTwin(call, rules, accepted, undefined);
  return call.store.table(rules.table).insert({
    ...timestamps(call, rules, true),
    ...rules.initial?.(call),
    ...accepted,
  });
}

/** Changes an object by the body: what is not named stays. */
export function change(call: Call, rules: CrudRules, id: string): Item {
  const item = find(call, rules.table, id);
  const why = rules.fixed?.(item);
  if (why !== undefined) throw readOnly(why);
  const stored = call.store.table(rules.table).stored(id) ?? {};
  const accepted = rules.accept?.(call, bodyObject(call), item) ?? bodyObject(call);
  refuseTwin(call, rules, { ...stored, ...accepted }, id);
  return call.store.table(rules.table).set(id, { ...stored, ...accepted, ...timestamps(call, rules, false) });
}

function timestamps(call: Call, rules: CrudRules, created: boolean): JsonObject {
  const { properties } = schemaOf(call.store.table(rules.table).view);
  const stamp = (name: string): JsonObject => {
    const fact = properties[name];
    if (fact?.readOnly !== true) return {};
    if (fact.type === "integer") return { [name]: Math.floor(call.options.now() / 1000) };
    return { [name]: fact.format === "date" ? call.now().slice(0, 10) : call.now() };
  };
  return { ...(created && stamp("created_at")), ...stamp("updated_at") };
}

/** Refuses what another object already has. */
export function refuseTwin(call: Call, rules: CrudRules, object: JsonObject, id: string | undefined): void {
  for (const names of rules.unique ?? []) {
    const wanted = names.map((name) => object[name]);
    if (wanted[0] === undefined || wanted[0] === null || wanted[0] === "") continue;
    const twin = call.store.by(rules.table, names[0] ?? "").get(asText(wanted[0]))?.find((item) =>
      item.id !== id && names.every((name, index) => same(item.peek(name), wanted[index]))
    );
    if (twin === undefined) continue;
    const field = names.length === 1 ? names[0] ?? "" : `[${names.map((name) => `:${name}`).join(", ")}]`;
    throw alreadyExists(field, `${names[0]} has already been taken`);
  }
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return typeof a === "string" || typeof b === "string" ? asText(a) === asText(b) : a === b;
}

/** Read and change of an object that exists once. */
export function singleton(name: string, get: string, update?: string): Handlers {
  const handlers: Handlers = { [get]: (call) => value(call, call.store.singleton(name)) };
  if (update) {
    handlers[update] = (call): ReturnType<typeof value> => {
      call.store.setSingleton(name, merged(call.store.singleton(name), bodyObject(call)));
      return value(call, call.store.singleton(name));
    };
  }
  return handlers;
}

function merged(old: JsonObject, change: JsonObject): JsonObject {
  const result = { ...old };
  for (const [name, inner] of Object.entries(change)) {
    const before = result[name];
    const both = typeof inner === "object" && inner !== null && inner.constructor === Object &&
      typeof before === "object" &&
      before !== null && before.constructor === Object;
    result[name] = both ? merged(before as JsonObject, inner as JsonObject) : inner;
  }
  return result;
}
