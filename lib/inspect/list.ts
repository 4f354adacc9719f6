/**
 * Lists the items of the vault, and counts the items of each type.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
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

/** Filters, which are applied before `limit` and `offset`. */
export interface ListFilter {
  /** Id, name or path. */
  folder?: string;
  /** Email address, user id or name. */
  owner?: string;
  /** Lists the state of the vault at this time, ISO 8601 UTC. */
  at?: string;
  /** The complete name. `*` matches any text, and the case of ASCII letters does not matter. */
  name?: string;
  /** ISO 8601 UTC. For an item that was never updated, the time of its creation counts. */
  updatedAfter?: string;
  /** Lists only deleted items. Without it, the list has only items that exist. */
  deleted?: true;
  /** Lists only items with a recipient outside of these domains and their subdomains. */
  outside?: readonly string[];
  limit?: number;
  offset?: number;
  /** The name of a column. With a leading `-`, the order is descending. */
  sort?: string;
}

/** The counts of one type: existing items, deleted items, and the size of their bodies before compression. */
export interface TypeRow {
  type: ContentType;
  items: number;
  deleted: number;
  bytes: number;
  /** When a run last captured the entire type, ISO 8601 UTC; null if no run has. */
  captured: string | null;
}

/** A list of items. Its rows are read in chunks, so that the first rows are available immediately. */
export interface ItemList {
  /** The type of all items; null if there can be several types. */
  type: ContentType | null;
  /** Whether each item has its relation to a user. */
  related?: true;
  /** The number of items in the list. */
  count: number;
  /** The number of items before `limit` and `offset`. */
  total: number;
  chunks: () => Iterable<ItemRow[]>;
  /** Returns rows from all parts of the list, to compute the widths of columns. */
  sample: () => ItemRow[];
  /** Returns columns by their names, or the default columns for null. @throws {UsageError} for an unknown name */
  columns: (names: readonly string[] | null) => ListColumn[];
  /** Returns the items that were found damaged while they were read. Some of their columns are empty. */
  damaged: () => readonly string[];
}

/** For a type that no run has captured. */
const NEVER = new LastSeen([], []);

/** The number of rows in a chunk, in the first chunk (which the user waits for), and in a sample. */
const CHUNK = 1000, FIRST = 100, SAMPLE = 200;

/** The type and the number of a row. */
interface Place {
  type: ContentType;
  /** The number for {@linkcode rowsAt}. */
  number: number;
}

/**
 * Lists the items of a type, or of all types to which the filter applies. Reads rows while the vault is open.
 *
 * @throws {UsageError} for a column that cannot be sorted by, or a filter that does not apply to the type
 * @throws {NotInVaultError} for an unknown folder or owner
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

/** Groups consecutive places of the same type, whose rows are read together. */
function runsOf(places: readonly Place[]): { type: ContentType; numbers: number[] }[] {
  const runs: { type: ContentType; numbers: number[] }[] = [];
  for (const { type, number } of places) {
    const last = runs.at(-1);
    if (last?.type === type) last.numbers.push(number);
    else runs.push({ type, numbers: [number] });
  }
  return runs;
}

/** The inputs that select the items. */
interface Asked {
  types: readonly ContentType[];
  filter: ListFilter;
  columns: ListColumns;
  rows: (places: readonly Place[]) => ItemRow[];
}

/** Returns the places of all items that match the filter, in the requested order. */
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
  // Each type is already sorted. Several types need one common order.
  const key = column ?? (types.length > 1 && sort.column !== "id" ? columns.named(sort.column) : null);
  if (key === null) return meant;
  const keyed = meant.map((place) => {
    const [row] = rows([place]);
    return { place, key: row === undefined ? null : key.value(row) };
  });
  const sign = descending ? -1 : 1;
  return keyed.sort((a, b) => sign * compareFacts(a.key, b.key)).map(({ place }) => place);
}

/**
 * Returns the owner's ids and email addresses. For current items, converts the addresses to ids, so that the search
 * can use an index.
 */
function ownerOf(
  vault: Vault,
  text: string,
  { isNow }: { isNow: boolean },
): { ids: string[]; emails: string[] } {
  const { ids, emails } = ownerNamed(vault, text), own = [text, ...ids];
  if (!isNow) return { ids: own, emails: [...emails] };
  return { ids: [...new Set([...own, ...emails.flatMap((one) => ownersOfAddress(vault, one))])], emails: [] };
}

/** Returns all items of a type that match the filter. @throws {UsageError} like {@linkcode openList} */
export function listItems(vault: Vault, type: ContentType, filter: ListFilter = {}): ItemRow[] {
  return [...openList(vault, type, filter).chunks()].flat();
}

/** Counts the items of each type, now or at a time (ISO 8601 UTC). Omits types without items. */
export function listTypes(vault: Vault, at?: string): TypeRow[] {
  return typeCounts(vault, at).flatMap(({ type: code, ...counts }) => {
    const type = typeOfCode(code);
    return type === undefined ? [] : [{ type, ...counts }];
  }).sort((a, b) => CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type));
}

/** Returns the sort order: by a column of the vault, or by id and then by a column of the list. */
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
    throw new UsageError(`Cannot sort by ${quoted(wanted)}: there is no such column`, {
      hint: `${error.hint ?? ""} A leading \`-\` sorts descending.`,
      cause: error,
    });
  }
}
