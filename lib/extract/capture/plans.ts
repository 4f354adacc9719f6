/**
 * Scheduled plans: Looker's list of everybody's plans, and the disabled ones, which that list tends to leave out.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { HttpError } from "../../http/errors.ts";
import { listedStamp } from "../unchanged.ts";
import { callOptions, type RunContext, store } from "../context.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { readAll } from "./lists.ts";

/** The most disabled plans that are looked for. */
const MOST = 50_000;

/** Captures scheduled plans. */
export async function capturePlans(context: RunContext, tracker: TypeTracker): Promise<void> {
  const listed = await readAll(context, tracker, "scheduled_plans");
  for (const [id, body] of listed) {
    if (!tracker.resume(id, listedStamp(body.get("updated_at")))) store(context, tracker, id, body);
  }
  // A listing that shows one disabled plan shows them all.
  if (listed.some(([, body]) => body.get("enabled") === false)) return;
  const disabled = await disabledPlans(context, tracker);
  const known = new Set(listed.map(([id]) => id));
  const found = disabled.filter((id) => !known.has(id));
  tracker.list(found);
  const ids = found.filter((id) => !tracker.resume(id));
  tracker.announce();
  tracker.plan(ids.length);
  await context.turns.each("scheduled_plans", ids, async (id) => {
    try {
      const item = await context.client.get(
        "scheduled_plan",
        { scheduled_plan_id: id },
        callOptions(context, tracker),
      );
      store(context, tracker, id, Body.of(item));
    } catch (error) {
      if (!isRecordable(error)) throw error;
      // System Activity also remembers plans that are gone.
      if (error instanceof HttpError && error.status === 404) tracker.forget(id);
      else tracker.failed(id, "scheduled_plan", error);
    }
  });
}

/**
 * Ids of disabled plans, from System Activity: no listing of the API gives them. Without access to it that is said in a
 * note: nothing was listed, so nothing failed.
 */
async function disabledPlans(context: RunContext, tracker: TypeTracker): Promise<string[]> {
  const FIELD = "scheduled_plan.id";
  try {
    const rows = await context.client.call("run_inline_query", { result_format: "json", limit: MOST }, {
      ...callOptions(context, tracker),
      body: {
        model: "system__activity",
        view: "scheduled_plan",
        fields: [FIELD],
        filters: { "scheduled_plan.enabled": "No" },
        limit: String(MOST),
      },
    }) as unknown;
    const list = typeof rows === "string" ? JSON.parse(rows) : rows;
    return Array.isArray(list)
      ? list.flatMap((row) => row?.[FIELD] === undefined ? [] : [String(row[FIELD])])
      : [];
  } catch (error) {
    if (!isRecordable(error) && !(error instanceof SyntaxError)) throw error;
    const status = error instanceof HttpError ? error.status : null;
    tracker.listsAll = false;
    tracker.notes.push(
      `disabled plans could not be looked for: System Activity answered ${status ?? "nothing usable"}`,
    );
    return [];
  }
}
