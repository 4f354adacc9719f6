/**
 * Names that two items cannot have at the same time: if one is refused because another still has its name, it gets the
 * name after that one has its own again.
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

/** What no two items have at once, besides what their handlers tell. */
const NAMES = ["title", "name", "label", "slug"];

function namesOf(handler: Handler | undefined): string[] {
  return [...NAMES, ...Object.keys(handler?.otherNames ?? {})];
}

/**
 * One of several items that wait for each other in a circle; null when there is none. It makes way under a name of its
 * own for a moment.
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
  // One that was refused itself first; one that only waits for another may hold the name which that one needs.
  return holders.find(({ error }) => isRefused(error)) ?? holders[0] ?? null;
}

/** A task that gives an item, as it is now, other names; and one that gives it these names back. */
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

/** A name that nobody else has; null if there is none. */
function otherName(now: JsonValue, id: string): JsonValue | null {
  return typeof now === "string" ? `${now}_${id}_restoring` : null;
}
