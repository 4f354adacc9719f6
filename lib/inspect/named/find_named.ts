/**
 * What a person means who names an item, a folder or an owner: the one place where texts become ids. An id comes before a
 * name, what Looker has before what is in its trash, and that before what is gone. What names nothing is refused with the
 * nearest names, what names several with all of them (exit code 2 both). Another case of letters counts where nothing is called exactly so,
 * but not before something is written.
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

/** How an item is looked for. */
export interface FindOptions {
  /** The name that it had then, ISO 8601 UTC, comes before those that it has now. */
  at?: string | undefined;
  /**
   * Before something is written: what is there, in the trash and gone count alike, so that a name which several of them
   * have is refused; and the case of letters must be right.
   */
  strict?: boolean;
}

/**
 * The id of the item that is meant by an id or an exact name; a folder also by its path, a user also by an address. A name
 * that an item once had counts where none has it now.
 *
 * @throws {NotInVaultError} when there is none, with the nearest names.
 * @throws {UsageError} when several have that name, with what tells them apart.
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
    hint: `See \`lookervault list ${type}\` for all.`,
  });
}

/**
 * The id of the folder that is meant by an id, an exact name or a path (`Shared/Finance`, `Personal/Ada Lovelace`, or the
 * end of one, `Finance/Monthly`). A folder that the vault does not hold counts where something stands or was in it.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} as {@linkcode itemNamed}.
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
  // A path is near a path, a name near a name.
  if (name.includes("/")) { for (const { id } of paths.all()) known.set(paths.pathOf(id), id); }
  throw unknownName(sought, {
    known,
    by: "id, name or path",
    hint: "See `lookervault tree --folders-only` for all folders.",
  });
}

/** Whose items are selected: those of these ids, and those of these addresses (in any case of letters). */
export interface NamedOwner {
  /** As it was typed. */
  text: string;
  ids: readonly string[];
  emails: readonly string[];
}

/**
 * The owner that is meant by an id, an address in any case of letters, or an exact name. One whom the vault knows only by
 * what they own counts too.
 *
 * @throws {NotInVaultError} {@linkcode UsageError} as {@linkcode itemNamed}.
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
    hint: "See `lookervault list users` for all users.",
  });
}

/** Whether what belongs to an owner, by id and address as its row tells, belongs to one of those. */
export function isOwned(
  owners: readonly NamedOwner[],
  { id, email }: { id: string | null; email: string | null },
): boolean {
  const address = email?.toLowerCase();
  return owners.some(({ ids, emails }) =>
    (id !== null && ids.includes(id)) || emails.some((one) => one.toLowerCase() === address)
  );
}

/** What there is before what is in the trash, and that before what is gone. */
function best(rows: readonly NamedRow[], strict: boolean): readonly NamedRow[] {
  if (strict) return rows;
  return firstOf(
    () => rows.filter((row) => row.deletedAt === null && !row.trashed),
    () => rows.filter((row) => row.deletedAt === null),
    () => rows,
  );
}

/** The first answer that holds something. */
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

/** Paths that are read only where something has to be told apart. */
class Lazy {
  private paths: FolderPaths | undefined;

  constructor(private readonly vault: Vault) {}

  pathOf(id: string): string {
    return (this.paths ??= new FolderPaths(this.vault)).pathOf(id);
  }
}
