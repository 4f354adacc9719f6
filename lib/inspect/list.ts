/**
 * What the vault holds: items of types, and how much there is of each type.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { CONTENT_TYPES, type ContentType, typeCode, typeOfCode } from "../looker/content_type_names.ts";
import { PERSON } from "../looker/content_types.ts";
import { listedRows, ownersOfAddress, rowsAt, SORTABLE, typeCounts } from "../vault/listing.ts";
import { LastSeen, lastSeen } from "../vault/seen.ts";
import type { Vault } from "../vault/vault.ts";
import { applies, requireApplicable } from "./applicable.ts";
import type { ItemRow } from "./list_row.ts";
import { compareFacts, type ListColumn, ListColumns } from "./list_columns.ts";
import { folderNamed, ownerNamed } from "./named/find_named.ts";

export { ITEM_COLUMNS, type ItemColumn } from "../vault/item_columns.ts";
export type { ItemRow } from "./list_row.ts";
export type { FactValue, ListColumn } from "./list_columns.ts";

/** Filters, applied before `limit` and `offset`. */
export interface ListFilter {
  /** Id, name or path. */
  folder?: string;
  /** E-mail address, user id or name. */
  owner?: string;
  /** As the vault was then, ISO 8601 UTC. */
  at?: string;
  /** The whole name; `*` stands for anything, and the case of ASCII letters does not matter. */
  name?: string;
  /** ISO 8601 UTC. What was never updated counts from its creation. */
  updatedAfter?: string;
  /** Only items found gone from Looker; without it only those that are there. */
  deleted?: true;
  /** Only what is sent to somebody or some place outside of these domains and those below them. */
  outside?: readonly string[];
  limit?: number;
  offset?: number;
  /** A column; `-` before it sorts descending. */
  sort?: string;
}

/** One type: live items, deleted items, and the size of their bodies before compression. */
export interface TypeRow {
  type: ContentType;
  items: number;
  deleted: number;
  bytes: number;
  /** When a run was last through with all of it, ISO 8601 UTC; null when none was. */
  captured: string | null;
}

/** Items as they are read: how many, and their rows a chunk at a time, so that the first are there at once. */
export interface ItemList {
  /** The one type of all items; null where there may be several. */
  type: ContentType | null;
  /** Whether each item says what it is to somebody. */
  related?: true;
  /** How many are shown. */
  count: number;
  /** How many there are, before `limit` and `offset`. */
  total: number;
  chunks: () => Iterable<ItemRow[]>;
  /** Some of the rows from all over the list, for the widths of columns. */
  sample: () => ItemRow[];
  /** Columns by their names; the usual ones for null. @throws {UsageError} for an unknown name. */
  columns: (names: readonly string[] | null) => ListColumn[];
  /** Items that were found damaged while they were shown: some of their columns are empty. */
  damaged: () => readonly string[];
}

/** Of a type that no run marked. */
const NEVER = new LastSeen([], []);

/** Rows of a chunk, of the first one, which is waited for, and of a sample. */
const CHUNK = 1000, FIRST = 100, SAMPLE = 200;

/** Which row, and of which type. */
interface Place {
  type: ContentType;
  /** As {@linkcode rowsAt} takes it. */
  number: number;
}

/**
 * The items of a type, or of all types that the filter says something of, that pass the filter; read while the vault is
 * open.
 *
 * @throws {UsageError} for a column that cannot be sorted by, or a filter by what the type does not have.
 * @throws {NotInVaultError} for a folder or an owner that the vault does not know.
 */
export function openList(vault: Vault, type: ContentType | null, filter: ListFilter = {}): ItemList {
  if (type !== null) requireApplicable(type, filter);
  const types = type !== null ? [type] : CONTENT_TYPES.filter((one) => applies(one, filter)), { at } = filter;
  const columns = new ListColumns(vault, types, { domains: filter.outside, at });
  const seen = new Map(types.map((one) => [one, lastSeen(vault, typeCode(one))]));
  const rows = (some: readonly Place[]): ItemRow[] =>
    runsOf(some).flatMap(({ type, numbers }) =>
      rowsAt(vault, numbers, { seen: seen.get(type) ?? NEVER, at }).map((row) => ({ type, ...row }))
    );
  const all = placesOf(vault, { types, filter, columns, rows });
  const from = filter.offset ?? 0, places = all.slice(from, from + (filter.limit ?? Infinity));
  return {
    type,
    count: places.length,
    total: all.length,
    *chunks(): Iterable<ItemRow[]> {
      let to = FIRST;
      for (let at = 0; at < places.length; at = to, to += CHUNK) yield rows(places.slice(at, to));
    },
    sample(): ItemRow[] {
      if (places.length <= SAMPLE) return rows(places);
      const step = (places.length - 1) / (SAMPLE - 1);
      return rows(Array.from({ length: SAMPLE }, (_, i) => places[Math.round(i * step)] ?? []).flat());
    },
    columns: (names) => names?.map((name) => columns.named(name)) ?? columns.usual(),
    damaged: () => [...columns.damaged],
  };
}

