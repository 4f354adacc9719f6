/**
 * Tables. On a terminal: columns that fit the width, with long texts wrapped within their columns, and without the
 * least
 * important columns. On a pipe: every column and every row in full, with a tab between the cells.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import { cellWidth, pad, truncate, wrap, wrapPath } from "./cell.ts";
import type { Palette, Style } from "./palette.ts";
import { cellText, type CellValue, tabbed, textOf, urlOf } from "./table_cell.ts";
import { fit } from "./table_fit.ts";

export type { CellValue } from "./table_cell.ts";

/** One column. */
export interface Column {
  title: string;
  /** Numbers are aligned right. */
  align?: "left" | "right";
  /** The minimum width in cells; longer texts are wrapped. Without it, the column is never narrowed. */
  min?: number;
  /**
   * The maximum number of lines of a cell; a longer text ends with `…`. `Infinity` for values that users type again.
   */
  lines?: number;
  /** Whether its texts are paths, which are wrapped after a slash. */
  isPath?: true;
  /** The order in which columns are omitted if the table is too wide, the highest first. Without it, never omitted. */
  drop?: number;
  /** The style of a cell's text. */
  style?: (text: string, palette: Palette) => string;
}

/** The options for laying out a table. */
export interface TableOptions {
  /** The available width in cells; null for a pipe. */
  width: number | null;
  palette: Palette;
  /** Whether the last row contains the totals. They follow a rule on a terminal, and are omitted on a pipe. */
  totals?: boolean;
}

/** A layout with fixed widths: the headings, and a function that returns the lines of a row. */
export interface TableLayout {
  titles: string[];
  lines: (row: readonly CellValue[]) => string[];
}

/** The maximum number of lines of a cell of prose, so that a long title does not fill the screen. */
const MOST_LINES = 4;

/** Returns the lines of the table, headings first. Sanitizes the cells. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly CellValue[])[],
  options: TableOptions,
): string[] {
  const { titles, lines, width } = layOut(columns, rows, options);
  if (options.totals !== true) return [...titles, ...rows.flatMap(lines)];
  const body = rows.slice(0, -1).flatMap(lines), last = rows.at(-1);
  if (options.width === null || last === undefined) return [...titles, ...body];
  return [
    ...titles,
    ...body,
    options.palette.dim("─".repeat(Math.min(width, options.width))),
    ...lines(last),
  ];
}

/** Returns the output of a table without rows: on a pipe the headings, so that a program finds its columns. */
export function headings(columns: readonly Column[], options: TableOptions): string[] {
  return options.width === null ? renderTable(columns, [], options) : [];
}

/**
 * Returns a layout based on a sample of the rows. Wider texts of later rows are wrapped like all others. Sanitizes the
 * cells.
 */
export function layOut(
  columns: readonly Column[],
  sample: readonly (readonly CellValue[])[],
  { width: limit, palette }: TableOptions,
): TableLayout & { width: number } {
  if (limit === null) {
    const titles = columns.map(({ title }) => title);
    return {
      titles: [tabbed(titles)],
      lines: (row) => [tabbed(columns.map((_, i) => row[i] ?? ""))],
      width: 0,
    };
  }
  const natural = columns.map((column, i) =>
    sample.reduce(
      (widest, row) => Math.max(widest, cellWidth(cellText(row[i] ?? ""))),
      cellWidth(column.title),
    )
  );
  const { kept, widths, gap } = fit(columns, natural, limit);
  const lines = (cells: readonly CellValue[], styleAt: (i: number) => Style): string[] => {
    const folded = kept.map((i, at) => foldCell(cellText(cells[i] ?? ""), widths[at] ?? 1, columns[i]));
    const height = Math.max(1, ...folded.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) =>
      kept.map((i, at) => {
        const text = folded[at]?.[row] ?? "", width = widths[at] ?? 0, right = columns[i]?.align === "right";
        const spaces = " ".repeat(Math.max(0, width - cellWidth(text)));
        const styled = text === "" ? "" : linked(styleAt(i)(text), urlOf(cells[i] ?? ""));
        // Ends right-to-left text, so that the next column stays in place.
        const end = RIGHT_TO_LEFT.test(text) ? LEFT_TO_RIGHT_MARK : "";
        return right ? spaces + styled + end : styled + spaces + end;
      }).join(" ".repeat(gap)).trimEnd());
  };
  const linked = (text: string, url: string | null): string => url === null ? text : palette.link(text, url);
  return {
    titles: lines(columns.map(({ title }) => title), () => palette.dim),
    lines: (row) => lines(row, (i) => (text) => columns[i]?.style?.(text, palette) ?? text),
    width: widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1),
  };
}

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LEFT_TO_RIGHT_MARK = "\u200e";

function foldCell(text: string, width: number, column: Column | undefined): string[] {
  // A wide character does not fit into one cell.
  const lines = (column?.isPath ? wrapPath : wrap)(text, width).map((line) => truncate(line, width));
  const most = column?.lines ?? (column?.min === undefined ? Infinity : MOST_LINES);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), truncate(`${lines[most - 1] ?? ""}…`, width)];
}

/** Returns labels and values in two columns. Long values are wrapped. */
export function renderPairs(
  pairs: readonly (readonly [string, CellValue])[],
  { width, palette }: TableOptions,
): string[] {
  if (width === null) return pairs.map(tabbed);
  const label = Math.max(0, ...pairs.map(([name]) => cellWidth(name)));
  return pairs.flatMap(([name, value]) =>
    wrap(sanitize(textOf(value)), Math.max(1, width - label - 2)).map((line, i) =>
      `${palette.dim(pad(i === 0 ? name : "", label))}  ${line}`.trimEnd()
    )
  );
}
