/**
 * Lays out a graph in columns, with curves between boxes. Pure.
 *
 * @module
 */

/** A box. */
export interface GraphBox<T> {
  id: string;
  value: T;
}

/** A box with its position: `x` and `width` in percent of the width, `y` in pixels. */
export interface PlacedBox<T> extends GraphBox<T> {
  x: number;
  width: number;
  y: number;
}

/** A graph to draw. */
export interface PlacedGraph<T> {
  boxes: PlacedBox<T>[];
  /** Paths of curves, in a drawing of 100 by `height`. */
  edges: { from: string; to: string; path: string }[];
  /** Pixels. */
  height: number;
  /** Where each column begins. */
  lanes: { column: number; x: number }[];
}

/** Pixels from one box to the next one below. */
const STEP = 34, BOX = 26;

/** Lays out boxes in columns. Empty columns take no room. `widths` are shares. */
export function layoutGraph<T>(
  columns: readonly (readonly GraphBox<T>[])[],
  widths: readonly number[],
  edges: readonly (readonly [from: string, to: string])[],
): PlacedGraph<T> {
  const lanes = columns.map((boxes, column) => ({ boxes, column })).filter(({ boxes }) => boxes.length > 0);
  const rows = Math.max(1, ...lanes.map(({ boxes }) => boxes.length)), height = rows * STEP;
  const gap = lanes.length > 3 ? 5.6 : 8, room = 100 - gap * (lanes.length - 1);
  const sum = lanes.reduce((total, { column }) => total + (widths[column] ?? 1), 0);
  const placed: PlacedBox<T>[] = [], starts: { column: number; x: number }[] = [];
  let x = 0;
  for (const { boxes, column } of lanes) {
    const width = (widths[column] ?? 1) / sum * room, top = (height - boxes.length * STEP) / 2;
    boxes.forEach((box, row) => placed.push({ ...box, x, width, y: top + row * STEP + (STEP - BOX) / 2 }));
    starts.push({ column, x });
    x += width + gap;
  }
  const at = new Map(placed.map((box) => [box.id, box]));
  const curves = edges.flatMap(([from, to]) => {
    const a = at.get(from), b = at.get(to);
    if (a === undefined || b === undefined) return [];
    const x1 = round(a.x + a.width), x2 = round(b.x), y1 = round(a.y + BOX / 2), y2 = round(b.y + BOX / 2);
    const middle = round((x1 + x2) / 2);
    return [{ from, to, path: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}` }];
  });
  return { boxes: placed, edges: curves, height, lanes: starts };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
