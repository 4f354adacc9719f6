/**
 * Finds disabled schedules without System Activity and a request for each schedule: with the search for schedules, and
 * with the schedules of one dashboard or look. Some Looker releases do not list disabled schedules there. Such an
 * instance is requested only once.
 *
 * @module
 */
import type { Body } from "../../codec/body.ts";
import { addTo } from "../../base/grouped.ts";
import { StatusError } from "../../http/errors.ts";
import type { Params } from "../../looker/client.ts";
import { bodyOf, callOptions, requireId, type RunContext, store } from "../context.ts";
import type { TypeTracker } from "../tracker.ts";
import { heldBodyOf } from "./full_parts.ts";

const DOORS = [
  { key: "dashboard_id", operation: "scheduled_plans_for_dashboard" },
  { key: "look_id", operation: "scheduled_plans_for_look" },
] as const;

type Door = typeof DOORS[number];

/** From this many plans of one dashboard or look on, its list takes fewer requests than one for each plan. */
const WORTH = 3;

/**
 * Returns the disabled plans that the search lists, by id, if System Activity lists none. Null if this Looker does not
 * have the search.
 */
export async function searchedPlans(
  context: RunContext,
  tracker: TypeTracker,
): Promise<ReadonlyMap<string, Body> | null> {
  const operation = "search_scheduled_plans";
  const found = new Map<string, Body>();
  try {
    const { items } = await context.client.list(
      operation,
      { all_users: true },
      callOptions(context, tracker),
    );
    for (const item of items) {
      const body = bodyOf(tracker, operation, item);
      const id = body === null ? null : requireId(tracker, operation, body);
      if (body !== null && id !== null && body.get("enabled") === false) found.set(id, body.copy());
    }
    return found;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return null;
  }
}

/** Stores the disabled plans that the lists of their dashboards and looks contain. Returns the ids of the others. */
export async function plansByContent(
  context: RunContext,
  tracker: TypeTracker,
  ids: readonly string[],
): Promise<string[]> {
  const left = new Set(ids);
  for (const door of DOORS) {
    for (const [content, plans] of byContent(context, tracker, { ids: [...left], key: door.key })) {
      if (plans.length < WORTH) continue;
      const shown = await listed(context, tracker, { door, content });
      if (!plans.some((id) => shown.has(id))) return [...left];
      for (const id of plans) {
        const body = shown.get(id);
        if (body === undefined) continue;
        store(context, tracker, id, body);
        left.delete(id);
      }
    }
  }
  return [...left];
}

/** Returns ids of plans by the content that they send, according to the vault. */
function byContent(
  context: RunContext,
  tracker: TypeTracker,
  { ids, key }: { ids: readonly string[]; key: Door["key"] },
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const content = heldBodyOf(context, tracker, id)?.text(key) ?? null;
    if (content !== null) addTo(groups, content, id);
  }
  return groups;
}

/**
 * Returns the plans of one dashboard or look, by id. Empty if the request fails, because the plans can be read in
 * another way.
 */
async function listed(
  context: RunContext,
  tracker: TypeTracker,
  { door: { key, operation }, content }: { door: Door; content: string },
): Promise<Map<string, Body>> {
  const found = new Map<string, Body>();
  const params = { [key]: content, all_users: true } as unknown as Params<typeof operation>;
  try {
    const { items } = await context.client.list(operation, params, callOptions(context, tracker));
    for (const item of items) {
      const body = bodyOf(tracker, operation, item);
      const id = body === null ? null : requireId(tracker, operation, body);
      if (body !== null && id !== null) found.set(id, body.copy());
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
  return found;
}
