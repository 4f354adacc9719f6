/**
 * Captures scheduled plans: Looker's list of all users' plans, and the disabled plans, which that list tends to omit.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { HttpError, StatusError } from "../../http/errors.ts";
import { disabledPlans } from "../../looker/system_activity.ts";
import { listedStamp } from "../unchanged.ts";
import { callOptions, recordFailure, type RunContext, store } from "../context.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { readAll } from "./lists.ts";
import { plansByContent, searchedPlans } from "./plan_doors.ts";

/** Captures scheduled plans. */
export async function capturePlans(context: RunContext, tracker: TypeTracker): Promise<void> {
  const listed = await readAll(context, tracker, "scheduled_plans");
  await context.ready();
  for (const [id, body] of listed) {
    if (tracker.resume(id, listedStamp(body.get("updated_at")))) continue;
    recordFailure(tracker, { id, operation: "all_scheduled_plans" }, () => store(context, tracker, id, body));
  }
  // A listing that contains one disabled plan contains all of them.
  if (listed.some(([, body]) => body.get("enabled") === false)) return;
  const disabled = await disabledIds(context, tracker);
  if (disabled === null) return;
  const known = new Set(listed.map(([id]) => id));
  const found = disabled.filter((id) => !known.has(id));
  tracker.list(found);
  const wanted = found.filter((id) => !tracker.resume(id));
  tracker.announce();
  const ids = await plansByContent(context, tracker, wanted);
  tracker.plan(ids.length);
  await context.gate.each("scheduled_plans", ids, async (id) => {
    try {
      const item = await context.client.get(
        "scheduled_plan",
        { scheduled_plan_id: id },
        callOptions(context, tracker),
      );
      store(context, tracker, id, Body.of(item));
    } catch (error) {
      if (!isRecordable(error)) throw error;
      // System Activity also contains plans that are deleted.
      if (error instanceof HttpError && error.status === 404) tracker.forget(id);
      else tracker.failed(id, "scheduled_plan", error);
    }
  });
}

/**
 * Returns the ids of disabled plans; null if the search for schedules has returned the plans instead. Without access to
 * System Activity, returns no ids and adds a note: nothing was listed, so nothing failed, but the type may not be
 * listed completely.
 */
async function disabledIds(context: RunContext, tracker: TypeTracker): Promise<string[] | null> {
  try {
    const { ids, isCut } = await disabledPlans(context.client, callOptions(context, tracker));
    if (isCut) {
      tracker.incomplete(
        `there are more than ${ids.length} disabled schedules; only ${ids.length} were searched for`,
      );
    }
    return ids;
  } catch (error) {
    if (!isRecordable(error)) throw error;
    if (await storeSearched(context, tracker)) return null;
    const why = error instanceof StatusError ? String(error.status) : "no usable response";
    tracker.listsAll = false;
    tracker.notes.push(`disabled schedules could not be searched for: System Activity returned ${why}`);
    return [];
  }
}

/**
 * Stores the disabled plans that the search returns. Returns whether it returned any, because then it returned all of
 * them.
 */
async function storeSearched(context: RunContext, tracker: TypeTracker): Promise<boolean> {
  const plans = await searchedPlans(context, tracker);
  if (plans === null || plans.size === 0) return false;
  tracker.list(plans.keys());
  for (const [id, body] of plans) {
    if (tracker.resume(id, listedStamp(body.get("updated_at")))) continue;
    recordFailure(
      tracker,
      { id, operation: "search_scheduled_plans" },
      () => store(context, tracker, id, body),
    );
  }
  return true;
}
