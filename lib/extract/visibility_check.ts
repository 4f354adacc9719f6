/**
 * Whether what Looker does not list to this run's API user may be taken for gone.
 *
 * @module
 */
import { CONTENT_TYPES } from "../looker/content_type_names.ts";
import { measureSession, sessionUser } from "../vault/session_users.ts";
import type { Vault } from "../vault/vault.ts";
import type { ExtractOptions } from "./options.ts";
import { type ApiUser, narrower } from "./rights.ts";
import type { RunStatus } from "./summary.ts";

/** One run's standing with the runs before it. */
export class VisibilityCheck {
  /** Why not, as the rest of a sentence; null when it may. */
  blockedBecause: string | null = null;
  /** Whether something was not listed and was not marked as deleted for that reason. */
  withheld = false;

  constructor(private readonly options: ExtractOptions) {}

  /**
   * Compares the API user with that of the run which this one is measured by, and with that of its own earlier parts
   * (`sessionId`); a warning when they saw more.
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
   * Whether later runs are measured by what this one saw: as much as the run before, or, in a run of everything, nothing
   * less.
   */
  isMeasure(status: RunStatus): boolean {
    const { types, folders, noTrash, acceptDeletions } = this.options;
    if (this.blockedBecause === null || acceptDeletions) return true;
    const everything = types.length === CONTENT_TYPES.length && folders.length === 0 && !noTrash;
    return status === "completed" && everything && !this.withheld;
  }
}
