/**
 * Tables. On a terminal: columns that fit the width, long texts folded within their column, the least important columns
 * omitted. On a pipe: every column and every row whole, with a tab between the cells.
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
  /** Numbers are on the right. */
  align?: "left" | "right";
  /** The cells that this column may be narrowed to: longer texts are folded. Never narrowed without. */
  min?: number;
  /** The most lines that a cell is folded into; what is longer ends with `…`. No limit for what is typed again. */
  lines?: number;
  /** Whether its texts are paths: they are folded after a slash. */
  isPath?: true;
  /** Omitted when the table is too wide, the highest first; never omitted without. */
  drop?: number;
  /** The style of a cell's text. */
  style?: (text: string, palette: Palette) => string;
}

/** How to lay a table out. */
export interface TableOptions {
  /** Cells to fit into; `null` for a pipe. */
  width: number | null;
  palette: Palette;
  /** Whether the last row is the totals: set off by a rule on a terminal, and omitted on a pipe. */
  totals?: boolean;
}

/** Widths that were chosen: the headings, and any row's lines. */
export interface TableLayout {
  titles: string[];
  lines: (row: readonly CellValue[]) => string[];
}

/** A cell of prose is folded into at most this many lines: nobody chooses to fill the screen with a title. */
const MOST_LINES = 4;

/** The table's lines, headings first. Cells are sanitized here. */
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

/** What is on a pipe where there are no rows: the headings, so that a program finds its columns. */
export function headings(columns: readonly Column[], options: TableOptions): string[] {
  return options.width === null ? renderTable(columns, [], options) : [];
}

/**
 * A layout for rows of which only some are known yet: what turns out to be wider is folded, as everything else. Cells are
 * sanitized here.
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
        // What is written from right to left ends here: the column after it stays where it is.
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

/** Letters of the scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LEFT_TO_RIGHT_MARK = "\u200e";

function foldCell(text: string, width: number, column: Column | undefined): string[] {
  // A wide character does not fit into one cell.
  const lines = (column?.isPath ? wrapPath : wrap)(text, width).map((line) => truncate(line, width));
  const most = column?.lines ?? (column?.min === undefined ? Infinity : MOST_LINES);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), truncate(`${lines[most - 1] ?? ""}…`, width)];
}

/** Label and value in two columns; long values are folded. */
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
