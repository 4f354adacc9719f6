/**
 * Converts a vault's records of drills to the form in which the page shows them.
 *
 * @module
 */
import { type DrillRecord, rememberedDrills } from "../../vault/drills.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Drill } from "../data/head.ts";

/**
 * Returns the drills that a vault records up to a moment (ISO 8601 UTC; null for all), the newest first. Records
 * without a valid time are omitted.
 */
export function drillsOf(vault: Vault, until: string | null): Drill[] {
  const last = until === null ? Infinity : Date.parse(until);
  return rememberedDrills(vault).flatMap((record) => shownDrill(record) ?? [])
    .filter(({ at }) => Date.parse(at) <= last);
}

/** Converts a record to a drill. Copies that are not the same count as different. */
function shownDrill({ completed_at, tried, same, incomplete }: DrillRecord): Drill | null {
  const time = Date.parse(completed_at);
  if (Number.isNaN(time)) return null;
  return {
    at: `${new Date(time).toISOString().slice(0, 19)}Z`,
    sample: tried,
    same,
    different: Math.max(0, tried - same),
    ...(incomplete > 0 && { note: `Of these, ${incomplete} without a part that Looker does not accept.` }),
  };
}
