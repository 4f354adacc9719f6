/**
 * `lookervault export`: writes items of the vault as lines for other programs.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import { sanitizeJson } from "../../base/log.ts";
import type { ExportedItem, ExportOptions, ExportProblem } from "../../inspect/export.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { typesWith } from "../../looker/content_types.ts";
import { bytes, counted } from "../../term/format.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { selectTypes } from "../named_types.ts";
import { readVault } from "../open_vault.ts";
import { commaList, someText } from "../option_values.ts";
import { shownZone, stateTime, TIME_HELP, type TypedTime, typedTime } from "../times.ts";
import { type Ending, shortOf } from "../ending.ts";
import { shownTime } from "../../term/shown_time.ts";
import type { Vault } from "../../vault/vault.ts";

/** An item of an export, or the problem with an item. */
export type Exported = { item: ExportedItem } | { problem: ExportProblem };

interface ExportFlags {
  format: "ndjson" | "csv" | "parquet" | "lkml";
  out?: string;
  overwrite?: true;
  deleted?: true;
  bodies?: boolean;
  raw?: true;
  at?: string;
}

/** Creates the command `export`. */
export function exportCommand(run: Runner): CommandUnknownOpts {
  const exporting = command("export", {
    summary: "write items of the vault as lines for other programs",
    description:
      "Writes the items of all types, or of some types, in one of these formats. Needs no network.\n\n" +
      "ndjson: one line for each item, with its type, id, name and more, and under `body` the item exactly " +
      "as Looker served it.\n\ncsv: the same, without the body unless you add --bodies. Text that a " +
      "spreadsheet would run as a formula gets a leading ', and control characters become visible escapes, " +
      "unless you add --raw.\n\nparquet: a directory with one file for each type, named after the newest " +
      "run, for DuckDB, BigQuery or Spark. The body is JSON text.\n\nlkml: a directory with the LookML that " +
      "full runs read, of LookML dashboards and self-service models, one file for each, for git.",
    examples: [
      ["export --out vault.ndjson", "everything, for DuckDB, pandas or jq"],
      ["export dashboards | jq -r 'select(.body.hidden) | .id'", "ids of hidden dashboards"],
      ["export users groups --format csv --out people.csv", "a table of people"],
      ["export --format parquet --out lake", "one file per type: SELECT * FROM 'lake/dashboards-*.parquet'"],
      ["export --format lkml --out lookml", "LookML dashboards and self-service models, for git"],
      ["export looks --deleted --no-bodies", "with deleted items; without the bodies"],
      ['export --at "last tuesday" --out tuesday.ndjson', "the vault as it was then"],
    ],
    exits: [0, 1, 2, 5, 130],
  })
    .argument("[types...]", "content types (default: all)")
    .addOption(
      new Option("--format <format>", "output format").choices(["ndjson", "csv", "parquet", "lkml"] as const)
        .default(
          "ndjson",
        ),
    )
    .option(
      "--out <file>",
      "write to this file, readable only by you, instead of stdout; for parquet and lkml, a directory",
    )
    .option("--overwrite", "replace that file, or the files of the same run")
    .option("--deleted", "include items that are deleted in Looker")
    .option("--at <time>", `as of ${TIME_HELP}`, someText)
    .option("--bodies", "include the bodies (default for ndjson and parquet)")
    .option("--raw", "csv with exact text: nothing escaped, formulas unchanged")
    .option("--no-bodies", "omit the bodies (default for csv)");
  for (const flags of ["--types <types>", "--type <type>"]) {
    exporting.addOption(new Option(flags).argParser(commaList).hideHelp());
  }
  return exporting.action((named, given) => {
    const { types = [], type = [], ...flags } = given as
      & ExportFlags
      & Record<"types" | "type", string[] | undefined>;
    return run(exporting, (context) => work(context, { types: [...named, ...types, ...type], flags }));
  });
}

async function work(
  context: CommandContext,
  { types, flags }: { types: string[]; flags: ExportFlags },
): Promise<Ending> {
  context.goOffline();
  const { format, out } = flags;
  if (context.globals.json && out === undefined) {
    throw new UsageError("Cannot export: --json prints one document, but an export has many lines", {
      hint: "Remove --json, or write the export to a file with --out.",
    });
  }
  requireCsv(flags);
  const several = SEVERAL_FILES[format];
  if (several !== undefined && out === undefined) {
    throw new UsageError(`Cannot export as ${several.name}: no directory is given`, {
      hint: `Add --out DIRECTORY: ${several.why}.`,
    });
  }
  const { temporaryName } = await import("../output_file.ts");
  const at = typedTime(context, { option: "--at", text: flags.at, edge: "end" });
  const options = {
    types: format === "lkml" ? lookmlTypes(types) : selectTypes({ include: types, exclude: [] }),
    deleted: flags.deleted === true,
    bodies: flags.bodies ?? format !== "csv",
  };
  if (format === "parquet" && out !== undefined) {
    return await asParquet(context, { directory: out, flags, options, at });
  }
  if (format === "lkml" && out !== undefined) {
    return await asLookml(context, { directory: out, flags, options: { ...options, bodies: true }, at });
  }
  const files = out === undefined ? [] : [out, temporaryName(out)];
  return await readVault(context, { files }, async (vault) => {
    const { exportItems } = await import("../../inspect/export.ts");
    const { path: db } = vault, given = optionsAt(context, { vault, options, at });
    return await write(context, exportItems(vault, given), {
      db,
      flags,
      bodies: options.bodies,
      at: given.at,
    });
  });
}

