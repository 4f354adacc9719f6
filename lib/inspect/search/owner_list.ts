/**
 * Lists all items of a user, of all types: what they own, receive, may see and are a member of.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { nameOf } from "../../vault/changes.ts";
import { rowsByIds } from "../../vault/listing.ts";
import type { Vault } from "../../vault/vault.ts";
import { type ItemList, type ItemRow, openList } from "../list.ts";
import { compareFacts, ListColumns } from "../list_columns.ts";
import { ownerNamed } from "../named/find_named.ts";
import { emailOf } from "./email_of.ts";
import { type Person, type PersonItem, personOfAddress } from "./person.ts";
import type { Searcher } from "./searcher.ts";

/** The requested user. */
export interface ListedOwner {
  /** The text that the user of the command entered. */
  text: string;
  ids: readonly string[];
  email: string | null;
  name: string | null;
}

/** The items of a user. */
export interface OwnerList extends ItemList {
  owner: ListedOwner;
  /** The number of items for each relation. */
  relations: Readonly<Record<string, number>>;
  /** The command that moves their items to another owner; null if they own nothing. */
  move: string | null;
}

/** The relation of the items in each property of {@linkcode Person}. */
const RELATIONS = [
  ["receives", "receives"],
  ["access", "may see"],
  ["groups", "member"],
  ["roles", "role"],
  ["attributes", "value"],
] as const satisfies readonly (readonly [keyof Person, string])[];

/** The default columns. */
const USUAL = ["relation", "type", "id", "name", "folder"];

/**
 * Returns the items of a user. @throws {NotInVaultError} {@linkcode UsageError} if no user or several users have that
 * name
 */
export function ownerList(
  searcher: Searcher,
  text: string,
  { limit = Infinity, offset = 0 }: { limit?: number; offset?: number } = {},
): OwnerList {
  const { vault } = searcher, named = ownerNamed(vault, text);
  const email = emailOf(vault, named.ids) ?? named.emails[0] ?? null, [id] = named.ids;
  const own = [...openList(vault, null, { owner: text }).chunks()].flat();
  const person = email === null && named.ids.length === 0
    ? null
    : personOfAddress(searcher, email ?? "", named.ids);
  const rows = [
    ...own.map((row): ItemRow => ({ relation: row.type === PERSON ? "is" : "owns", ...row })),
    ...person === null
      ? []
      : RELATIONS.flatMap(([key, relation]) =>
        related(vault, person[key]).map((row) => ({ relation, ...row }))
      ),
  ];
  const shown = rows.slice(offset, offset + limit), columns = new ListColumns(vault, CONTENT_TYPES);
  const who = email ?? text;
  return {
    owner: {
      text,
      ids: named.ids,
      email,
      name: id === undefined ? null : nameOf(vault, typeCode(PERSON), id),
    },
    relations: Object.fromEntries(
      [...Map.groupBy(rows, ({ relation }) => relation ?? "")].map((
        [relation, { length }],
      ) => [relation, length]),
    ),
    move: own.every(({ type }) => type === PERSON)
      ? null
      : `lookervault restore all --owner ${shellWord(who)} --owner-map ${
        shellWord(`${who}=NEW@ADDRESS`)
      } --dry-run`,
    type: null,
    related: true,
    count: shown.length,
    total: rows.length,
    chunks: () => [shown],
    sample: () => shown,
    columns: (names) => (names ?? USUAL).map((name) => columns.named(name)),
    damaged: () => [...columns.damaged],
  };
}

/** Returns the rows of items, by type and id. */
function related(vault: Vault, items: readonly PersonItem[]): ItemRow[] {
  const byType = [...Map.groupBy(items, ({ type }) => type)].sort(([a], [b]) => typeCode(a) - typeCode(b));
  return byType.flatMap(([type, some]: [ContentType, PersonItem[]]) =>
    rowsByIds(vault, typeCode(type), some.map(({ id }) => id))
      .sort((a, b) => compareFacts(a.id, b.id))
      .map((row) => ({ type, ...row }))
  );
}
