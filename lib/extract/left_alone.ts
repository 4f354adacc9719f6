/**
 * Types that only full runs read, because they change seldom and take many requests.
 *
 * @module
 */
import { REGISTRY } from "../looker/content_types.ts";
import { leave, type RunContext } from "./context.ts";
import type { TypeTracker } from "./tracker.ts";

/**
 * Leaves a type as the last full run read it, in a run that reads only changes. Returns false if the type must be read:
 * nobody has read it yet, or an item is requested by its id.
 */
export function leaveAlone(context: RunContext, tracker: TypeTracker): boolean {
  const { only } = context.options;
  const known = REGISTRY[tracker.type].readInFull !== true || only !== undefined
    ? null
    : context.known(tracker.type);
  if (known === null || (known.size === 0 && !context.wasWhole(tracker.type))) return false;
  tracker.list(known.keys());
  for (const [id, { place }] of known) {
    if (!tracker.resume(id)) leave(context, tracker, { id, place, wasRead: false });
  }
  // Nothing was listed, so nothing may be marked as deleted.
  tracker.listsAll = false;
  tracker.tell("kept from the last full run, because an incremental run does not read this type");
  return true;
}
