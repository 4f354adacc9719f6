/**
 * Errors of commands that read the vault.
 *
 * @module
 */
import { EXIT, LookervaultError } from "../base/errors.ts";

/** The vault does not contain the item: exit 2. */
export class NotInVaultError extends LookervaultError {
  readonly code = "not_in_vault";
  readonly exitCode = EXIT.usage;
}

/** A stored item is damaged: exit 5. */
export class DamagedItemError extends LookervaultError {
  readonly code = "item_damaged";
  readonly exitCode = EXIT.damaged;
}
