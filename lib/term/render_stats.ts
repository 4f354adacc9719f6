/**
 * The statistics of a vault: facts, sizes by type, the last months, the last runs.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import type { Stats, TypeStats, VersionStats } from "../inspect/stats.ts";
import { LEAST_RUNS } from "../inspect/projection.ts";
import { bytes, count, counted, duration, percent } from "./format.ts";
import type { Palette } from "./palette.ts";
import { shownTime } from "./shown_time.ts";
import { sparkline } from "./sparkline.ts";
import { type Column, renderPairs, renderTable } from "./table.ts";

/** The maximum counts of months and runs that are shown; `--json` contains all. */
const MONTHS = 12, RUNS = 10;

/** The maximum number of runs in the sparkline. */
const PICTURED = 30;

const dimZero = (text: string, palette: Palette): string => text === "0" ? palette.dim(text) : text;
const redUnlessZero = (text: string, palette: Palette): string =>
  text === "0" ? palette.dim(text) : palette.red(text);

/** Returns the lines of the report. */
export function renderStats(stats: Stats, options: RenderOptions): string[] {
  const sections = [
    renderPairs(facts(stats, options), options),
    stats.types.length === 0 ? [] : typeTable(stats, options),
    stats.months.length === 0 ? [] : monthTable(stats, options),
    stats.sessions.length === 0 ? [] : runTable(stats, options),
    projectionLines(stats, options),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, i) => i === 0 ? lines : ["", ...lines]);
}

function facts(
  { db, instance, looker_version, created_at, vault_bytes, totals, runs, sessions }: Stats,
  options: RenderOptions,
): [string, string][] {
  const held = totals.items + totals.deleted + totals.versions;
  const ended = Object.entries(runs.by_status).sort().map(([status, n]) => `${count(n)} ${status}`).join(
    ", ",
  );
  return [
    ["vault", `${db}, ${bytes(vault_bytes)}${created_at === null ? "" : `, created ${day(created_at)}`}`],
    [
      "instance",
      instance === null
        ? "none yet"
        : `${instance}${looker_version === null ? "" : `, Looker ${looker_version}`}`,
    ],
    ["items", `${count(totals.items)} in Looker, ${count(totals.deleted)} deleted`],
    [
      "versions",
      held === 0 ? "none" : `${count(held)}, first seen from ${day(totals.oldest)} to ${day(totals.newest)}`,
    ],
    ...held === 0 ? [] : [content(totals)],
    [
      "runs",
      runs.count === 0 ? "none" : `${count(runs.count)} (${ended}), the last ${time(runs.last, options)}`,
    ],
    ...changes(sessions, options),
    ["requests", `${count(runs.calls)} in total, ${count(runs.calls_per_run)} per run`],
  ];
}

/** Returns the changes of the runs after the first, oldest first; nothing for fewer than three runs. */
function changes(sessions: Stats["sessions"], { ascii = false }: RenderOptions): [string, string][] {
  const nights = sessions.slice(0, Math.min(PICTURED, sessions.length - 1)).toReversed();
  if (nights.length < 2) return [];
  const line = sparkline(nights.map((run) => run.new + run.updated + run.deleted), { ascii });
  return [["changes", `${line}  in each of the last ${counted(nights.length, "run")}`]];
}

function content({ content_bytes, stored_bytes, history_bytes }: VersionStats): [string, string] {
  return [
    "content",
    `${bytes(content_bytes)}, stored in ${bytes(stored_bytes)} (${percent(stored_bytes, content_bytes)}), ` +
    `${bytes(history_bytes)} of that for former versions`,
  ];
}

const TYPE_COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  { title: "items", align: "right" },
  { title: "deleted", align: "right", style: dimZero },
  { title: "former", align: "right", style: dimZero },
  { title: "content", align: "right", drop: 2 },
  { title: "stored", align: "right" },
  { title: "oldest", drop: 4 },
  { title: "newest", drop: 3 },
];

