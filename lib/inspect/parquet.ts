/**
 * Writes items as Parquet: one file for each type, for engines such as DuckDB, BigQuery and Spark. Only one group of
 * rows is in memory at a time.
 *
 * @module
 */
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
import { schemaFromColumnData } from "hyparquet-writer/src/schema.js";
import type { ExportedItem } from "./export.ts";

/** The column types of the Parquet writer. */
type ColumnType = "STRING" | "TIMESTAMP" | "BOOLEAN" | "INT64";

interface Column {
  name: string;
  type: ColumnType;
  value: (item: ExportedItem, run: ParquetRun) => unknown;
}

/** The run whose state the file contains. */
export interface ParquetRun {
  id: string;
  /** ISO 8601 UTC. */
  startedAt: string;
}

const text = (name: keyof ExportedItem["facts"]): Column => ({
  name,
  type: "STRING",
  value: ({ facts }) => facts[name],
});
const time = (name: keyof ExportedItem["facts"]): Column => ({
  name,
  type: "TIMESTAMP",
  value: ({ facts }) => timeOf(facts[name]),
});

/** The columns, in order. */
const COLUMNS: readonly Column[] = [
  { name: "type", type: "STRING", value: ({ type }) => type },
  ...(["id", "name", "owner_id", "owner_email", "folder_id"] as const).map(text),
  ...(["created_at", "updated_at", "synced_at", "deleted_at"] as const).map(time),
  { name: "trashed", type: "BOOLEAN", value: ({ facts }) => facts.trashed },
  { name: "content_size", type: "INT64", value: ({ facts }) => BigInt(facts.content_size) },
  { name: "run_id", type: "STRING", value: (_item, run) => run.id },
  { name: "run_at", type: "TIMESTAMP", value: (_item, run) => timeOf(run.startedAt) },
  { name: "body", type: "STRING", value: ({ body }) => body },
];

/** A group of rows ends at this number of rows, or at this number of characters in their bodies. */
const GROUP_ROWS = 20_000, GROUP_BODIES = 8_000_000;

/** Writes one file. */
export class ParquetFile {
  /** The number of items that were written. */
  count = 0;
  private rows: ExportedItem[] = [];
  private bodies = 0;
  private readonly writer: ParquetWriter;

  /** @param write Receives the bytes of the file in order. It must not retain them. */
  constructor(private readonly run: ParquetRun, write: (bytes: Uint8Array) => void) {
    const schema = schemaFromColumnData({ columnData: this.columns([]) });
    this.writer = new ParquetWriter({ writer: new Bytes(write), schema, createdBy: "lookervault" });
  }

  /** Adds an item. */
  add(item: ExportedItem): void {
    this.count++;
    this.rows.push(item);
    this.bodies += item.body?.length ?? 0;
    if (this.rows.length >= GROUP_ROWS || this.bodies >= GROUP_BODIES) this.writeGroup();
  }

  /** Writes the remaining rows and the end of the file. */
  finish(): void {
    if (this.rows.length > 0) this.writeGroup();
    void this.writer.finish();
  }

  private writeGroup(): void {
    void this.writer.write({ columnData: this.columns(this.rows), rowGroupSize: this.rows.length });
    this.rows = [];
    this.bodies = 0;
  }

  private columns(rows: readonly ExportedItem[]): { name: string; type: ColumnType; data: unknown[] }[] {
    return COLUMNS.map(({ name, type, value }) => ({
      name,
      type,
      data: rows.map((row) => value(row, this.run)),
    }));
  }
}

/** Passes the bytes to `write` after each group of rows. */
class Bytes extends ByteWriter {
  constructor(private readonly write: (bytes: Uint8Array) => void) {
    super();
  }

  flush(): void {
    this.write(this.getBytes());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** Converts a time to the writer's type; null if it is invalid. */
function timeOf(value: unknown): Date | null {
  const at = new Date(String(value ?? ""));
  return Number.isNaN(at.getTime()) ? null : at;
}
