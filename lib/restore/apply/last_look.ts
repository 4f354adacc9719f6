/**
 * The last look before an item is written: the backup must be the one that was planned, and in Looker nothing of it may
 * have changed but what the restore itself did.
 *
 * @module
 */
import type { Task } from "../handlers/task.ts";
import type { Reader } from "../../live/reader.ts";
import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { type Change, changedKeys, pathInWords } from "../../live/form_changes.ts";
import { informed } from "../plan/read_destination.ts";
import { type PlannedItem, type Reason, reason } from "../plan/model.ts";
import type { Handler } from "../handlers/handler.ts";
import type { Destination } from "../plan/destination.ts";
import { AS_IS } from "../plan/references.ts";
import type { RestoreSource } from "../plan/source.ts";
import { keyOfPath, movedPaths } from "../plan/form_pin.ts";
import type { Touched } from "./touched.ts";

/** How long a reading counts as fresh, milliseconds. */
export const FRESH = 5000;

/** What looking takes. */
export interface AtWriteDeps {
  source: RestoreSource;
  destination: Destination;
  clock: Clock;
  touched: Touched;
  /** When the reading began that the plan rests on, by the monotonic clock. */
  readAt: number;
}

/** How an item stands. `moved`: how it is now, and the properties that somebody else changed. */
export type Standing =
  | { as: "planned" }
  | { as: "moved"; live: JsonObject; byOthers: ReadonlySet<string> }
  | { as: "left"; why: Reason };

const PLANNED: Standing = { as: "planned" };

/** Looks at an item that is about to be written. */
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
  if (!source.isAsRead(item)) return left("its backup in the vault was changed after the plan was made");
  // What the restore has written to already is its own, and was read again since.
  if (task.live === null || id === null || touched.wrote(item)) return PLANNED;
  if (touched.writes === 0 && clock.monotonic() - readAt <= FRESH) return PLANNED;
  const live = await handler.read(informed({ source, destination, reader }, item), id, task);
  if (live === null) return left("it went away from Looker after the plan was made");
  const now = source.instance === destination.instance ? handler.adopt?.(live, task.source) ?? live : live;
  const moved = movedPaths(handler, handler.form(task.live, AS_IS), handler.form(now, AS_IS));
  if (moved.length === 0) return PLANNED;
  const ref = { type: item.type, id }, keys = moved.map(keyOfPath);
  return { as: "moved", live, byOthers: new Set(keys.filter((key) => !touched.explains(ref, key))) };
}

/**
 * Why an item is left when it moved: somebody changed what the restore would write over. Null when it can be written from
 * how it is now.
 */
export function race(byOthers: ReadonlySet<string>, changes: readonly Change[]): Reason | null {
  const touched = [...changedKeys(changes)].filter((key) => byOthers.has(key));
  if (touched.length === 0) return null;
  const what = touched.map(pathInWords).join(", ");
  return reason("changed_meanwhile", `somebody changed it in Looker after the plan was made: ${what}`);
}

function left(text: string): Standing {
  return { as: "left", why: reason("changed_meanwhile", text) };
}
