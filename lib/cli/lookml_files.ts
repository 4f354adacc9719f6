/**
 * Exports LookML: a directory with a file for each text.
 *
 * @module
 */
import type { ExportProblem } from "../inspect/export.ts";
import type { LookmlText } from "../inspect/lookml_texts.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { OutputFile } from "./output_file.ts";

/** A file that was written. */
export interface LookmlFile {
  type: ContentType;
  id: string;
  path: string;
  bytes: number;
}

/** Writes the texts. Each file gets its name only when it is complete. */
export async function writeLookml(
  texts: Iterable<LookmlText | { problem: ExportProblem }>,
  { directory, keep, overwrite, turn }: {
    directory: string;
    keep: readonly string[];
    overwrite: boolean;
    turn: () => Promise<void>;
  },
): Promise<{ files: LookmlFile[]; problems: ExportProblem[] }> {
  const files: LookmlFile[] = [], problems: ExportProblem[] = [];
  for (const one of texts) {
    await turn();
    if ("problem" in one) {
      problems.push(one.problem);
      continue;
    }
    using file = OutputFile.begin(`${directory}/${one.file}`, { keep, overwrite });
    file.write(one.text);
    file.finish();
    files.push({ type: one.type, id: one.id, path: file.path, bytes: file.size });
  }
  return { files, problems };
}
