/**
 * The runs of a vault.
 *
 * @module
 */
import type { RunList, RunRecord } from "../inspect/runs.ts";
import { cellWidth } from "./cell.ts";
import { bytes, count, counted, duration } from "./format.ts";
import type { Palette } from "./palette.ts";
import type { RenderOptions } from "./render_options.ts";
import { shownTime } from "./shown_time.ts";
import { sparkline } from "./sparkline.ts";
import { type Column, renderTable } from "./table.ts";

const dimZero = (text: string, palette: Palette): string => text === "0" ? palette.dim(text) : text;
const redUnlessZero = (text: string, palette: Palette): string =>
  text === "0" ? palette.dim(text) : palette.red(text);

const COLUMNS: readonly Column[] = [
  { title: "run" },
  // Wide enough for the time without its offset, which is wrapped.
  { title: "started", min: 16 },
  // The length of "incremental", the longest word in the column.
  { title: "what", min: 11 },
  { title: "by", min: 8, drop: 6 },
  {
    title: "state",
    style: (text, palette) => text === "completed" ? palette.green(text) : palette.yellow(text),
  },
  { title: "exit", align: "right", drop: 3 },
  { title: "added", align: "right", drop: 2, style: dimZero },
  { title: "changed", align: "right", style: dimZero },
  { title: "gone", align: "right", drop: 1, style: dimZero },
  { title: "failed", align: "right", drop: 4, style: redUnlessZero },
  { title: "requests", align: "right", drop: 5 },
  { title: "received", align: "right", drop: 8 },
  { title: "time", align: "right", drop: 7 },
];

/** The maximum number of backups in the sparkline. */
const PICTURED = 30;

/** Returns the table of runs, the changes of the backups among them as a sparkline, and the number of runs. */
export function renderRuns(list: RunList, options: RenderOptions): string[] {
  const { runs, total } = list;
  const rows = runs.map((run) => [
    run.session_id,
    shownTime(run.started_at, options.zone),
    whatOf(run),
    run.api_user ?? "unknown",
    run.status,
    String(run.exit_code),
    count(run.added),
    count(run.changed),
    count(run.gone),
    count(run.failed),
    count(run.calls),
    bytes(run.bytes),
    run.duration_seconds === null ? "" : duration(run.duration_seconds),
  ]);
  const table = renderTable(COLUMNS, rows, options);
  if (options.width === null) return table;
  const note = total > runs.length
    ? `${count(runs.length)} of ${counted(total, "run")}: --limit ${total} shows all`
    : counted(total, "run");
  return [...table, ...changes(list, { ...options, width: options.width }), options.palette.dim(note)];
}

function whatOf({ command, mode }: RunRecord): string {
  return mode === null ? command : `${command}, ${mode}`;
}

/** Returns the changes of the backups, oldest first. Omits the first backup of a vault, which adds everything. */
function changes(
  { runs, total }: RunList,
  { width, ascii = false }: { width: number; ascii?: boolean },
): string[] {
  const backups = runs.filter(({ command }) => command === "extract");
  const nights = backups.slice(0, Math.min(PICTURED, backups.length - (total > runs.length ? 0 : 1)))
    .toReversed();
  const numbers = nights.map(({ added, changed, gone }) => added + changed + gone);
  const title = "changes  ", words = `  in each of the last ${counted(nights.length, "backup")}`;
  const room = Math.min(numbers.length, width - cellWidth(title + words));
  if (nights.length < 2 || room < 2 || numbers.every((one) => one === 0)) return [];
  return [`${title}${sparkline(numbers, { width: room, ascii })}${words}`];
}