/** Formats that write more than one file, and why. */
const SEVERAL_FILES: Readonly<Partial<Record<ExportFlags["format"], { name: string; why: string }>>> = {
  parquet: { name: "Parquet", why: "Parquet writes one file for each type" },
  lkml: { name: "LookML", why: "LookML is written as one file for each dashboard or model" },
};

/** Returns the types whose LookML to export. @throws {UsageError} for a type that has no LookML. */
function lookmlTypes(named: readonly string[]): ContentType[] {
  const all = typesWith("lookmlText");
  if (named.length === 0) return all;
  const types = selectTypes({ include: named, exclude: [] }),
    others = types.filter((type) => !all.includes(type));
  if (others.length === 0) return types;
  throw new UsageError(`Cannot export ${others.join(", ")} as LookML: these types have no LookML`, {
    hint: `Only ${all.join(" and ")} have LookML.`,
  });
}

/** Writes a directory of LookML. */
async function asLookml(
  context: CommandContext,
  { directory, flags, options, at }: {
    directory: string;
    flags: ExportFlags;
    options: ExportOptions;
    at: TypedTime | undefined;
  },
): Promise<Ending> {
  const [{ makeDirectory }, { writeLookml }, { exportItems }, { lookmlTexts }] = await Promise.all([
    import("../output_file.ts"),
    import("../lookml_files.ts"),
    import("../../inspect/export.ts"),
    import("../../inspect/lookml_texts.ts"),
  ]);
  makeDirectory(directory, "LookML is written as one file for each dashboard or model");
  return await readVault(context, { files: [directory] }, async (vault) => {
    const given = optionsAt(context, { vault, options, at });
    const { files, problems } = await writeLookml(lookmlTexts(exportItems(vault, given)), {
      directory,
      keep: filesOf(vault.path),
      overwrite: flags.overwrite === true,
      turn: () => context.clock.delay(0, context.signal),
    });
    const written = { at: given.at, items: files.length, out: directory, files, problems };
    return endWithFiles(
      context,
      written,
      (size) =>
        files.length === 0
          ? "The vault contains no LookML: full runs read it, if Looker provides it"
          : `LookML of ${counted(files.length, "item")} in ${directory}, ${size}`,
    );
  });
}

/**
 * Returns the export's options with the time that the user gave. Prints the time on stderr, because the output contains
 * only items.
 */
function optionsAt(
  context: CommandContext,
  { vault, options, at: typed }: { vault: Vault; options: ExportOptions; at: TypedTime | undefined },
): ExportOptions {
  if (typed === undefined) return options;
  const at = stateTime(context, vault, typed);
  context.log.info(`Exporting the vault as of ${shownTime(at, shownZone(context), "second")}`);
  return { ...options, at };
}

/** Writes a directory of files. Each file gets its name only when it is complete. */
async function asParquet(
  context: CommandContext,
  { directory, flags, options, at }: {
    directory: string;
    flags: ExportFlags;
    options: ExportOptions;
    at: TypedTime | undefined;
  },
): Promise<Ending> {
  const [{ makeDirectory }, { writeParquet }] = await Promise.all([
    import("../output_file.ts"),
    import("../parquet_files.ts"),
  ]);
  makeDirectory(directory, "Parquet writes one file for each type");
  return await readVault(context, { files: [directory] }, async (vault) => {
    const [{ exportItems }, { newestSession }, { lastRunBefore }] = await Promise.all([
      import("../../inspect/export.ts"),
      import("../../vault/sessions.ts"),
      import("../../vault/run_times.ts"),
    ]);
    const { path: db } = vault, given = optionsAt(context, { vault, options, at });
    const newest = given.at === undefined ? newestSession(vault) : lastRunBefore(vault, given.at);
    const { files, problems } = await writeParquet(exportItems(vault, given), {
      directory,
      run: { id: newest?.id ?? "", startedAt: newest?.startedAt ?? new Date(0).toISOString() },
      keep: filesOf(db),
      overwrite: flags.overwrite === true,
      turn: () => context.clock.delay(0, context.signal),
    });
    const items = files.reduce((sum, file) => sum + file.items, 0);
    return endWithFiles(
      context,
      { at: given.at, items, out: directory, files, problems },
      (size) => `${counted(items, "item")} in ${counted(files.length, "file")} in ${directory}, ${size}`,
    );
  });
}

