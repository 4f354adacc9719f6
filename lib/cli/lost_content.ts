/**
 * Detects that Looker has lost content that the vault contains. An instance that is wiped, or new and empty, must be
 * restored, not backed up.
 *
 * @module
 */
import { BadAnswerError, StatusError } from "../http/errors.ts";
import type { CallOptions, LookerClient } from "../looker/client.ts";
import { TYPE_CODES } from "../looker/content_type_names.ts";
import { count } from "../term/format.ts";
import { countLive } from "../vault/content.ts";
import { vaultSize } from "../vault/file_size.ts";
import type { CommandContext } from "./command_context.ts";
import { readVault } from "./open_vault.ts";

/** Content types of which every instance in use has items, and the operations that list them. */
const TYPES = [["dashboards", "search_dashboards"], ["looks", "search_looks"]] as const;

/** The minimum number of items for a conclusion. Fewer items may have been deleted one by one. */
const ENOUGH = 10;

/** Content of the vault that would be missed in Looker. */
export interface HeldContent {
  type: typeof TYPES[number][0];
  operation: typeof TYPES[number][1];
  items: number;
}

/** Returns content of the vault at `path`. Null if there is no vault, or if it has too few items for a conclusion. */
export async function heldContent(path: string, context: CommandContext): Promise<HeldContent | null> {
  if (vaultSize(path) === 0) return null;
  return await readVault(context, { config: { db: path }, online: true }, (vault) => {
    for (const [type, operation] of TYPES) {
      const items = countLive(vault, TYPE_CODES[type]);
      if (items >= ENOUGH) return { type, operation, items };
    }
    return null;
  });
}

/** Whether Looker lists no item of the type. Sends one request. False if Looker refuses to list them. */
export async function isLost(
  client: LookerClient,
  { operation }: HeldContent,
  options: CallOptions,
): Promise<boolean> {
  try {
    const rows = await client.call(operation, { fields: "id", limit: 1 }, { ...options, quick: true });
    return Array.isArray(rows) && rows.length === 0;
  } catch (error) {
    if (error instanceof StatusError || error instanceof BadAnswerError) return false;
    throw error;
  }
}

/** Returns the warning about lost content. */
export function lostWarning({ type, items }: HeldContent): { message: string; hint: string } {
  return {
    message: `this Looker has no ${type}; the vault has ${count(items)}`,
    hint: "If the instance was lost or wiped, do not back up: run lookervault restore all --dry-run.",
  };
}
