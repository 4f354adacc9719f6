/**
 * The selected parts of an item, if a restore does not apply to all of it. The wanted state of everything else is its
 * state in the target instance, so that nothing is written for it and the comparison shows that it did not change.
 *
 * @module
 */
import type { JsonObject } from "../codec/json_value.ts";
import { pick } from "../live/form_changes.ts";

/** A property of a form, or an entry of a list of parts by its id in the backup. */
export type PartPick = { readonly key: string } | { readonly list: string; readonly id: string };

/** Returns the picked properties. */
export function pickedKeys(picks: readonly PartPick[]): string[] {
  return picks.flatMap((one) => "key" in one ? [one.key] : []);
}

/** Returns the ids, in the backup, of the picked entries of a list. */
export function pickedIds(picks: readonly PartPick[], list: string): Set<string> {
  return new Set(picks.flatMap((one) => "list" in one && one.list === list ? [one.id] : []));
}

/**
 * Returns the live form with the picked properties of the wanted one. Picked entries of lists need {@linkcode
 * Handler.withPicked}.
 */
export function withPickedKeys<F extends JsonObject>(live: F, wanted: F, picks: readonly PartPick[]): F {
  return { ...live, ...pick(wanted, pickedKeys(picks)) };
}
