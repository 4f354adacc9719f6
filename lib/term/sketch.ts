/**
 * A drawing of a dashboard in a terminal: its filters, its tabs, and its tiles at their positions. Pure.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import { GRID_COLUMNS } from "../inspect/layout/dashboard_layout.ts";
import type { Sketch, SketchTile } from "../inspect/layout/sketch.ts";
import type { TileKind } from "../inspect/layout/tile_kind.ts";
import { BoxCanvas } from "./box_canvas.ts";
import { cellWidth, truncate, wrap } from "./cell.ts";
import { counted } from "./format.ts";
import type { RenderOptions } from "./render_options.ts";

/** The limits of a sketch's width, in cells; `DEFAULT` is the width on a pipe. */
const NARROWEST = 24, WIDEST = 200, DEFAULT = 100;

/** The maximum number of lines between two borders. Taller tiles are drawn shorter. */
const TALLEST = 14;

/** The kinds of tiles in words, and the mark before a title. */
const KINDS: Readonly<Record<TileKind, readonly [words: string, mark: string]>> = {
  area: ["area chart", "◢"],
  bar: ["bar chart", "▬"],
  boxplot: ["box plot", "┿"],
  button: ["button", "●"],
  column: ["column chart", "▮"],
  funnel: ["funnel", "▽"],
  gauge: ["gauge", "◠"],
  line: ["line chart", "∿"],
  map: ["map", "◈"],
  merged: ["merged results", "⧉"],
  other: ["chart", "◇"],
  pie: ["pie chart", "◔"],
  scatter: ["scatter plot", "∴"],
  single: ["single value", "#"],
  table: ["table", "▦"],
  text: ["text", "¶"],
  timeline: ["timeline", "≡"],
  words: ["word cloud", "≈"],
};

/** Returns the lines of the drawing. */
export function renderSketch(sketch: Sketch, options: RenderOptions): string[] {
  const { palette } = options, width = Math.min(WIDEST, Math.max(NARROWEST, options.width ?? DEFAULT));
  const { type, id, name, filters, tabs, tiles } = sketch;
  const tag = truncate(`${type} ${clean(id)}`, Math.floor(width / 2));
  const lines = [
    `${palette.bold(truncate(clean(name ?? ""), width - cellWidth(tag) - 2))}  ${palette.dim(tag)}`,
  ];
  if (filters.length > 0) {
    const shown = filters.map(({ title, value }) =>
      `${clean(title)}: ${value === "" ? "any value" : clean(value)}`
    );
    lines.push(
      ...wrap(`Filters  ${shown.join("  |  ")}`, width).map((line) => truncate(line, width)).map(palette.dim),
    );
  }
  if (tabs.length === 0) return [...lines, ...sheet(tiles, { ...options, width })];
  for (const [tab, label] of tabs.entries()) {
    const own = tiles.filter((tile) => tile.tab === tab);
    lines.push("", palette.cyan(truncate(`Tab ${clean(label)}, ${counted(own.length, "tile")}`, width)));
    lines.push(...sheet(own, { ...options, width }));
  }
  return lines;
}

/** Draws the tiles of a tab. */
function sheet(
  tiles: readonly SketchTile[],
  { width, ascii = false, palette }: RenderOptions & { width: number },
): string[] {
  if (tiles.length === 0) return [palette.dim("No tiles")];
  const rows = linesOf(tiles), bottom = Math.max(...rows.values());
  const canvas = new BoxCanvas(width, bottom + 1);
  const edge = (column: number): number => Math.round(column * (width - 1) / GRID_COLUMNS);
  for (const tile of tiles) {
    const left = edge(tile.column), right = edge(tile.column + tile.width);
    const top = rows.get(tile.row) ?? 0, end = rows.get(tile.row + tile.height) ?? bottom;
    canvas.box({ left, top, right, bottom: end });
    const room = right - left - 3;
    if (room < 1 || end - top < 2) continue;
    const said = textOf(tile, { room, lines: end - top - 1, ascii });
    said.forEach((text, i) =>
      canvas.text(left + 2, top + 1 + i, text, i === said.length - 1 && i > 0 ? palette.dim(text) : text)
    );
  }
  return canvas.render({ ascii });
}

/** Returns the text in a tile: its title, as far as it fits, and what it shows. */
function textOf(
  tile: SketchTile,
  { room, lines, ascii }: { room: number; lines: number; ascii: boolean },
): string[] {
  const [words, mark] = KINDS[tile.kind], title = clean(tile.title);
  const head = title === "" ? words : ascii ? title : `${mark} ${title}`;
  const facts = title === "" ? "" : tile.explore === null ? words : `${words}, ${clean(tile.explore)}`;
  const titles = wrap(head, room), most = Math.max(1, facts === "" ? lines : lines - 1);
  const shown = titles.slice(0, most);
  if (titles.length > most) shown[most - 1] = truncate(`${shown[most - 1]} ${titles[most]}`, room);
  const fits = shown.map((line) => truncate(line, room));
  if (facts === "" || lines < 2) return fits;
  return [...fits, truncate(cellWidth(facts) <= room ? facts : words, room)];
}

/** Returns the line of each row that has a border. The smallest tile has space for its title. */
function linesOf(tiles: readonly SketchTile[]): Map<number, number> {
  const edges = [...new Set(tiles.flatMap(({ row, height }) => [row, row + height]))].sort((a, b) => a - b);
  const lowest = Math.min(...tiles.map(({ height }) => height));
  const scale = Math.min(1, Math.max(0.5, 2 / lowest));
  const lines = new Map<number, number>();
  let line = 0, last = edges[0] ?? 0;
  for (const edge of edges) {
    const isGap = !tiles.some(({ row, height }) => row < edge && row + height > last);
    const drawn = isGap ? 1 : Math.min(TALLEST, Math.max(1, Math.round((edge - last) * scale)));
    line += edge === last ? 0 : drawn;
    // Moves a border down if a tile would have no space for its title.
    for (const { row, height } of tiles) {
      const top = lines.get(row);
      if (row + height === edge && top !== undefined && line - top < 2) line = top + 2;
    }
    lines.set(edge, line);
    last = edge;
  }
  return lines;
}

/** Returns a text of Looker on one line. */
function clean(text: string): string {
  return sanitize(text).replace(/\s+/g, " ").trim();
}