function typeTable({ types, totals }: Stats, options: RenderOptions): string[] {
  const row = (type: TypeStats): string[] => [
    type.type,
    count(type.items),
    count(type.deleted),
    count(type.versions),
    bytes(type.content_bytes),
    bytes(type.stored_bytes),
    day(type.oldest),
    day(type.newest),
  ];
  const rows = [...types.map(row), row({ type: "total", ...totals })];
  return renderTable(TYPE_COLUMNS, rows, { ...options, totals: true });
}

const MONTH_COLUMNS: readonly Column[] = [
  { title: "month" },
  { title: "runs", align: "right" },
  { title: "requests", align: "right" },
  { title: "received", align: "right", drop: 4 },
  { title: "new", align: "right", drop: 2, style: dimZero },
  { title: "updated", align: "right", drop: 2, style: dimZero },
  { title: "deleted", align: "right", drop: 3, style: dimZero },
  { title: "failed", align: "right", drop: 1, style: redUnlessZero },
  { title: "growth", align: "right" },
];

function monthTable({ months }: Stats, options: RenderOptions): string[] {
  const rows = months.slice(-MONTHS).map((month) => [
    month.month,
    count(month.runs),
    count(month.calls),
    bytes(month.bytes),
    count(month.new),
    count(month.updated),
    count(month.deleted),
    count(month.failed),
    bytes(month.stored_bytes),
  ]);
  return [
    ...renderTable(MONTH_COLUMNS, rows, options),
    ...months.length > MONTHS
      ? [options.palette.dim(`the last ${MONTHS} of ${counted(months.length, "month")}`)]
      : [],
  ];
}

const RUN_COLUMNS: readonly Column[] = [
  { title: "run" },
  { title: "mode", drop: 4 },
  {
    title: "result",
    style: (text, palette) => text === "completed" ? palette.green(text) : palette.yellow(text),
  },
  { title: "time", align: "right", drop: 3 },
  { title: "requests", align: "right" },
  { title: "received", align: "right", drop: 6 },
  { title: "new", align: "right", drop: 2, style: dimZero },
  { title: "updated", align: "right", drop: 2, style: dimZero },
  { title: "deleted", align: "right", drop: 5, style: dimZero },
  { title: "failed", align: "right", drop: 1, style: redUnlessZero },
];

function runTable({ sessions }: Stats, options: RenderOptions): string[] {
  const rows = sessions.slice(0, RUNS).map((session) => [
    time(session.started_at, options),
    session.mode,
    session.status,
    session.duration_seconds === null ? "" : duration(session.duration_seconds),
    count(session.calls),
    bytes(session.bytes),
    count(session.new),
    count(session.updated),
    count(session.deleted),
    count(session.failed),
  ]);
  return [
    ...renderTable(RUN_COLUMNS, rows, options),
    ...sessions.length > RUNS
      ? [options.palette.dim(`the last ${RUNS} of ${counted(sessions.length, "run")}`)]
      : [],
  ];
}

/** Returns the estimated size of the vault in a year, and the data that the estimate uses. */
function projectionLines({ projection }: Stats, options: RenderOptions): string[] {
  const { bytes: size, bytes_per_day: perDay, runs, days } = projection;
  const span = days < 1 ? counted(Math.round(days * 24), "hour") : counted(Math.round(days), "day");
  const held = `${counted(runs, "run")}${runs < 2 ? "" : ` within ${span}`}`;
  const text = size === null || perDay === null
    ? `too few runs to estimate: ${held}; an estimate needs ${LEAST_RUNS} runs over a day or more`
    : `about ${bytes(size)}, if it keeps growing by ${bytes(perDay)} per day, as over ${held}`;
  return renderPairs([["in a year", text]], options);
}

function day(iso: string | null): string {
  return iso?.slice(0, 10) ?? "";
}

function time(iso: string | null, { zone }: RenderOptions): string {
  if (iso === null) return "";
  return shownTime(iso, zone);
}
