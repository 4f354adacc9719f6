/**
 * Reads vaults with nothing of `lib/`: node:sqlite, zstd of node:zlib, `@msgpack/msgpack`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import { assert } from "@std/assert";
import { decode } from "@msgpack/msgpack";
import { msgpackText } from "./_msgpack_text.ts";

/** The content types with their codes, as docs/contract.md lists them. */
const CODES: ReadonlyMap<string, number> = codesOf(
  Deno.readTextFileSync(new URL("../../docs/contract.md", import.meta.url)),
);

/** The content types in the order of their codes. */
export const TYPES: string[] = [...CODES.keys()];

/** The type of a row's `content_type`; a code that the contract does not list fails. */
export function typeOf(code: number): string {
  for (const [type, each] of CODES) if (each === code) return type;
  throw new Error(`no content type has the code ${code}`);
}

function codesOf(contract: string): Map<string, number> {
  const [, section = ""] = contract.split("\n## 2. Content types\n\n");
  const named = [...(section.split("\n\n", 1)[0] ?? "").matchAll(/`(\w+)`(?:\s\((\d+)\))?/g)];
  return new Map(named.map(([, name = "", code], i) => [name, code === undefined ? i + 1 : Number(code)]));
}

/** A row, by column. */
export type Row = Record<string, SQLOutputValue>;

/** An open vault. */
export class OpenVault implements Disposable {
  private readonly db: DatabaseSync;

  constructor(path: string) {
    this.db = new DatabaseSync(path, { readOnly: true });
  }

  /** Rows of a query. */
  rows(sql: string, ...values: (string | number)[]): Row[] {
    return this.db.prepare(sql).all(...values) as Row[];
  }

  /** The one value of a query's first row. */
  value(sql: string, ...values: (string | number)[]): SQLOutputValue {
    const row = this.rows(sql, ...values)[0];
    assert(row !== undefined, `no row: ${sql}`);
    return Object.values(row)[0] ?? null;
  }

  /** The ids stored of a type, sorted. */
  ids(type: string): string[] {
    return this.rows("SELECT id FROM content_items WHERE content_type = ?", code(type))
      .map((row) => String(row["id"])).sort();
  }

  /** One row of `content_items`. */
  item(type: string, id: string): Row {
    const row = this.rows("SELECT * FROM content_items WHERE content_type = ? AND id = ?", code(type), id)[0];
    assert(row !== undefined, `the vault holds no ${type} ${id}`);
    return row;
  }

  /** What is under `_vault` in a body. */
  part(type: string, id: string): Record<string, unknown> {
    const { _vault } = JSON.parse(msgpackText(messagePack(this.item(type, id)))) as { _vault?: unknown };
    return (_vault ?? {}) as Record<string, unknown>;
  }

  /** A body as the library `@msgpack/msgpack` reads it, which refuses keys called `__proto__`. */
  body(type: string, id: string): Record<string, unknown> {
    return decode(messagePack(this.item(type, id)), { useBigInt64: true }) as Record<string, unknown>;
  }

  /** The body of a row as JSON text, key order and all, without `_vault`. */
  text(type: string, id: string): string {
    return msgpackText(messagePack(this.item(type, id)), "_vault");
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

/** The code of a type. */
export function code(type: string): number {
  const known = CODES.get(type);
  assert(known !== undefined, `there is no content type ${type}`);
  return known;
}

/** The MessagePack of a row. */
export function messagePack(row: Row): Uint8Array {
  const data = row["content_data"];
  assert(data instanceof Uint8Array);
  return row["encoding"] === 1 ? new Uint8Array(zstdDecompressSync(data)) : data;
}

/** SHA-256, hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes as hexadecimal text. */
export function hex(bytes: SQLOutputValue | undefined): string {
  assert(bytes instanceof Uint8Array);
  return bytes.toHex();
}

/** The columns in which two vaults of the same instance must agree, row by row. */
export function content(vault: OpenVault): string[] {
  return vault.rows(
    `SELECT content_type, id, name, owner_id, owner_email, folder_id, created_at, updated_at, deleted_at, content_size,
       hex(content_hash) AS h, hex(canonical_hash) AS c, encoding, hex(content_data) AS d
     FROM content_items ORDER BY content_type, id`,
  ).map((row) => JSON.stringify(row));
}
