/**
 * `lookervault report`: writes the vault as one HTML file, or as a summary in Markdown.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, UsageError } from "../../base/errors.ts";
import type { Searcher } from "../../inspect/search/searcher.ts";
import type { Letter } from "../../web/letter/letter.ts";
import type { ReportResult } from "../../web/fill/report.ts";
import type { Source } from "../../web/fill/source.ts";
import { bytes, count, counted } from "../../term/format.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { type Ending, shortOf } from "../ending.ts";
import { someText } from "../option_values.ts";
import { withSearcher } from "../search_vault.ts";
import { argsOf } from "../vault_args.ts";
import { stateTime, TIME_HELP, type TypedTime, typedTime } from "../times.ts";

interface ReportFlags {
  out?: string;
  overwrite?: true;
  since?: string;
  at?: string;
  format?: "html" | "md";
  redactPeople?: true;
}

/** The maximum number of runs on a page. */
const MOST_RUNS = 400;

/** Creates the command `report`. */
export function reportCommand(run: Runner): CommandUnknownOpts {
  const report = command("report", {
    summary: "write the vault as one HTML page to mail, print or archive",
    description:
      "Writes one self-contained HTML file: the state of the backup, what changed and who changed it, a sketch " +
      "of every dashboard, people and their access, and the command that restores each item. It opens in any " +
      "browser and loads nothing from the network. Only you can read the file. With --format md: a short " +
      "summary of the newest run, or since a time, for a mail or a job summary. Needs no network.",
    examples: [
      ["report --out report.html", "everything in the vault, for a browser"],
      ["report --out week.html --since 7d --overwrite", "the runs of the last week"],
      ["report --out march.html --at 2026-03-31", "the vault as it was at the end of that day"],
      ["report --out outside.html --redact-people", "for a reader outside the team"],
      ["report --format md --since 7d", "a weekly summary, as Markdown"],
    ],
    exits: [0, 1, 2, 5, 130],
    meanings: { 5: "the vault is damaged; the report contains what could be read" },
  })
    .option("--out <file>", "write to this file, readable only by you; required for HTML")
    .option("--overwrite", "replace that file")
    .option("--since <time>", `only the runs since then, with what they changed: ${TIME_HELP}`, someText)
    .option("--at <time>", `the vault as of ${TIME_HELP}`, someText)
    .addOption(
      new Option("--format <format>", "html: a page; md: a summary (default: by the extension of --out)")
        .choices(["html", "md"] as const),
    )
    .option("--redact-people", "replace people's names and addresses everywhere");
  return report.action((flags) => run(report, (context) => work(context, flags as ReportFlags)));
}

/** What to write. */
interface Request {
  flags: ReportFlags;
  format: "html" | "md";
  since: TypedTime | undefined;
  at: TypedTime | undefined;
}

async function work(context: CommandContext, flags: ReportFlags): Promise<Ending> {
  const { out } = flags, format = flags.format ?? (/\.(md|markdown)$/i.test(out ?? "") ? "md" : "html");
  if (format === "html" && out === undefined) {
    throw new UsageError("Cannot write a report: no file is given", {
      hint: "Add --out report.html, or --format md to print a summary.",
    });
  }
  const request: Request = {
    flags,
    format,
    since: typedTime(context, { option: "--since", text: flags.since, edge: "begin" }),
    at: typedTime(context, { option: "--at", text: flags.at, edge: "end" }),
  };
  const [{ temporaryName }, { spoolName }] = await Promise.all([
    import("../output_file.ts"),
    import("../spool_file.ts"),
  ]);
  const files = out === undefined ? [] : [out, temporaryName(out), spoolName(out)];
  return await withSearcher(context, async (searcher) => await write(context, searcher, request), { files });
}

async function write(context: CommandContext, searcher: Searcher, request: Request): Promise<Ending> {
  const source = await sourceOf(context, searcher, request);
  return request.format === "md"
    ? await writeLetter(context, source, request)
    : await writePage(context, source, request);
}

/** Returns the vault at the requested times. */
async function sourceOf(
  context: CommandContext,
  searcher: Searcher,
  { flags, format, since: typedSince, at: typedAt }: Request,
): Promise<Source> {
  const { vault } = searcher, { clock, signal } = context;
  const [{ runFacts }, { Timeline }, { NO_REDACTION, redactionOf }, { peopleOf }] = await Promise.all([
    import("../../vault/run_facts.ts"),
    import("../../web/fill/timeline.ts"),
    import("../../web/fill/redaction.ts"),
    import("../../web/fill/people.ts"),
  ]);
  const at = typedAt === undefined ? undefined : stateTime(context, vault, typedAt);
  const runs = runFacts(vault),
    since = typedSince === undefined ? undefined : stateTime(context, vault, typedSince);
  const last = runs.findLast((run) => run.status !== "running" && (at === undefined || run.endedAt <= at));
  const timeline = Timeline.of(runs, {
    // A summary without a time is about the newest run.
    since: since ?? (format === "md" ? last?.startedAt : undefined),
    at,
    most: MOST_RUNS,
  });
  const redaction = flags.redactPeople === true ? redactionOf(peopleOf(vault)) : NO_REDACTION;
  return { vault, searcher, timeline, redaction, clock, signal };
}

