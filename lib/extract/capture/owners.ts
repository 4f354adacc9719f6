/**
 * Reads the email addresses of owners, which are stored next to their content.
 *
 * @module
 */
import { rowText } from "../census_row.ts";
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { emailsOfUsers } from "../../vault/content.ts";
import type { Vault } from "../../vault/vault.ts";
import type { RunContext } from "../context.ts";
import { isRecordable } from "../tracker.ts";

/**
 * Returns addresses by user id, from the listing of users if this run reads it for one of `types`, otherwise from the
 * vault.
 */
export async function loadEmails(
  context: RunContext,
  vault: Vault,
  types: readonly ContentType[],
): Promise<ReadonlyMap<string, string>> {
  const emails = new Map(emailsOfUsers(vault, typeCode("users")));
  const { noUserValues, only } = context.options;
  if (
    only !== undefined || !types.includes("users") && !(types.includes("user_attributes") && !noUserValues)
  ) return emails;
  try {
    for (const user of await context.shared.users(context)) {
      const id = rowText(user, "id"), email = rowText(user, "email");
      if (id !== null && email !== null) emails.set(id, email);
    }
  } catch (error) {
    // The capture of users receives the same error and records it.
    if (!isRecordable(error)) throw error;
  }
  return emails;
}
