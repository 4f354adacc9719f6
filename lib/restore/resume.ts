/**
 * Going on with a restore that was interrupted.
 *
 * @module
 */
import { typeOfCode } from "../looker/content_type_names.ts";
import { restorationCheckpoints, restorations, type StoredRestoration } from "../vault/restorations.ts";
import type { Vault } from "../vault/vault.ts";
import type { Result } from "./apply.ts";
import { WHOLE_ITEM } from "./recorder.ts";

/** A restore that is gone on with. */
export interface Continued {
  session: StoredRestoration;
  /** What became of items so far, by `type/id`. */
  results: ReadonlyMap<string, Result>;
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
export function continued(vault: Vault, session: StoredRestoration): Continued {
  const results = new Map<string, Result>();
  for (const { type, itemId, step, state } of restorationCheckpoints(vault, session.id)) {
    const name = typeOfCode(type);
    if (step === WHOLE_ITEM && state !== "intended" && name !== undefined) {
      results.set(`${name}/${itemId}`, state);
    }
  }
  return { session, results };
}
