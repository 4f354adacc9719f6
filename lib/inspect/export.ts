/**
 * Exports all items of some types as lines for other programs, such as DuckDB, pandas or jq.
 *
 * @module
 */
import { messageOf } from "../base/errors.ts";
import { writeJson } from "../codec/json_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { type ExportedRow, exportedRows } from "../vault/exporting.ts";
import { ITEM_COLUMNS } from "../vault/item_columns.ts";
import type { Vault } from "../vault/vault.ts";

/** The options of an export. */
export interface ExportOptions {
  types: readonly ContentType[];
  /** Whether to include items that are deleted in Looker. */
  deleted: boolean;
  /** Whether to include bodies. Without them, the export has only the columns of the vault. */
  bodies: boolean;
  /** Exports the state of the vault at this time, ISO 8601 UTC. */
  at?: string | undefined;
}

/** An item to export. */
export interface ExportedItem {
  type: ContentType;
  facts: ExportedRow["facts"];
  /** The exact JSON of the body on one line; null if bodies were not requested. */
  body: string | null;
}

/** A damaged item. */
export interface ExportProblem {
  type: ContentType;
  id: string;
  problem: string;
}

/** Yields the items, type by type. Yields a problem in place of a damaged item, then continues. */
export function* exportItems(
  vault: Vault,
  { types, deleted, bodies, at }: ExportOptions,
): Generator<{ item: ExportedItem } | { problem: ExportProblem }> {
  for (const type of types) {
    for (const { facts, body } of exportedRows(vault, typeCode(type), { deleted, bodies, at })) {
      const json = body instanceof Uint8Array ? jsonOf(body) : body;
      if (json instanceof Error) yield { problem: { type, id: facts.id, problem: messageOf(json) } };
      else yield { item: { type, facts, body: json } };
    }
  }
}

function jsonOf(body: Uint8Array): string | Error {
  try {
    return writeJson(body);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Returns an item as one line of JSON without the line end. `body` is the body as Looker returned it. */
export function jsonLineOf({ type, facts, body }: ExportedItem): string {
  const head = JSON.stringify({ type, ...facts });
  return body === null ? head : `${head.slice(0, -1)},"body":${body}}`;
}

/** The columns of CSV. */
export const EXPORT_COLUMNS = ["type", ...ITEM_COLUMNS] as const;

/**
 * Returns the cells of an item for {@linkcode EXPORT_COLUMNS}. If the item has a body, the last cell is its JSON after
 * `shown` has formatted it.
 */
export function cellsOf(
  { type, facts, body }: ExportedItem,
  shown: (json: string) => string = String,
): (string | number | boolean | null)[] {
  const cells = EXPORT_COLUMNS.map((column) => column === "type" ? type : facts[column]);
  return body === null ? cells : [...cells, shown(body)];
}
