/**
 * The mark "certified" of dashboards and looks, which has an operation of its own.
 *
 * @module
 */
import { asObject, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { diffForms } from "../diff.ts";
import type { Task } from "../kind.ts";

/** The key of a form under which the mark stands. */
export const CERTIFICATION = "_certification";

/** `{certification_status, notes}` of a body; null when it has no mark, or that is not known. */
export function certificationForm(body: JsonObject): JsonObject | null {
  const mark = body["certification_metadata"];
  if (!isJsonObject(mark) || asText(mark["certification_status"]) === null) return null;
  return { certification_status: mark["certification_status"] ?? null, notes: mark["notes"] ?? null };
}

/** Puts the wanted mark on an item whose live form is given, unless it has it. */
export async function certify(
  { wanted, writer }: Task,
  { operation, id, live }: {
    operation: "update_dashboard_certification" | "update_look_certification";
    id: string;
    live: JsonObject;
  },
): Promise<void> {
  const mark = wanted[CERTIFICATION];
  if (!isJsonObject(mark) || diffForms(asObject(live[CERTIFICATION]), mark).length === 0) return;
  const parameter = operation === "update_look_certification" ? "look_id" : "dashboard_id";
  await writer.attempt(CERTIFICATION, () => writer.send(operation, { [parameter]: id }, mark));
}
