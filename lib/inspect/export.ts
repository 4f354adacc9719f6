/**
 * All items of some types as lines for other programs: DuckDB, pandas, jq.
 *
 * @module
 */
import { messageOf } from "../base/errors.ts";
import { writeJson } from "../codec/json_writer.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { type ExportedRow, exportedRows } from "../vault/exporting.ts";
import { ITEM_COLUMNS } from "../vault/item_columns.ts";
import type { Vault } from "../vault/vault.ts";

/** What to write. */
export interface ExportOptions {
  types: readonly ContentType[];
  /** Items that are gone from Looker too. */
  deleted: boolean;
  /** Bodies too; without them only what is beside them. */
  bodies: boolean;
  /** As the vault was then, ISO 8601 UTC. */
  at?: string | undefined;
}

/** An item to write. */
export interface ExportedItem {
  type: ContentType;
  facts: ExportedRow["facts"];
  /** The exact JSON of the body on one line; null where bodies are not asked for. */
  body: string | null;
}

/** An item that is not what was stored. */
export interface ExportProblem {
  type: ContentType;
  id: string;
  problem: string;
}

/** The items, type by type. One that is damaged is told of instead, and the others go on. */
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

/** An item as one line of JSON: type, facts, and the body as Looker served it under `body`. Without the line's end. */
export function jsonLineOf({ type, facts, body }: ExportedItem): string {
  const head = JSON.stringify({ type, ...facts });
  return body === null ? head : `${head.slice(0, -1)},"body":${body}}`;
}

/** The columns of CSV. */
export const EXPORT_COLUMNS = ["type", ...ITEM_COLUMNS] as const;

/** An item's cells under {@linkcode EXPORT_COLUMNS}, with the body's JSON at the end where there is one, as `shown` writes it. */
export function cellsOf(
  { type, facts, body }: ExportedItem,
  shown: (json: string) => string = String,
): (string | number | boolean | null)[] {
  const cells = EXPORT_COLUMNS.map((column) => column === "type" ? type : facts[column]);
  return body === null ? cells : [...cells, shown(body)];
}
