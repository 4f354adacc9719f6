/**
 * Handlers for types that consist of one object with one create and one update operation.
 *
 * @module
 */
import { type Outcome, outcome, type Task, type Writer } from "./task.ts";
import type { RefKind } from "../looker/item_ref.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import type { Operation } from "../looker/client.ts";
import { writable, type WritableSchema } from "../looker/writable.ts";
import { changedKeys, pick, withoutNulls } from "../live/form_changes.ts";
import type { Handler } from "./handler.ts";
import { AS_IS, type Refs } from "./references.ts";

/** The operations of a type and the name of the id in their paths. */
export interface CrudOperations {
  get: Operation;
  create: Operation;
  update: Operation;
  remove?: Operation;
  idParameter: string;
  /** The id property of the response to a create; `id` by default. */
  idKey?: string;
}

/** Properties that contain ids, with the kinds of the ids. */
export type RefProperties = Readonly<Record<string, RefKind>>;

/** Returns the writable part of a body with its references translated, without the keys in `drop`. */
export function writableForm(
  body: JsonObject,
  refs: Refs,
  { schema, must, owner, drop, basics }: {
    schema: WritableSchema;
    must?: RefProperties;
    /** The property that names the owner. */
    owner?: string;
    drop?: readonly string[];
    /** Its `ownRequests` are removed: a property of the same name in the instance's own specification is unrelated. */
    basics?: Pick<Handler, "ownRequests">;
  },
): JsonObject {
  const form = writable(schema, body);
  for (const key of [...drop ?? [], ...basics?.ownRequests ?? []]) delete form[key];
  for (const [key, kind] of Object.entries(must ?? {})) {
    const id = asText(form[key]);
    if (id !== null) form[key] = refs.must(kind, id);
  }
  if (owner !== undefined) {
    // Content without an owner cannot be created. Looker then uses the API user.
    const ownerId = asText(form[owner]), translated = ownerId === null ? null : refs.owner(ownerId);
    if (translated === null) delete form[owner];
    else form[owner] = translated;
  }
  return form;
}

/** How a plain object is listed and recognized, and which keys of its form are not its properties. */
export type Basics = Pick<Handler, "listing" | "keys" | "ownRequests">;

/** Returns the object's own properties of a form, without keys that have separate requests. */
export function own(form: JsonObject, { ownRequests = [] }: Pick<Handler, "ownRequests">): JsonObject {
  return Object.fromEntries(Object.entries(form).filter(([key]) => !ownRequests.includes(key)));
}

/** Returns the changed properties of the object itself, as an update sends them. */
export function ownChanges(
  { wanted, changes }: Pick<Task, "wanted" | "changes">,
  basics: Pick<Handler, "ownRequests">,
): JsonObject {
  return pick(own(wanted, basics), changedKeys(changes));
}

/** Returns the methods of a handler for a plain object. */
export function crud(
  handler: Basics,
  { get, create, update, remove, idParameter, idKey = "id" }: CrudOperations,
): Pick<Handler, "read" | "create" | "update" | "calls"> & Partial<Pick<Handler, "remove">> {
  return {
    read: (reader, id) => reader.get(get, { [idParameter]: id }),
    create: async (task) => outcome(await createObject(task, handler, { create, idKey })),
    async update(task) {
      await task.writer.patch(update, { [idParameter]: task.destinationId }, ownChanges(task, handler));
      return updated(task);
    },
    calls: ({ live, changes }) => live === null || changes.length > 0 ? 1 : 0,
    ...(remove !== undefined && {
      remove: async (writer, id): Promise<void> => void await writer.send(remove, { [idParameter]: id }),
    }),
  };
}

/** Returns the outcome of an item that was updated in place. */
export function updated({ destinationId }: Task, more: Partial<Omit<Outcome, "id">> = {}): Outcome {
  return outcome(destinationId ?? "", more);
}

/** How a plain object is created. */
export interface CreateObject {
  create: Operation;
  /** Parameters of the request. */
  params?: Readonly<Record<string, unknown>>;
  idKey?: string;
  /** The body of the request, if it is not the wanted form without its nulls. */
  body?: JsonObject;
  /** The properties that the response contains, if the operation lets the client choose them. */
  fields?: string;
}

/** Creates a plain object and returns its id. */
export async function createObject(
  task: Task,
  handler: Basics,
  given: CreateObject,
): Promise<string> {
  return asText((await makeObject(task, handler, given))[given.idKey ?? "id"]) ?? "";
}

/**
 * Creates a plain object and returns Looker's response. If the outcome of a try is unknown, the object is looked up by
 * its natural keys.
 */
export async function makeObject(
  { ref, wanted, writer }: Task,
  handler: Basics,
  { create, params, idKey = "id", body, fields }: CreateObject,
): Promise<JsonObject> {
  return await writer.create({
    operation: create,
    ...((fields !== undefined || params !== undefined) && {
      params: { ...params, ...(fields !== undefined && { fields }) },
    }),
    body: body ?? withoutNulls(own(wanted, handler), { type: ref.type }),
    step: ref.type,
    creates: { kind: ref.type, id: ref.id },
    idKey,
    find: () => findByKeys(writer, handler, { ref, wanted, idKey }),
  });
}

/**
 * Finds the object in the target instance that has a natural key of the wanted form and is not mapped to another item.
 */
async function findByKeys(
  writer: Writer,
  { keys, listing: { operation, fields, params, trash } }: Basics,
  { ref, wanted, idKey }: { ref: Task["ref"]; wanted: JsonObject; idKey: string },
): Promise<JsonObject | null> {
  const sought = new Set(keys({ get: (key) => wanted[key] }, AS_IS));
  for (const extra of trash === undefined ? [{}] : [{}, trash]) {
    const rows = await writer.list(operation, { ...params, ...extra, fields });
    const found = rows.find((row) =>
      keys({ get: (key) => row[key] }, AS_IS).some((key) => sought.has(key)) &&
      !writer.isTaken(ref.type, asText(row[idKey]) ?? "")
    );
    if (found !== undefined) return found;
  }
  return null;
}
