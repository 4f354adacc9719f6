/**
 * The result of `extract`: a table of types, the figures of the run, what is missing and why, and the next step.
 *
 * @module
 */
import { withArgs } from "../base/command_text.ts";
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { ExtractSummary } from "../extract/summary.ts";
import { wrap } from "./cell.ts";
import { extractShortfall } from "./extract_shortfall.ts";
import { bytes, count, counted, duration, percent, rate } from "./format.ts";
import type { Palette } from "./palette.ts";
import { errorLines, notes } from "./summary_errors.ts";
import { type Column, renderTable } from "./table.ts";

const dimZero = (text: string, palette: Palette): string => text === "0" ? palette.dim(text) : text;
const redUnlessZero = (text: string, palette: Palette): string =>
  text === "0" ? palette.dim(text) : palette.red(text);

const COLUMNS: readonly Column[] = [
  { title: "type", min: 20, lines: Infinity },
  { title: "listed", align: "right" },
  { title: "stored", align: "right" },
  { title: "new", align: "right", drop: 2, style: dimZero },
  { title: "updated", align: "right", drop: 3, style: dimZero },
  { title: "same", align: "right", drop: 5, style: dimZero },
  { title: "deleted", align: "right", drop: 4, style: dimZero },
  { title: "failed", align: "right", style: redUnlessZero },
  { title: "requests", align: "right", drop: 1, style: dimZero },
];

/** Returns the lines of the final report of `extract`. */
export function renderSummary(summary: ExtractSummary, options: RenderOptions): string[] {
  const { palette } = options;
  const calls = summary.types.reduce((sum, type) => sum + type.calls, 0);
  const rows = [...summary.types.map(row), row({ ...summary.totals, type: "total", calls })];
  const sections = [
    summary.types.length === 0 ? [] : renderTable(COLUMNS, rows, { ...options, totals: true }),
    [...headline(summary, options), ...numbers(summary, options)],
    errorLines(summary, options),
    noteLines(summary, options),
    summary.warnings.flatMap((text) => hanging(`${palette.yellow("Warning:")} `, 9, text, options)),
    hanging(`${palette.bold("Next:")} `, 6, withArgs(nextStep(summary), options.args), options),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, i) => i === 0 ? lines : ["", ...lines]);
}

function row(type: { type: string; calls: number } & ExtractSummary["totals"]): string[] {
  const { listed, stored, updated, unchanged, deleted, failed, calls } = type;
  return [type.type, ...[listed, stored, type.new, updated, unchanged, deleted, failed, calls].map(count)];
}

function headline(summary: ExtractSummary, options: RenderOptions): string[] {
  const { status, totals, errors } = summary;
  const { green, yellow, red } = options.palette;
  const items = `${count(totals.stored)} of ${counted(totals.listed, "item")} stored`;
  const problems = totals.failed > 0
    ? `${count(totals.failed)} failed`
    : `${counted(errors.length + notes(summary).length, "problem")} named below`;
  const [style, text] = {
    completed: [green, `✓ Complete: ${items}`] as const,
    partial: [yellow, `! Not complete: ${items}, ${problems}`] as const,
    interrupted: [yellow, `! Interrupted: ${items} so far`] as const,
    failed: [red, `✗ Failed: ${items}`] as const,
  }[status];
  return hanging("", 0, text, options).map(style);
}

/** Returns the notes on types that were captured completely. Notes on other types are among the errors. */
function noteLines({ types }: ExtractSummary, options: RenderOptions): string[] {
  return types.flatMap(({ type, complete, note }) =>
    complete && note !== null
      ? hanging(`${options.palette.bold("Note:")} `, 6, `${type}: ${note}`, options)
      : []
  );
}

function numbers(summary: ExtractSummary, options: RenderOptions): string[] {
  const retries = summary.retries === 0
    ? "no retries"
    : summary.retries === 1
    ? "1 retry"
    : `${count(summary.retries)} retries`;
  const texts = [
    `${duration(summary.duration_seconds)}, ${
      rate(summary.items_per_second).replace("/s", " items/s")
    }, workers busy ${percent(summary.utilization, 1)} of the time`,
    `${counted(summary.calls, "request")} (${retries}), ${bytes(summary.bytes)} received`,
    `${summary.db}: ${bytes(summary.vault_bytes)}${share(summary)}`,
  ];
  return texts.flatMap((text) => hanging("  ", 2, text, options));
}

function share({ bytes: received, vault_bytes }: ExtractSummary): string {
  return received > 0 && vault_bytes < received
    ? ` (${percent(vault_bytes, received)} of the bytes received)`
    : "";
}

function nextStep(summary: ExtractSummary): string {
  const { status, types } = summary;
  if (status !== "completed") return extractShortfall(summary).hint;
  const type = types.find(({ stored }) => stored > 0)?.type ?? "dashboards";
  return `lookervault list ${type} shows the items in the vault, lookervault show ${type} ID shows one of them`;
}

/** Returns a text after a styled prefix of `indent` cells. Further lines have the same indent. */
function hanging(prefix: string, indent: number, text: string, { width }: RenderOptions): string[] {
  const lines = width === null ? [sanitize(text)] : wrap(sanitize(text), Math.max(10, width - indent));
  return lines.map((line, i) => (i === 0 ? prefix : " ".repeat(indent)) + line);
}
