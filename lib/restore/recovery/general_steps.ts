/**
 * The steps of a recovery that concern the instance as a whole and not an item of the backup.
 *
 * @module
 */
import type { HandStep } from "../../looker/registry/by_hand.ts";

/** The addition to the step of the restore while its target is unknown. */
export const ELSEWHERE = " (--to URL for another address)";

/** The restore itself. */
export const RESTORE_STEP = {
  stage: "restore",
  text: `Restore: lookervault restore all --dry-run, then lookervault restore all${ELSEWHERE}`,
} as const;

/** The steps in order. Steps with `isFirst` come before the steps for items of their stage. */
export const GENERAL_STEPS: readonly (HandStep & { isFirst?: true })[] = [
  {
    stage: "before",
    isFirst: true,
    text: "Get a new Looker with a license, and set its address (Admin > Settings)",
  },
  {
    stage: "before",
    isFirst: true,
    text: "Create an admin with an API key, give the key to lookervault, and run lookervault check",
  },
  {
    stage: "after",
    text:
      "Create new embed secrets, if Looker is embedded, and give them to the applications that embed it " +
      "(Admin > Embed)",
  },
  {
    stage: "after",
    text: "Create the suites of Looker's continuous integration again, if you used it",
  },
  {
    stage: "last",
    isFirst: true,
    text: "Compare: lookervault restore all --dry-run must find nothing to restore",
  },
  {
    stage: "last",
    text:
      "Back up the new Looker into a separate vault, and keep the old vault: lookervault --db new.db extract",
  },
];