/** Returns the files of a vault, which an export never replaces. */
function filesOf(db: string): string[] {
  return [db, `${db}-wal`, `${db}-shm`, `${db}-journal`, `${db}.lock`];
}

/**
 * Prints what an export wrote into a directory, and ends the command. `line` receives the size of all files as text.
 */
function endWithFiles(
  context: CommandContext,
  { at, items, out, files, problems }: {
    at: string | undefined;
    items: number;
    out: string;
    files: readonly { bytes: number }[];
    problems: readonly ExportProblem[];
  },
  line: (size: string) => string,
): Ending {
  tellProblems(context, problems);
  const size = files.reduce((sum, file) => sum + file.bytes, 0);
  const status = problems.length === 0 ? "ok" : "failed";
  context.exactResult(
    { command: "export", status, ...at !== undefined && { at }, items, out, bytes: size, files, problems },
    () => [line(bytes(size))],
  );
  return endOf(problems);
}

function endOf(problems: readonly ExportProblem[]): Ending {
  if (problems.length === 0) return EXIT.ok;
  return shortOf(
    EXIT.damaged,
    `${counted(problems.length, "item")} could not be exported: the vault is damaged there`,
    "Run lookervault verify to see what to do for each item.",
  );
}

function tellProblems(context: CommandContext, problems: readonly ExportProblem[]): void {
  for (const { type, id, problem } of problems) {
    context.log.error(`error: Cannot export ${type} ${id}: ${problem}`);
  }
}

/** Checks that `--raw` is used only with CSV, because JSON is always exact. @throws {UsageError} */
export function requireCsv({ raw, format }: { raw?: true; format?: string }): void {
  if (raw !== true || format === "csv") return;
  throw new UsageError("Cannot use --raw: it is for CSV only", {
    hint: "Add --format csv, or remove --raw: JSON is always exact.",
  });
}

/** The number of characters in each write. */
const AT_ONCE = 1 << 20;

async function write(
  context: CommandContext,
  items: Iterable<Exported>,
  { db, flags, bodies, at }: { db: string; flags: ExportFlags; bodies: boolean; at: string | undefined },
): Promise<Ending> {
  const { stdout } = context.io;
  const [{ OutputFile }, { cellsOf, EXPORT_COLUMNS, jsonLineOf }, { csvLine }] = await Promise.all([
    import("../output_file.ts"),
    import("../../inspect/export.ts"),
    import("../../term/csv.ts"),
  ]);
  const keep = filesOf(db);
  using file = flags.out === undefined
    ? null
    : OutputFile.begin(flags.out, { keep, overwrite: flags.overwrite === true });
  const target = file ?? stdout;
  // Exact text is for programs, not for a terminal.
  const raw = flags.raw === true && (file !== null || !stdout.isTerminal);
  const line = (item: ExportedItem): string =>
    flags.format === "csv"
      ? csvLine(cellsOf(item, raw ? String : sanitizeJson), { raw })
      : sanitizeJson(jsonLineOf(item));
  let text = flags.format === "csv" ? `${csvLine([...EXPORT_COLUMNS, ...bodies ? ["body"] : []])}\n` : "";
  let count = 0;
  const problems: ExportProblem[] = [];
  for (const one of items) {
    if ("problem" in one) {
      problems.push(one.problem);
      continue;
    }
    text += `${line(one.item)}\n`;
    if (++count > 1 && text.length < AT_ONCE) continue;
    target.write(text);
    text = "";
    // The signal of Ctrl-C is checked between two writes.
    await context.clock.delay(0, context.signal);
  }
  target.write(text);
  file?.finish();
  tellProblems(context, problems);
  if (file !== null) sayDone(context, { count, problems, file, at });
  return endOf(problems);
}

function sayDone(
  context: CommandContext,
  { count, problems, file, at }: {
    at: string | undefined;
    count: number;
    problems: ExportProblem[];
    file: { path: string; size: number };
  },
): void {
  const status = problems.length === 0 ? "ok" : "failed";
  context.exactResult(
    {
      command: "export",
      status,
      ...at !== undefined && { at },
      items: count,
      out: file.path,
      bytes: file.size,
      problems,
    },
    () => [`${counted(count, "item")} in ${file.path}, ${bytes(file.size)}`],
  );
}