async function writePage(context: CommandContext, source: Source, { flags }: Request): Promise<Ending> {
  const { out = "" } = flags, { vault } = source;
  const [{ OutputFile }, { SpoolFile, spoolName }, { writeReport }, { revisionOf }] = await Promise.all([
    import("../output_file.ts"),
    import("../spool_file.ts"),
    import("../../web/fill/report.ts"),
    import("../../web/fill/revision.ts"),
  ]);
  using file = OutputFile.begin(out, { keep: filesOf(vault.path), overwrite: flags.overwrite === true });
  using spool = SpoolFile.begin(spoolName(out));
  const result = await writeReport(source, {
    tool: await toolName(),
    revision: revisionOf(vault),
    args: argsOf(context),
  }, {
    write: (text) => file.write(text),
    spool,
    progress: progressOf(context),
  });
  file.finish();
  return say(context, { result, out, size: file.size });
}

async function toolName(): Promise<string> {
  return `lookervault ${(await import("../version.ts")).VERSION}`;
}

/** Returns a callback that shows the progress of the report. */
function progressOf({ screen, progress }: CommandContext): (done: number, total: number) => void {
  let line = "Reading the vault";
  if (progress === "bar") screen.live(() => [line]);
  return (done, total) => void (line = `Reading ${count(done)} of ${counted(total, "item")}`);
}

function say(
  context: CommandContext,
  { result, out, size }: { result: ReportResult; out: string; size: number },
): Ending {
  const { head, items, versions, damaged, withJson } = result, runs = head.runs.length;
  context.screen.clear();
  context.exactResult(
    {
      command: "report",
      status: damaged === 0 ? "ok" : "failed",
      format: "html",
      out,
      bytes: size,
      from: head.runs[0]?.at ?? null,
      to: head.runs.at(-1)?.at ?? null,
      runs,
      items,
      versions,
      damaged,
      items_with_json: withJson,
      redacted: head.redacted,
    },
    () => [
      `${counted(items, "item")} and ${counted(versions, "version")} of ${counted(runs, "run")} in ${out}, ${
        bytes(size)
      }`,
    ],
  );
  if (damaged === 0) return EXIT.ok;
  return shortOf(
    EXIT.damaged,
    `${counted(damaged, "version")} could not be read: the vault is damaged there`,
    "Run lookervault verify to see what to do for each version.",
  );
}

async function writeLetter(context: CommandContext, source: Source, { flags }: Request): Promise<Ending> {
  const [{ fillHead }, { fillLetter }, { wordsOnDemand }, { revisionOf }, { letterMarkdown }] = await Promise
    .all([
      import("../../web/fill/fill_head.ts"),
      import("../../web/letter/letter.ts"),
      import("../../web/fill/fill_changes.ts"),
      import("../../web/fill/revision.ts"),
      import("../../term/letter_markdown.ts"),
    ]);
  const wordsOf = wordsOnDemand(source, () => false);
  const { head } = fillHead(source, {
    tool: await toolName(),
    form: "report",
    revision: revisionOf(source.vault),
    args: [],
    checks: [],
    wordsOf: () => null,
  });
  const letter: Letter = fillLetter(source, head, wordsOf), lines = letterMarkdown(letter);
  if (flags.out !== undefined) {
    const { OutputFile } = await import("../output_file.ts");
    const keep = filesOf(source.vault.path);
    using file = OutputFile.begin(flags.out, { keep, overwrite: flags.overwrite === true });
    file.write(`${lines.join("\n")}\n`);
    file.finish();
  }
  const [added, changed, removed] = letter.changes, { out = null } = flags;
  context.exactResult(
    {
      command: "report",
      status: "ok",
      format: "md",
      out,
      from: letter.from?.at ?? null,
      to: letter.to?.at ?? null,
      runs: letter.runs,
      changes: { added, changed, removed },
      anomalies: letter.anomalies.map(({ level, title, text }) => ({ level, title, text })),
      redacted: head.redacted,
      ...(out === null && { markdown: lines.join("\n") }),
    },
    () =>
      out === null
        ? lines
        : [`Summary of ${letter.runs === 0 ? "the newest backup" : counted(letter.runs, "run")} in ${out}`],
  );
  return EXIT.ok;
}

/** Returns the files of a vault, which a report never replaces. */
function filesOf(db: string): string[] {
  return [db, `${db}-wal`, `${db}-shm`, `${db}-journal`, `${db}.lock`, `${db}.index`];
}
