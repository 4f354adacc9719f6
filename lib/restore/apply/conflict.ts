/**
 * Names that two items cannot have at the same time. If an item is refused because another item still has its name, it
 * gets the name after the other item has been restored.
 *
 * @module
 */
import { handlerOf } from "../../handlers/mod.ts";
import type { Task } from "../../handlers/task.ts";
import type { JsonObject, JsonValue } from "../../codec/json_value.ts";
import { changedKeys, pick } from "../../live/form_changes.ts";
import type { PlannedItem } from "../plan/model.ts";
import type { ItemWriter } from "./item_writer.ts";
import type { Handler } from "../../handlers/handler.ts";
import { isRefused } from "../../looker/refusal.ts";
import { AS_IS } from "../../handlers/references.ts";

/** An item that was refused because of another. */
export interface NameConflict {
  item: PlannedItem;
  writer: ItemWriter;
  error: Error;
}

/** Properties that no two items may share, in addition to the properties that handlers declare. */
const NAMES = ["title", "name", "label", "slug"];

function namesOf(handler: Handler | undefined): string[] {
  return [...NAMES, ...Object.keys(handler?.otherNames ?? {})];
}

/**
 * Returns one of several items that wait for each other in a circle; null if there is none. That item gets a temporary
 * name, to free its own.
 */
export function inCircle(
  conflicts: readonly NameConflict[],
  renamed: ReadonlyMap<string, unknown>,
): NameConflict | null {
  const holders = conflicts.filter(({ item }) =>
    item.destinationId !== null && !renamed.has(`${item.type}/${item.id}`) &&
    namesOf(handlerOf(item.type)).some((name) => changedKeys(item.changes).has(name)) &&
    conflicts.some((other) => other.item !== item && other.item.type === item.type && isRefused(other.error))
  );
  // Prefers an item that was refused itself: an item that only waits may have the name that the refused item needs.
  return holders.find(({ error }) => isRefused(error)) ?? holders[0] ?? null;
}

/** Returns a task that gives an item temporary names, and a task that restores its names. */
export function renameTemporarily(
  handler: Handler,
  { item, writer }: NameConflict,
  live: JsonObject,
): { rename: Task; back: Task } {
  const form = handler.form(live, AS_IS);
  const names: JsonObject = {};
  for (const name of namesOf(handler)) {
    const rename = handler.otherNames?.[name] ?? otherName;
    const other = changedKeys(item.changes).has(name) ? rename(form[name] ?? null, item.id) : null;
    if (other !== null) names[name] = other;
  }
  const changed = Object.keys(names);
  const task = (wanted: JsonObject, from: JsonObject): Task => ({
    ref: { type: item.type, id: item.id },
    source: live,
    wanted,
    live: from,
    destinationId: item.destinationId,
    changes: changed.map((path) => ({ path, from: from[path] ?? null, to: wanted[path] ?? null })),
    writer,
  });
  return {
    rename: task({ ...form, ...names }, live),
    back: task(form, { ...live, ...pick(names, changed) }),
  };
}

/** Returns an unused name; null if there is none. */
function otherName(now: JsonValue, id: string): JsonValue | null {
  return typeof now === "string" ? `${now}_${id}_restoring` : null;
}
