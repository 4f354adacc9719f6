/**
 * Aligned columns that fit the width: long texts are cut with `…`, then the least important columns are left out.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import { cellWidth, pad, truncate } from "./cell.ts";
import type { Palette, Style } from "./palette.ts";

/** One column. */
export interface Column {
  title: string;
  /** Numbers stand on the right. */
  align?: "left" | "right";
  /** The fewest cells this column may be cut to; it is never cut without. */
  min?: number;
  /** Left out when the table is too wide, the highest first; never left out without. */
  drop?: number;
  /** The style of a cell's text. */
  style?: (text: string, palette: Palette) => string;
}

/** How to lay a table out. */
export interface TableOptions {
  /** Cells to fit into; `null` for no limit (a pipe). */
  width: number | null;
  palette: Palette;
  /** Set the last row off as the totals. */
  totals?: boolean;
}

/** Widths that were chosen: the headings, and any row's line. */
export interface TableLayout {
  titles: string;
  line: (row: readonly string[]) => string;
}

/** The table's lines, headings first. Cells are sanitized here. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): string[] {
  const { titles, line, width } = layOut(columns, rows, options);
  const lines = rows.map(line);
  if (options.totals === true) {
    const rule = Math.min(width, options.width ?? Infinity);
    lines.splice(-1, 0, options.palette.dim("─".repeat(rule)));
  }
  return [titles, ...lines];
}

/**
 * A layout for rows of which only some are known yet. What turns out to be wider is cut on a terminal, and on a pipe
 * stands out. Cells are sanitized here.
 */
export function layOut(
  columns: readonly Column[],
  sample: readonly (readonly string[])[],
  options: TableOptions,
): TableLayout & { width: number } {
  const natural = columns.map((column, i) =>
    sample.reduce(
      (widest, row) => Math.max(widest, cellWidth(sanitize(row[i] ?? ""))),
      cellWidth(column.title),
    )
  );
  const { kept, widths, gap } = fit(columns, natural, options.width);
  const line = (texts: readonly string[], style: (i: number) => Style): string =>
    kept.map((i, at) => {
      const width = widths[at] ?? 0, whole = texts[i] ?? "";
      const text = options.width === null ? whole : truncate(whole, width);
      // Spaces at a line's end serve nobody.
      const last = at === kept.length - 1 && columns[i]?.align !== "right";
      const spaces = last ? "" : " ".repeat(Math.max(0, width - cellWidth(text)));
      const styled = text === "" ? "" : style(i)(text);
      return columns[i]?.align === "right" ? spaces + styled : styled + spaces;
    }).join(" ".repeat(gap)).trimEnd();
  const cellStyle = (i: number): Style => (text) => columns[i]?.style?.(text, options.palette) ?? text;
  return {
    titles: line(columns.map((column) => column.title), () => options.palette.dim),
    line: (row) => line(columns.map((_, i) => sanitize(row[i] ?? "")), cellStyle),
    width: total(widths, gap),
  };
}

interface Fit {
  /** Indexes of the columns that stay. */
  kept: number[];
  widths: number[];
  gap: number;
}

/** Which columns stay, how wide, and how far apart. */
function fit(columns: readonly Column[], natural: readonly number[], limit: number | null): Fit {
  const kept = columns.map((_, i) => i);
  if (limit === null) return { kept, widths: [...natural], gap: 2 };
  for (;;) {
    const widths = kept.map((i) => natural[i] ?? 0);
    for (const gap of [2, 1]) {
      if (total(widths, gap) <= limit) return { kept, widths, gap };
    }
    const droppable = kept.filter((i) => columns[i]?.drop !== undefined);
    const shrunk = shrink(widths, kept.map((i) => columns[i]?.min ?? null), limit - (kept.length - 1));
    if (total(shrunk, 1) <= limit || droppable.length === 0) {
      return { kept, widths: squeeze(shrunk, limit), gap: 1 };
    }
    const victim = droppable.reduce((a, b) => (columns[b]?.drop ?? 0) > (columns[a]?.drop ?? 0) ? b : a);
    kept.splice(kept.indexOf(victim), 1);
  }
}

/** Takes cells from the widest column that may give some, until all fit. */
function shrink(widths: readonly number[], least: readonly (number | null)[], limit: number): number[] {
  const result = [...widths];
  for (let over = total(result, 0) - limit; over > 0; over--) {
    let widest = -1;
    for (let i = 0; i < result.length; i++) {
      const min = least[i] ?? null;
      const spare = min !== null && (result[i] ?? 0) > min;
      if (spare && (widest < 0 || (result[i] ?? 0) > (result[widest] ?? 0))) widest = i;
    }
    if (widest < 0) break;
    result[widest] = (result[widest] ?? 0) - 1;
  }
  return result;
}

/** The last resort: whatever still sticks out on the right is cut. */
function squeeze(widths: readonly number[], limit: number): number[] {
  let left = limit;
  return widths.map((width) => {
    const given = Math.max(0, Math.min(width, left));
    left -= given + 1;
    return given;
  });
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}

/** Pads a list of label and value pairs to two columns. */
export function renderPairs(
  pairs: readonly (readonly [string, string])[],
  { width, palette }: TableOptions,
): string[] {
  const label = Math.max(0, ...pairs.map(([name]) => cellWidth(name)));
  return pairs.map(([name, value]) => {
    const text = sanitize(value);
    const room = width === null ? Infinity : Math.max(1, width - label - 2);
    return `${palette.dim(pad(name, label))}  ${truncate(text, room)}`;
  });
}
