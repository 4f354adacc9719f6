/**
 * Resolves names of items, folders and owners to ids, for all commands.
 *
 * An id takes precedence over a name, and an existing item over one in the trash, which takes precedence over a deleted
 * one. An unknown name causes an error with the most similar names, an ambiguous name an error with all matches (exit
 * code 2 for both). If no name matches exactly, names that differ only in case match, except before a write.
 *
 * @module
 */
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { isHeld } from "../../vault/listing.ts";
import {
  isOwnersAddress,
  isReferred,
  itemsNamed,
  itemsNamedAt,
  itemsOfAddress,
  itemsOnceNamed,
  knownNames,
  type NamedRow,
} from "../../vault/named.ts";
import type { Vault } from "../../vault/vault.ts";
import { FolderPaths } from "./folder_paths.ts";
import { severalNamed, type Sought, unknownName } from "./unknown_name.ts";

/** Options for resolving a name. */
export interface FindOptions {
  /** Names at this time, ISO 8601 UTC, take precedence over current names. */
  at?: string | undefined;
  /**
   * For commands that write. Existing items, items in the trash and deleted items have the same precedence, so a name
   * that several of them have causes an error. The case of letters must match.
   */
  strict?: boolean;
}

/**
 * Returns the id of an item by its id or its exact name. A folder also matches by path, a user also by email address.
 * A former name matches if no item has the name now.
 *
 * @throws {NotInVaultError} if there is none, with the most similar names
 * @throws {UsageError} if several items have that name, with the facts that distinguish them
 */
export function itemNamed(
  vault: Vault,
  type: ContentType,
  text: string,
  { at, strict = false }: FindOptions = {},
): string {
  const code = typeCode(type);
  if (isHeld(vault, code, text)) return text;
  if (type === FOLDER) return folderNamed(vault, text, { at, strict });
  const name = text.trim();
  const rows = firstOf(
    () => at === undefined ? [] : itemsNamedAt(vault, code, { name, at }),
    () => best(itemsNamed(vault, code, name), strict),
    () => type === PERSON ? best(itemsOfAddress(vault, code, name), strict) : [],
    () => itemsOnceNamed(vault, code, name),
    () => strict ? [] : best(itemsNamed(vault, code, name, { anyCase: true }), strict),
  );
  const sought = { text, what: type, vault: vault.path };
  if (rows.length > 0) return theOne(sought, rows, new Lazy(vault));
  const known = new Map(knownNames(vault, code).map(({ name, id }) => [name, id]));
  if (type === PERSON) {
    for (const { name, id } of knownNames(vault, code, "owner_email")) known.set(name, id);
  }
  throw unknownName(sought, {
    known,
    by: type === PERSON ? "id, name or address" : "id or name",
    hint: `Choose an id from \`lookervault list ${type}\`.`,
  });
}

/**
 * Returns the id of a folder by its id, exact name or path (`Shared/Finance`, `Personal/Ada Lovelace`, or the end of a
 * path, `Finance/Monthly`). A folder that is not in the vault matches by id if an item is or was in it.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} like {@linkcode itemNamed}
 */
export function folderNamed(vault: Vault, text: string, { at, strict = false }: FindOptions = {}): string {
  const code = typeCode(FOLDER), name = text.trim();
  if (isHeld(vault, code, text)) return text;
  const paths = new FolderPaths(vault);
  const rows = firstOf(
    () => at === undefined ? [] : itemsNamedAt(vault, code, { name, at }),
    () => best(paths.all().filter((row) => row.name === name), strict),
    () => best(paths.at(name), strict),
    () => itemsOnceNamed(vault, code, name),
    () =>
      strict ? [] : best(paths.all().filter((row) => row.name?.toLowerCase() === name.toLowerCase()), strict),
  );
  const sought = { text, what: "folder", vault: vault.path };
  if (rows.length > 0) return theOne(sought, rows, { pathOf: (id) => paths.pathOf(id) });
  if (isReferred(vault, "folder_id", text)) return text;
  const known = new Map(paths.all().map((row) => [row.name ?? row.id, row.id]));
  // Compare a path only with paths, and a name with names.
  if (name.includes("/")) { for (const { id } of paths.all()) known.set(paths.pathOf(id), id); }
  throw unknownName(sought, {
    known,
    by: "id, name or path",
    hint: "Choose a folder from `lookervault tree --folders-only`.",
  });
}

/** An owner, identified by ids and by email addresses in any case. */
export interface NamedOwner {
  /** The text that the user entered. */
  text: string;
  ids: readonly string[];
  emails: readonly string[];
}

/**
 * Returns the owner by id, by email address in any case, or by exact name. A user who is not in the vault matches if
 * items in the vault belong to them.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} like {@linkcode itemNamed}
 */
export function ownerNamed(vault: Vault, text: string): NamedOwner {
  const code = typeCode(PERSON), name = text.trim();
  if (isHeld(vault, code, text)) return { text, ids: [text], emails: [] };
  if (name.includes("@")) {
    const users = itemsOfAddress(vault, code, name);
    if (users.length > 0 || isOwnersAddress(vault, name)) {
      return { text, ids: [...users.map(({ id }) => id), text], emails: [name] };
    }
  }
  const sought = { text, what: "owner", vault: vault.path };
  const rows = firstOf(
    () => best(itemsNamed(vault, code, name), false),
    () => itemsOnceNamed(vault, code, name),
    () => best(itemsNamed(vault, code, name, { anyCase: true }), false),
  );
  if (rows.length > 0) return { text, ids: [theOne(sought, rows, new Lazy(vault))], emails: [] };
  if (isReferred(vault, "owner_id", text)) return { text, ids: [text], emails: [] };
  const known = new Map([...knownNames(vault, code), ...knownNames(vault, code, "owner_email")].map(
    ({ name, id }) => [name, id],
  ));
  throw unknownName(sought, {
    known,
    by: "id, address or name",
    hint: "Choose a user from `lookervault list users`.",
  });
}

/** Whether an item belongs to one of the owners, by the owner's id and email address in its row. */
export function isOwned(
  owners: readonly NamedOwner[],
  { id, email }: { id: string | null; email: string | null },
): boolean {
  const address = email?.toLowerCase();
  return owners.some(({ ids, emails }) =>
    (id !== null && ids.includes(id)) || emails.some((one) => one.toLowerCase() === address)
  );
}

/** Returns the existing items; if there are none, those in the trash; otherwise the deleted ones. */
function best(rows: readonly NamedRow[], strict: boolean): readonly NamedRow[] {
  if (strict) return rows;
  return firstOf(
    () => rows.filter((row) => row.deletedAt === null && !row.trashed),
    () => rows.filter((row) => row.deletedAt === null),
    () => rows,
  );
}

/** Returns the first result that is not empty. */
function firstOf(...answers: readonly (() => readonly NamedRow[])[]): readonly NamedRow[] {
  for (const answer of answers) {
    const rows = answer();
    if (rows.length > 0) return rows;
  }
  return [];
}

function theOne(
  sought: Sought,
  rows: readonly NamedRow[],
  paths: { pathOf: (id: string) => string },
): string {
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return row.id;
  throw severalNamed(sought, rows, {
    placeOf: ({ id, folderId }) =>
      sought.what === "folder" ? paths.pathOf(id) : folderId === null ? null : paths.pathOf(folderId),
    example: (id) => id,
  });
}

/** Reads the paths of folders only when they are needed. */
class Lazy {
  private paths: FolderPaths | undefined;

  constructor(private readonly vault: Vault) {}

  pathOf(id: string): string {
    return (this.paths ??= new FolderPaths(this.vault)).pathOf(id);
  }
}
