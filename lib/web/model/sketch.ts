/**
 * The geometry of a dashboard's sketch: tiles in a grid of 24 columns. Pure.
 *
 * Users choose the positions, so they may be missing, negative, or a million rows down.
 *
 * @module
 */
import type { Card, Op, Tile } from "../data/card.ts";

/** Columns of the grid. */
export const COLUMNS = 24;
/**
 * The maximum number of rows, the maximum gap without a tile, and the maximum height of a tile. Larger gaps are closed.
 */
const MOST_ROWS = 1200, MOST_GAP = 8, MOST_HEIGHT = 60;

/** A tile with its position: row and column from 0. */
export interface Placed {
  tile: Tile;
  row: number;
  column: number;
  width: number;
  height: number;
}

/** The tiles of a tab in reading order, and their number of rows. */
export interface Layout {
  tiles: Placed[];
  rows: number;
}

/** Returns the sketch of a tab, or of all tiles if the card has no tabs. */
export function layoutOf(card: Card, tab?: string): Layout {
  const all = card.tiles ?? [];
  const tabs = card.tabs ?? [];
  const shown = tabs.length === 0 ? all : all.filter((tile) => tabOf(card, tile) === (tab ?? tabs[0]?.id));
  const placed = shown.map((tile): Placed => {
    const [row, column, width, height] = tile.at.map(whole) as [number, number, number, number];
    const across = Math.min(COLUMNS, Math.max(1, width));
    return {
      tile,
      row: Math.max(0, row),
      column: Math.min(COLUMNS - across, Math.max(0, column)),
      width: across,
      height: Math.min(MOST_HEIGHT, Math.max(1, height)),
    };
  }).sort((a, b) => a.row - b.row || a.column - b.column);
  let end = 0, shift = 0;
  for (const one of placed) {
    shift = Math.max(shift, one.row - end - MOST_GAP);
    one.row = Math.min(MOST_ROWS, one.row - shift);
    end = Math.max(end, one.row + one.height);
  }
  return { tiles: placed, rows: end };
}

function whole(value: number): number {
  return Number.isFinite(value) ? Math.round(value) : 0;
}

/** Returns the tab of a tile; the first tab if its own does not exist. */
export function tabOf(card: Card, { tab }: Tile): string | undefined {
  const tabs = card.tabs ?? [];
  return tabs.some(({ id }) => id === tab) ? tab : tabs[0]?.id;
}

/** How a tile is marked. */
export type Mark = "added" | "removed" | "changed" | "moved";

/** Returns the marks for the sketches before and after, by the ids of the tiles. */
export function marksOf(ops: readonly Op[]): [before: Map<string, Mark>, after: Map<string, Mark>] {
  const before = new Map<string, Mark>(), after = new Map<string, Mark>();
  for (const op of ops) {
    if (
      op.k === "note" || op.k === "order" || op.k === "prop" || op.k === "fact" || op.k === "list" ||
      op.of !== "tiles"
    ) {
      continue;
    }
    if (op.k === "+") after.set(op.id, "added");
    else if (op.k === "-") before.set(op.id, "removed");
    else {
      const mark = op.p === "at" ? "moved" : "changed";
      for (const side of [before, after]) if (side.get(op.id) !== "changed") side.set(op.id, mark);
    }
  }
  return [before, after];
}

/** The shape with which a visualization is drawn. */
export type Shape =
  | "table"
  | "bar"
  | "column"
  | "line"
  | "area"
  | "scatter"
  | "pie"
  | "single"
  | "text"
  | "map"
  | "funnel"
  | "merged"
  | "button"
  | "other";

const SHAPES: Readonly<Record<string, Shape>> = {
  looker_grid: "table",
  table: "table",
  looker_bar: "bar",
  looker_column: "column",
  looker_waterfall: "column",
  looker_histogram: "column",
  looker_line: "line",
  looker_timeline: "bar",
  looker_area: "area",
  looker_scatter: "scatter",
  looker_boxplot: "column",
  looker_pie: "pie",
  looker_donut_multiples: "pie",
  looker_funnel: "funnel",
  single_value: "single",
  looker_single_record: "table",
  looker_google_map: "map",
  looker_map: "map",
  looker_geo_coordinates: "map",
  looker_geo_choropleth: "map",
  looker_wordcloud: "text",
  text: "text",
  button: "button",
  merged: "merged",
};

/** Returns the shape with which a visualization is drawn; `other` for a type that this version does not know. */
export function shapeOf(vis: string): Shape {
  return Object.hasOwn(SHAPES, vis) ? SHAPES[vis] ?? "other" : "other";
}

/** Returns the name of a visualization for users, such as `column chart`. */
export function visName(vis: string): string {
  const shape = shapeOf(vis), name = vis.replace(/^looker_/, "").replaceAll("_", " ");
  return /^(bar|column|line|area|scatter|pie|funnel)$/.test(name)
    ? `${name} chart`
    : shape === "table"
    ? "table"
    : name;
}
