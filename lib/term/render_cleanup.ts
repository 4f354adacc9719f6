/**
 * The result of `cleanup`: what is removed from each type, its age, and the space that is freed.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import type { CleanupReport } from "../inspect/cleanup.ts";
import { wrap } from "./cell.ts";
import { bytes, count, counted } from "./format.ts";
import { shownTime } from "./shown_time.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "type", min: 8 },
  { title: "items", align: "right" },
  { title: "versions", align: "right" },
  { title: "size", align: "right", drop: 2 },
  { title: "oldest", drop: 3 },
  { title: "newest", drop: 3 },
];

/** The options for rendering the result. */
export interface CleanupRenderOptions extends RenderOptions {
  /** False if the user has just seen the table. */
  table?: boolean;
}

/** Returns the lines of the report. */
export function renderCleanup(report: CleanupReport, options: CleanupRenderOptions): string[] {
  const { palette } = options;
  const { totals, db } = report;
  const planned = report.status === "planned";
  const nothing = totals.items + totals.versions === 0;
  const lines = nothing || options.table === false ? [] : [...table(report, options), ""];
  if (nothing) {
    lines.push(
      ...folded(
        `Nothing to remove: no item was deleted, and no version superseded, more than ${
          counted(report.retention_days, "day")
        } ago.`,
        options,
      ),
    );
  } else {
    const what = `${whatGoes(report)}, all before ${shownTime(report.older_than, options.zone)}`;
    if (planned) lines.push(...folded(`Would remove ${what}.`, options).map(palette.yellow));
    else lines.push(...folded(`✓ Removed ${what}.`, options).map(palette.green));
  }
  if (!planned) {
    const shrunk = report.freed_bytes === 0 ? "no smaller" : `${bytes(report.freed_bytes)} smaller`;
    lines.push(...folded(`${db}: ${bytes(report.vault_bytes)}, ${shrunk}`, options));
  }
  for (const text of report.warnings) lines.push(...folded(`Warning: ${text}`, options).map(palette.yellow));
  return lines;
}

/** Returns `3 deleted items and 40 former versions`. */
export function whatGoes({ totals: { items, versions } }: Pick<CleanupReport, "totals">): string {
  const parts = [
    ...items > 0 ? [counted(items, "deleted item")] : [],
    ...versions > 0 ? [counted(versions, "former version")] : [],
  ];
  return parts.join(" and ");
}

function table({ types, totals }: CleanupReport, options: RenderOptions): string[] {
  const rows = types.map(({ type, items, versions, bytes: size, oldest, newest }) => [
    type,
    count(items),
    count(versions),
    bytes(size),
    oldest.slice(0, 10),
    newest.slice(0, 10),
  ]);
  const total = ["total", count(totals.items), count(totals.versions), bytes(totals.bytes), "", ""];
  return renderTable(COLUMNS, [...rows, total], { ...options, totals: true });
}

function folded(text: string, { width }: RenderOptions): string[] {
  return width === null ? [text] : wrap(text, width);
}
