import { DatabaseSync } from "node:sqlite";
import { compress } from "../../lib/codec/compress.ts";
import { sha256 } from "../../lib/codec/digest.ts";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { MsgpackWriter } from "../../lib/codec/msgpack_writer.ts";
import { decode } from "../../lib/codec/msgpack_reader.ts";
import { decompressAlone, ENCODING } from "../../lib/codec/compress.ts";
import { type ContentType, typeCode } from "../../lib/looker/content_type_names.ts";
import { ROW_COLUMNS, rowHash } from "../../lib/vault/row_digest.ts";

/** A vault that somebody edits past the product, with every digest as it should be. */
export class Crafted implements Disposable {
  readonly db: DatabaseSync;

  constructor(path: string) {
    this.db = new DatabaseSync(path);
    this.db.exec("PRAGMA busy_timeout = 5000");
  }

  /** The body of an item. */
  body(type: ContentType, id: string): JsonObject {
    const row = this.row(type, id);
    const encoding = row["encoding"] === 1 ? ENCODING.zstd : ENCODING.plain;
    const data = row["content_data"] as Uint8Array;
    return decode(decompressAlone({ encoding, data }, Number(row["content_size"]))) as JsonObject;
  }

  /** Puts another body in place of an item's. */
  put(type: ContentType, id: string, body: JsonObject): void {
    const writer = new MsgpackWriter(1024);
    writer.value(body);
    const bytes = writer.slice(), { encoding, data } = compress(bytes), digest = sha256(bytes);
    const row: Record<string, unknown> = {
      ...this.row(type, id),
      content_size: bytes.length,
      content_hash: digest,
      // It only has to differ.
      canonical_hash: digest,
      encoding,
      content_data: data,
    };
    const hash = rowHash(ROW_COLUMNS.map((column) => row[column]) as Parameters<typeof rowHash>[0]);
    this.db.prepare(
      `UPDATE content_items SET content_size = ?, content_hash = ?, canonical_hash = ?, encoding = ?, content_data = ?,
         row_hash = ? WHERE content_type = ? AND id = ?`,
    ).run(bytes.length, digest, digest, encoding, data, hash, typeCode(type), id);
  }

  /** A restore that is said to have been. */
  session(id: string, { url, status, options }: { url: string; status: string; options: unknown }): void {
    this.db.prepare(
      `INSERT INTO restoration_sessions (id, status, started_at, lookervault_version, options, source, destination)
       VALUES (?, ?, '2030-01-01T00:00:00.000Z', '0.1.0', ?, ?, ?)`,
    ).run(id, status, JSON.stringify(options), url, url);
  }

  /** Something that a restore is said to have done. */
  checkpoint(
    session: string,
    { type, from, step, state, to }: {
      type: ContentType;
      from: string;
      step: string;
      state: string;
      to: string | null;
    },
  ): void {
    this.db.prepare(
      "INSERT INTO restoration_checkpoints VALUES (?, ?, ?, ?, ?, ?, '2030-01-01T00:00:00.000Z')",
    ).run(session, typeCode(type), from, step, state, to);
  }

  private row(type: ContentType, id: string): Record<string, unknown> {
    const row = this.db.prepare("SELECT * FROM content_items WHERE content_type = ? AND id = ?")
      .get(typeCode(type), id);
    if (row === undefined) throw new Error(`There is no ${type} ${id}`);
    return row;
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}
