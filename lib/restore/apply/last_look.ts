/**
 * The last check before an item is written: the backup must be the one that was planned, and only the restore itself
 * may
 * have changed the item in Looker.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { type Reason, reason } from "../../handlers/reason.ts";
import type { Handler, Sent } from "../../handlers/handler.ts";
import { HANDLERS } from "../../handlers/mod.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import { asText, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { Task } from "../../handlers/task.ts";
import type { Reader } from "../../live/reader.ts";
import type { Clock } from "../../base/clock.ts";
import { type Change, changedKeys } from "../../live/form_changes.ts";
import { informed } from "../plan/read_destination.ts";
import type { PlannedItem } from "../plan/model.ts";
import type { Destination } from "../../live/destination_state.ts";
import { AS_IS } from "../../handlers/references.ts";
import { keyOfPath, movedPaths } from "../plan/form_pin.ts";

/** How long a reading of Looker counts as fresh, in milliseconds. */
export const FRESH = 5000;

/** What the check works with. */
export interface AtWriteDeps {
  source: RestoreSource;
  destination: Destination;
  clock: Clock;
  touched: Touched;
  /** When the reading for the plan began, by the monotonic clock. */
  readAt: number;
}

/** The result of the check. `moved` contains the current item, and the properties that somebody else changed. */
export type Standing =
  | { as: "planned" }
  | { as: "moved"; live: JsonObject; byOthers: ReadonlySet<string> }
  | { as: "left"; why: Reason };

const PLANNED: Standing = { as: "planned" };

/** Checks an item that is about to be written. */
export async function lookAgain(
  { item, handler, task, reader }: {
    item: PlannedItem;
    handler: Handler;
    task: Pick<Task, "source" | "live" | "destinationId" | "wanted">;
    reader: Reader;
  },
  { source, destination, clock, touched, readAt }: AtWriteDeps,
): Promise<Standing> {
  const id = task.destinationId;
  if (!source.isAsRead(item)) return left("its version in the vault changed after the plan was made");
  // An item that the restore has already written to has been read again since.
  if (task.live === null || id === null || touched.wrote(item)) return PLANNED;
  if (touched.writes === 0 && clock.monotonic() - readAt <= FRESH) return PLANNED;
  const live = await handler.read(informed({ source, destination, reader }, item), id, task);
  if (live === null) return left("it was deleted in Looker after the plan was made");
  const now = source.instance === destination.instance ? handler.adopt?.(live, task.source) ?? live : live;
  const moved = movedPaths(handler, handler.form(task.live, AS_IS), handler.form(now, AS_IS));
  if (moved.length === 0) return PLANNED;
  const ref = { type: item.type, id }, keys = moved.map(keyOfPath);
  return { as: "moved", live, byOthers: new Set(keys.filter((key) => !touched.explains(ref, key))) };
}

/**
 * Returns why a changed item is not written: somebody changed a property that the restore would overwrite. Null if the
 * item
 * can be written based on its current state.
 */
export function race(byOthers: ReadonlySet<string>, changes: readonly Change[]): Reason | null {
  const touched = [...changedKeys(changes)].filter((key) => byOthers.has(key));
  if (touched.length === 0) return null;
  const what = touched.join(", ");
  return reason("changed_meanwhile", `somebody changed it in Looker after the plan was made: ${what}`);
}

function left(text: string): Standing {
  return { as: "left", why: reason("changed_meanwhile", text) };
}

/** Operations that change lists of other items, with a function that returns the lists. */
const LISTS = new Map(HANDLERS.flatMap(({ touches }) => Object.entries(touches ?? {})));

/** What a restore has written. */
export class Touched {
  /** The number of writes so far, including writes in progress. */
  writes = 0;
  private readonly items = new Set<string>();
  private readonly lists = new Set<string>();

  constructor(private readonly onList: (ref: ItemRef | ContentType, key: string) => void = () => {}) {}

  /** Records a write that is about to be sent for an item. */
  note(
    ref: ItemRef,
    operation: string,
    { params, body }: { params: Readonly<Record<string, unknown>>; body: JsonValue | undefined },
  ): void {
    this.writes++;
    this.items.add(itemKey(ref));
    const named: Sent = (name) => {
      if (!name.startsWith("body.")) return asText(params[name] as JsonValue | undefined);
      return isJsonObject(body) ? asText(body[name.slice(5)]) : null;
    };
    for (const [type, id, key] of LISTS.get(operation)?.(named) ?? []) {
      this.lists.add(`${type}/${id ?? "*"} ${key}`);
      this.onList(id === null ? type : { type, id }, key);
    }
  }

  /** Whether a write was sent for an item. */
  wrote(ref: ItemRef): boolean {
    return this.items.has(itemKey(ref));
  }

  /** Whether the restore itself changed a list of an item of the destination. */
  explains({ type, id }: ItemRef, key: string): boolean {
    return this.lists.has(`${type}/${id} ${key}`) || this.lists.has(`${type}/* ${key}`);
  }
}
