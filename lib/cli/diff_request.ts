/**
 * Reads the arguments of a comparison from the command line. {@linkcode readDiff} needs no vault. {@linkcode
 * diffRequest} then looks up names and times in the vault.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { UsageError } from "../base/errors.ts";
import type { DiffRequest } from "../inspect/diff.ts";
import { NotInVaultError } from "../inspect/errors.ts";
import { folderNamed, itemNamed } from "../inspect/named/find_named.ts";
import { FolderPaths } from "../inspect/named/folder_paths.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { parseContentType } from "../looker/parse_content_type.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";
import { stateTime, type TypedTime, typedTime } from "./times.ts";

/** The value of `--to` for the current state of Looker. */
const LIVE = "live";

/** The arguments as typed. */
export interface TypedDiff {
  type?: string;
  /** An id or a name. */
  item?: string;
  folder?: string;
  from?: string;
  to?: string;
  stat?: boolean;
}

/** The arguments as far as they can be read without the vault. */
export interface ReadDiff {
  type?: ContentType;
  item?: string;
  folder?: string;
  from?: TypedTime;
  to?: TypedTime;
  /** Whether the comparison is with the current state of Looker. */
  isLive: boolean;
  stat: boolean;
}

/** Parses the arguments. @throws {UsageError} for an unknown type, and for a text that is not a time. */
export function readDiff(
  context: CommandContext,
  { type, item, folder, from, to, stat }: TypedDiff,
): ReadDiff {
  const isLive = to?.toLowerCase() === LIVE;
  const first = typedTime(context, { option: "--from", text: from, edge: "begin" });
  const last = isLive ? undefined : typedTime(context, { option: "--to", text: to, edge: "end" });
  return {
    ...(type !== undefined && { type: parseContentType(type) }),
    ...(item !== undefined && { item }),
    ...(folder !== undefined && { folder }),
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { to: last }),
    isLive,
    stat: stat === true,
  };
}

/**
 * Converts the arguments to the request of a comparison, with ids and times from the vault.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} for a name that no item or several items have, and for times in the
 * wrong order.
 */
export function diffRequest(context: CommandContext, vault: Vault, asked: ReadDiff): DiffRequest {
  const { type, item, folder, stat } = asked;
  const from = asked.from === undefined ? undefined : stateTime(context, vault, asked.from);
  const to = asked.to === undefined ? undefined : stateTime(context, vault, asked.to);
  const end = to ?? isoTime(context.clock.now());
  if (from !== undefined && from >= end) {
    const end = asked.to === undefined ? "now" : `--to ${asked.to.text}`;
    throw new UsageError(`Cannot compare: --from ${asked.from?.text} is not before ${end}`, {
      hint: "Give the earlier time as --from.",
    });
  }
  return {
    ...(type !== undefined && { type }),
    ...(type !== undefined && item !== undefined && { id: itemOf(vault, type, asked) }),
    ...(folder !== undefined && { folders: scopeOf(vault, folder) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(stat && { stat }),
  };
}

/** Returns the id of the item. If the vault does not have the item, the text may be the id of a new item in Looker. */
function itemOf(vault: Vault, type: ContentType, { item = "", isLive }: ReadDiff): string {
  try {
    return itemNamed(vault, type, item);
  } catch (error) {
    if (isLive && error instanceof NotInVaultError) return item;
    throw error;
  }
}

function scopeOf(vault: Vault, text: string): NonNullable<DiffRequest["folders"]> {
  const id = folderNamed(vault, text), paths = new FolderPaths(vault);
  return { path: paths.pathOf(id), ids: paths.below(id) };
}
