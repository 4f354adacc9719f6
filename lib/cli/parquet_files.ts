/**
 * Exports items as Parquet: a directory with one file for each type and run.
 *
 * @module
 */
import type { ExportedItem, ExportProblem } from "../inspect/export.ts";
import { ParquetFile, type ParquetRun } from "../inspect/parquet.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { OutputFile } from "./output_file.ts";

/** A file that was written. */
export interface WrittenFile {
  type: ContentType;
  path: string;
  items: number;
  bytes: number;
}

/** The result of an export as Parquet. */
export interface ParquetExport {
  files: WrittenFile[];
  problems: ExportProblem[];
}

/** The options of an export. */
export interface ParquetFilesOptions {
  directory: string;
  run: ParquetRun;
  /** Files that are never overwritten. */
  keep: readonly string[];
  overwrite: boolean;
  /** Lets other tasks run. Throws if the export must stop. */
  turn: () => Promise<void>;
}

/** The number of items between two calls of `turn`. */
const AT_ONCE = 200;

/** Writes the items, which must be grouped by type. A type without items gets no file. */
export async function writeParquet(
  items: Iterable<{ item: ExportedItem } | { problem: ExportProblem }>,
  { directory, run, keep, overwrite, turn }: ParquetFilesOptions,
): Promise<ParquetExport> {
  const result: ParquetExport = { files: [], problems: [] };
  let open: OpenFile | null = null;
  try {
    let seen = 0;
    for (const one of items) {
      if (++seen % AT_ONCE === 0) await turn();
      if ("problem" in one) {
        result.problems.push(one.problem);
        continue;
      }
      const { type } = one.item;
      if (open === null || open.type !== type) {
        if (open !== null) result.files.push(finish(open));
        open = null;
        open = begin(type, { directory, run, keep, overwrite });
      }
      open.rows.add(one.item);
    }
    if (open !== null) result.files.push(finish(open));
    open = null;
    return result;
  } finally {
    open?.output[Symbol.dispose]();
  }
}

/** A file that is being written. */
interface OpenFile {
  type: ContentType;
  output: OutputFile;
  rows: ParquetFile;
}

function begin(
  type: ContentType,
  { directory, run, keep, overwrite }: Omit<ParquetFilesOptions, "turn">,
): OpenFile {
  const path = `${directory}/${type}-${fileTime(run.startedAt)}.parquet`;
  const output = OutputFile.begin(path, { keep, overwrite });
  return { type, output, rows: new ParquetFile(run, (bytes) => output.writeBytes(bytes)) };
}

function finish({ type, output, rows }: OpenFile): WrittenFile {
  rows.finish();
  output.finish();
  return { type, path: output.path, items: rows.count, bytes: output.size };
}

/** Returns a time in a form that every file system allows in a name: `2026-01-01T03-00-00Z`. */
function fileTime(at: string): string {
  return at.replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
}
