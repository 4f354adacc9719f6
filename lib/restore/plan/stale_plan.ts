/**
 * A plan that does not hold any more.
 *
 * @module
 */
import { EXIT, LookervaultError } from "../../base/errors.ts";
import { itemKey, type ItemRef } from "./model.ts";

/** An item that is not as it was when the plan was made. */
export interface StaleItem extends ItemRef {
  name: string | null;
  /** Where it changed, with what is known of it: `changed in Looker (title)`. */
  what: string;
}

/** How many items a message names. */
const NAMED = 20;

/** The backup or Looker changed after the plan was made, and nothing was written: exit 2. */
export class StalePlanError extends LookervaultError {
  readonly code = "plan_stale";
  readonly exitCode = EXIT.usage;

  constructor(command: string, readonly items: readonly StaleItem[]) {
    const named = items.slice(0, NAMED).map((item) =>
      `${itemKey(item)}${item.name === null ? "" : ` ${JSON.stringify(item.name)}`} ${item.what}`
    );
    const more = items.length > NAMED ? [`and ${items.length - NAMED} more`] : [];
    super(
      `Cannot run ${command}: what was planned has changed since: ${[...named, ...more].join("; ")}`,
      { hint: "Nothing was written. Plan it again, and look at what it would do now." },
    );
  }
}