/** Places side by side of one type together: their rows are read at once. */
function runsOf(places: readonly Place[]): { type: ContentType; numbers: number[] }[] {
  const runs: { type: ContentType; numbers: number[] }[] = [];
  for (const { type, number } of places) {
    const last = runs.at(-1);
    if (last?.type === type) last.numbers.push(number);
    else runs.push({ type, numbers: [number] });
  }
  return runs;
}

/** What decides which items are selected. */
interface Asked {
  types: readonly ContentType[];
  filter: ListFilter;
  columns: ListColumns;
  rows: (places: readonly Place[]) => ItemRow[];
}

/** The places of all items that pass the filter, in their order. */
function placesOf(vault: Vault, { types, filter, columns, rows }: Asked): Place[] {
  const { name, updatedAfter, at, deleted = false, outside = [] } = filter;
  const { sort, column, descending } = sortOf(filter.sort ?? "id", columns);
  const folder = filter.folder === undefined ? undefined : folderNamed(vault, filter.folder, { at });
  const owner = filter.owner === undefined
    ? undefined
    : ownerOf(vault, filter.owner, { isNow: at === undefined && !deleted });
  const places = types.flatMap((type) =>
    listedRows(vault, {
      type: typeCode(type),
      isPerson: type === PERSON,
      deleted,
      sort,
      at,
      name,
      updatedAfter,
      folder,
      owner,
    }).map((number) => ({ type, number }))
  );
  const isMeant = (row: ItemRow | undefined): boolean => row !== undefined && columns.sendsOutside(row);
  const meant = outside.length === 0 ? places : places.filter((place) => isMeant(rows([place])[0]));
  // Each type is in its order already; several need one among them.
  const key = column ?? (types.length > 1 && sort.column !== "id" ? columns.named(sort.column) : null);
  if (key === null) return meant;
  const keyed = meant.map((place) => {
    const [row] = rows([place]);
    return { place, key: row === undefined ? null : key.value(row) };
  });
  const sign = descending ? -1 : 1;
  return keyed.sort((a, b) => sign * compareFacts(a.key, b.key)).map(({ place }) => place);
}

/** Whose items are selected. Of what is there now, an index tells it by the ids alone. */
function ownerOf(
  vault: Vault,
  text: string,
  { isNow }: { isNow: boolean },
): { ids: string[]; emails: string[] } {
  const { ids, emails } = ownerNamed(vault, text), own = [text, ...ids];
  if (!isNow) return { ids: own, emails: [...emails] };
  return { ids: [...new Set([...own, ...emails.flatMap((one) => ownersOfAddress(vault, one))])], emails: [] };
}

/** All items of a type that pass the filter. @throws {UsageError} as {@linkcode openList}. */
export function listItems(vault: Vault, type: ContentType, filter: ListFilter = {}): ItemRow[] {
  return [...openList(vault, type, filter).chunks()].flat();
}

/** What the vault holds of each type, or held at a time (ISO 8601 UTC); types it holds nothing of are omitted. */
export function listTypes(vault: Vault, at?: string): TypeRow[] {
  return typeCounts(vault, at).flatMap(({ type: code, ...counts }) => {
    const type = typeOfCode(code);
    return type === undefined ? [] : [{ type, ...counts }];
  }).sort((a, b) => CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type));
}

/** What is sorted by: a column of the vault, or, after the ids, what a list shows. */
function sortOf(
  text: string,
  columns: ListColumns,
): {
  sort: { column: typeof SORTABLE[number]; descending: boolean };
  column: ListColumn | null;
  descending: boolean;
} {
  const descending = text.startsWith("-"), wanted = text.replace(/^-/, "");
  const own = SORTABLE.find((one) => one === wanted);
  if (own !== undefined) return { sort: { column: own, descending }, column: null, descending };
  try {
    const column = columns.named(wanted), stored = SORTABLE.find((one) => one === column.name);
    return stored === undefined
      ? { sort: { column: "id", descending: false }, column, descending }
      : { sort: { column: stored, descending }, column: null, descending };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`Cannot sort by "${wanted}": there is no such column`, {
      hint: `${error.hint ?? ""} With a leading \`-\`, it sorts descending.`,
      cause: error,
    });
  }
}
