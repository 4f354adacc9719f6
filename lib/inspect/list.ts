/**
 * What the vault holds: items of a type, and how much there is of each type.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { CONTENT_TYPES, type ContentType, typeCode, typeOfCode } from "../looker/content_type_names.ts";
import {
  type ListedRow,
  listedRows,
  type ListQuery,
  rowsAt,
  SORTABLE,
  typeCounts,
} from "../vault/listing.ts";
import { PERSON } from "../looker/content_types.ts";
import { lastSeen } from "../vault/seen.ts";
import type { Vault } from "../vault/vault.ts";
import { requireApplicable } from "./applicable.ts";
import { folderNamed, ownerNamed } from "./named/find_named.ts";

export { ITEM_COLUMNS, type ItemColumn } from "../vault/item_columns.ts";

/** Filters, applied before `limit` and `offset`. */
export interface ListFilter {
  /** Id, name or path. */
  folder?: string;
  /** Id, e-mail address or name. */
  owner?: string;
  /** As the vault was then, ISO 8601 UTC. */
  at?: string;
  /** The whole name; `*` stands for anything, and the case of ASCII letters does not matter. */
  name?: string;
  /** ISO 8601 UTC. What was never updated counts from its creation. */
  updatedAfter?: string;
  /** Only items found gone from Looker; without it only those that are there. */
  deleted?: true;
  limit?: number;
  offset?: number;
  /** A column; `-` before it sorts descending. */
  sort?: string;
}

/** One item. Times are ISO 8601 UTC, sizes bytes. */
export interface ItemRow extends ListedRow {
  type: ContentType;
}

/** One type: live items, items found gone, bytes of their bodies as JSON would be held, before compression. */
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
  count: number;
  chunks: () => Iterable<ItemRow[]>;
  /** Some of the rows from all over the list, for the widths of columns. */
  sample: () => ItemRow[];
}

/** Rows of a chunk, of the first one, which is waited for, and of a sample. */
const CHUNK = 1000, FIRST = 100, SAMPLE = 200;

/**
 * The items of a type that pass the filter; read while the vault is open.
 *
 * @throws {UsageError} for a column that cannot be sorted by, or a filter by what the type does not have.
 * @throws {NotInVaultError} for a folder or an owner that the vault does not know.
 */
export function openList(vault: Vault, type: ContentType, filter: ListFilter = {}): ItemList {
  requireApplicable(type, filter);
  const { deleted, sort, folder, owner, at, ...rest } = filter;
  const numbers = listedRows(vault, {
    ...rest,
    at,
    folder: folder === undefined ? undefined : folderNamed(vault, folder, { at }),
    owner: owner === undefined ? undefined : ownerNamed(vault, owner),
    isPerson: type === PERSON,
    type: typeCode(type),
    deleted: deleted === true,
    sort: sortOf(sort ?? "id"),
  });
  const seen = lastSeen(vault, typeCode(type));
  const rows = (some: readonly number[]): ItemRow[] =>
    rowsAt(vault, some, { seen, at }).map((row) => ({ type, ...row }));
  return {
    count: numbers.length,
    *chunks(): Iterable<ItemRow[]> {
      let to = FIRST;
      for (let at = 0; at < numbers.length; at = to, to += CHUNK) yield rows(numbers.slice(at, to));
    },
    sample(): ItemRow[] {
      if (numbers.length <= SAMPLE) return rows(numbers);
      const step = (numbers.length - 1) / (SAMPLE - 1);
      return rows(Array.from({ length: SAMPLE }, (_, i) => numbers[Math.round(i * step)] ?? 0));
    },
  };
}

/** All items of a type that pass the filter. @throws {UsageError} as {@linkcode openList}. */
export function listItems(vault: Vault, type: ContentType, filter: ListFilter = {}): ItemRow[] {
  return [...openList(vault, type, filter).chunks()].flat();
}

/** What the vault holds of each type, or held at a time (ISO 8601 UTC); types it holds nothing of are left out. */
export function listTypes(vault: Vault, at?: string): TypeRow[] {
  return typeCounts(vault, at).flatMap(({ type: code, ...counts }) => {
    const type = typeOfCode(code);
    return type === undefined ? [] : [{ type, ...counts }];
  }).sort((a, b) => CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type));
}

function sortOf(sort: string): ListQuery["sort"] {
  const name = sort.replace(/^-/, "");
  const column = SORTABLE.find((one) => one === name);
  if (column !== undefined) return { column, descending: sort.startsWith("-") };
  throw new UsageError(`Cannot sort by "${name}": there is no such column`, {
    hint: `The columns are: ${SORTABLE.join(", ")}; - before one sorts descending.`,
  });
}
