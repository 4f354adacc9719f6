/**
 * Finds disabled schedules. No listing of the API contains them, but System Activity does. Source: the explore
 * `scheduled_plan` of the model `system__activity` (specs/looker-behaviour.md, scheduled plans).
 *
 * @module
 */
import { BadAnswerError } from "../http/errors.ts";
import type { CallOptions, LookerClient } from "./client.ts";

/** The maximum number of disabled plans to request. */
export const MOST_DISABLED_PLANS = 50_000;

const FIELD = "scheduled_plan.id";
const OPERATION = "run_inline_query";

/** Disabled plans, from System Activity. The list also contains deleted plans. */
export interface DisabledPlans {
  /** The ids, newest first. */
  ids: string[];
  /** Whether there may be more plans than were requested. */
  isCut: boolean;
}

/**
 * Requests the ids of disabled plans.
 *
 * @throws {StatusError} when the API user has no access to System Activity.
 * @throws {BadAnswerError} when the response is not a list of rows with ids. It is then unknown whether there are
 * disabled plans.
 */
export async function disabledPlans(
  client: LookerClient,
  options: CallOptions,
  most: number = MOST_DISABLED_PLANS,
): Promise<DisabledPlans> {
  const answer: unknown = await client.call(OPERATION, { result_format: "json", limit: most }, {
    ...options,
    body: {
      model: "system__activity",
      view: "scheduled_plan",
      fields: [FIELD],
      filters: { "scheduled_plan.enabled": "No" },
      limit: String(most),
    },
  });
  const rows = rowsOf(answer);
  const ids = rows.map(idOfRow);
  return { ids: [...new Set(ids)].sort((a, b) => Number(b) - Number(a)), isCut: rows.length >= most };
}

/**
 * Returns the rows of a query's result, which is JSON or a text that contains JSON. A failed query also returns rows.
 */
function rowsOf(answer: unknown): readonly unknown[] {
  let rows = answer;
  if (typeof answer === "string") {
    try {
      rows = JSON.parse(answer);
    } catch {
      throw unusable("text that is not JSON");
    }
  }
  if (!Array.isArray(rows)) throw unusable("no list of rows");
  return rows;
}

function idOfRow(row: unknown): string {
  const id = typeof row === "object" && row !== null ? (row as Record<string, unknown>)[FIELD] : undefined;
  if (typeof id === "string" && id !== "") return id;
  if (typeof id === "number" && Number.isSafeInteger(id)) return String(id);
  throw unusable("a row without the id of a plan");
}

function unusable(what: string): BadAnswerError {
  return new BadAnswerError(OPERATION, 200, `System Activity returned ${what}`);
}
