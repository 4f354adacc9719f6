/**
 * What a comparison is asked for, read from the command line: first what makes sense without the vault, then what the vault
 * knows of it.
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

/** `--to` of Looker as it is. */
const LIVE = "live";

/** What was typed. */
export interface TypedDiff {
  type?: string;
  /** An id or a name. */
  item?: string;
  folder?: string;
  from?: string;
  to?: string;
  stat?: boolean;
}

/** What was typed, as far as it is understood without the vault. */
export interface ReadDiff {
  type?: ContentType;
  item?: string;
  folder?: string;
  from?: TypedTime;
  to?: TypedTime;
  /** Looker as it is now is compared with. */
  isLive: boolean;
  stat: boolean;
}

/** Reads what was typed. @throws {UsageError} for a type that there is none of, and for what is no time. */
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
 * What is compared, with the ids and times that the vault knows.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} for a name that nothing has, or several have, and for moments in the wrong
 * order.
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

/** The id of the one item. What the vault does not know may be new in Looker. */
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
