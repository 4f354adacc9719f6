/**
 * Going on with a restore that was interrupted.
 *
 * @module
 */
import { typeOfCode } from "../../looker/content_type_names.ts";
import { restorationCheckpoints, restorations, type StoredRestoration } from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import { itemKey, type ItemRef, type Result } from "../plan/model.ts";
import { WHOLE_ITEM } from "./journal.ts";

/** A restore that is gone on with. */
export interface Resumed {
  session: StoredRestoration;
  /** What became of items so far, by `type/id`. */
  results: ReadonlyMap<string, Result>;
  /** Creates that were about to be sent, or were, and whose outcome nobody knows: `type/id step`. */
  unknown: ReadonlySet<string>;
}

/** How a step of an item is named among those whose outcome is unknown. */
export function stepKey({ type, id }: ItemRef, step: string): string {
  return `${type}/${id} ${step}`;
}

const UNFINISHED = new Set(["running", "interrupted", "failed"]);

/** The restore with that id, or the newest; null when there is none. */
export function findRestoration(vault: Vault, id: string | null): StoredRestoration | null {
  const all = restorations(vault);
  return (id === null ? all[0] : all.find((session) => session.id === id)) ?? null;
}

/** Whether a restore never came to its end. */
export function isUnfinished({ status }: Pick<StoredRestoration, "status">): boolean {
  return UNFINISHED.has(status);
}

/** What is known of a restore that is to be gone on with. */
export function resumedRestore(vault: Vault, session: StoredRestoration): Resumed {
  const results = new Map<string, Result>(), unknown = new Set<string>();
  for (const { type, itemId, step, state } of restorationCheckpoints(vault, session.id)) {
    const name = typeOfCode(type);
    if (name === undefined) continue;
    const ref = { type: name, id: itemId };
    if (state === "intended") unknown.add(stepKey(ref, step));
    else if (step === WHOLE_ITEM) results.set(itemKey(ref), state);
    // Made, and not yet proven when the restore stopped.
    else if (step === name && !results.has(itemKey(ref))) results.set(itemKey(ref), state);
  }
  return { session, results, unknown };
}
