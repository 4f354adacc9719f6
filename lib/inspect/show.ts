/**
 * Shows one item exactly as Looker returned it.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import { messageOf, UsageError } from "../base/errors.ts";
import { writeJson } from "../codec/json_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody, readBodyAt } from "../vault/versions.ts";
import { parsePath, valueAt } from "./body_path.ts";
import { DamagedItemError, NotInVaultError } from "./errors.ts";
import { itemNamed } from "./named/find_named.ts";

/** The options of `show`. */
export interface ShowOptions {
  /** Shows the version at this time, ISO 8601 UTC. */
  at?: string | undefined;
  /** Shows only the value at this path, such as `dashboard_elements[0].query`. */
  path?: string | undefined;
}

/**
 * Returns the exact JSON text of an item on one line, including `_vault`. `itemNamed()` resolves the item's name.
 *
 * @throws {NotInVaultError} if the vault has no such item, or had none at that time
 * @throws {UsageError} if several items have that name, or if nothing is at the path
 * @throws {DamagedItemError} if the item is damaged
 */
export function showItem(
  vault: Vault,
  type: ContentType,
  idOrName: string,
  { at, path }: ShowOptions = {},
): string {
  const steps = path === undefined ? [] : parsePath(path);
  const id = itemNamed(vault, type, idOrName, { at });
  const json = jsonOf(vault, { type, id, at, steps });
  if (json === undefined) {
    throw new UsageError(`Cannot show ${path} of ${type} ${id}: there is nothing at that path`, {
      hint: `Run \`lookervault show ${type} ${shellWord(id)}\` to see everything.`,
    });
  }
  if (json === null) throw notHeld(vault, { type, id, at });
  return json;
}

/**
 * Returns the id and the MessagePack of an item by its id or name.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} {@linkcode DamagedItemError} like {@linkcode showItem}
 */
export function itemBytes(
  vault: Vault,
  type: ContentType,
  idOrName: string,
  { at }: Pick<ShowOptions, "at"> = {},
): { id: string; bytes: Uint8Array } {
  const id = itemNamed(vault, type, idOrName, { at }), bytes = readItem(vault, { type, id, at });
  if (bytes === null) throw notHeld(vault, { type, id, at });
  return { id, bytes };
}

/** An item at a time. */
interface Wanted {
  type: ContentType;
  id: string;
  at: string | undefined;
}

function notHeld({ path }: Vault, { type, id, at }: Wanted): NotInVaultError {
  return at === undefined
    ? new NotInVaultError(`Cannot show ${type} ${id}: the vault ${path} has only former versions of it`, {
      hint: `Add --at with the time of a version: see \`lookervault history ${type} ${shellWord(id)}\`.`,
    })
    : new NotInVaultError(`Cannot show ${type} ${id}: the vault ${path} has no version of it at ${at}`, {
      hint: `Choose a time from \`lookervault history ${type} ${shellWord(id)}\`.`,
    });
}

/** Returns the JSON text; null if there is no such item, undefined if nothing is at the path. */
function jsonOf(
  vault: Vault,
  { steps, ...wanted }: Wanted & { steps: ReturnType<typeof parsePath> },
): string | null | undefined {
  return readItem(vault, wanted, (bytes) => {
    const value = valueAt(bytes, steps);
    return value === null ? undefined : writeJson(value);
  });
}

function readItem(vault: Vault, wanted: Wanted): Uint8Array | null;
function readItem<T>(vault: Vault, wanted: Wanted, use: (bytes: Uint8Array) => T): T | null;
function readItem(
  vault: Vault,
  { type, id, at }: Wanted,
  use: (bytes: Uint8Array) => unknown = (bytes) => bytes,
): unknown {
  try {
    const code = typeCode(type);
    const bytes = at === undefined ? readBody(vault, code, id) : readBodyAt(vault, { type: code, id, at });
    return bytes === null ? null : use(bytes);
  } catch (cause) {
    // The row or its pages can be damaged, too. Any error here means that this item cannot be shown.
    throw new DamagedItemError(
      `Cannot show ${type} ${id}: it is damaged in the vault ${vault.path} (${messageOf(cause)})`,
      { cause, hint: "Use an older copy of the vault, or run `lookervault extract` again." },
    );
  }
}
