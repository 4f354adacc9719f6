/**
 * Decides whether items that Looker does not list may be treated as deleted: only if the API user can see them.
 *
 * @module
 */
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { measureSession, sessionUser } from "../vault/session_users.ts";
import type { Vault } from "../vault/vault.ts";
import type { ExtractOptions } from "./options.ts";
import { type ApiUser, narrower } from "./rights.ts";
import type { RunStatus } from "./summary.ts";

/** Compares what a run may see with what earlier runs could see. */
export class VisibilityCheck {
  /** Why missing items are not treated as deleted, as the end of a sentence; null if they are. */
  blockedBecause: string | null = null;
  /** Whether items were missing from a listing and were not marked as deleted for that reason. */
  withheld = false;

  constructor(private readonly options: ExtractOptions) {}

  /**
   * Compares the API user with the user of the reference run, and with the user of earlier parts of the same run
   * (`sessionId`). Returns a warning if the API user can see less than one of them.
   */
  judge(vault: Vault, sessionId: string, user: ApiUser): string | null {
    const measure = measureSession(vault);
    const why = user.id === null && measure !== null
      ? `Looker did not report who the API user is, but did for the backup of ${
        measure.startedAt.slice(0, 16)
      }Z`
      : narrower(measure, user) ?? narrower(sessionUser(vault, sessionId), user);
    this.blockedBecause = why;
    if (why === null) return null;
    const sentence = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
    return this.options.acceptDeletions
      ? `${sentence} Because of --accept-deletions, items that Looker does not list to this user are marked as deleted.`
      : `${sentence} Items that Looker does not list to this user are not marked as deleted.`;
  }

  /**
   * Whether later runs are compared with this run: it saw as much as the run before, or it captured everything and
   * nothing was missing.
   */
  isMeasure(status: RunStatus): boolean {
    const { types, folders, noTrash, acceptDeletions } = this.options;
    if (this.blockedBecause === null || acceptDeletions) return true;
    const everything = types.length === CONTENT_TYPES.length && folders.length === 0 && !noTrash;
    return status === "completed" && everything && !this.withheld;
  }
}
