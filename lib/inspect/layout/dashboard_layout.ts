/**
 * Computes the layout of a dashboard: its tabs, and the tiles on each tab in a grid of 24 columns. Pure.
 *
 * @module
 */
import { asObjects, asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { calledOf } from "../../live/diff/body_parts.ts";
import { type TileKind, tileKind } from "./tile_kind.ts";

/** The number of columns of Looker's grid. */
export const GRID_COLUMNS = 24;

/** The maximum length of a drawn dashboard, in rows. A body can contain any number. */
const MOST_ROWS = 10_000;

/** A position in the grid, in cells from the top left. */
export interface TilePlace {
  row: number;
  column: number;
  width: number;
  height: number;
}

/** A tile on its tab. */
export interface LaidTile extends TilePlace {
  id: string;
  /** The tile's title; empty if it has none. */
  title: string;
  kind: TileKind;
  /** The index of its tab, from 0. */
  tab: number;
  /** The tile as Looker returns it. */
  body: JsonObject;
}

/** A tab of a dashboard. */
export interface LaidTab {
  /** The id of the layout. */
  id: string;
  label: string;
}

/** The layout of a dashboard. */
export interface LaidDashboard {
  /** In the order of the dashboard; empty if it has no tabs. */
  tabs: LaidTab[];
  /** Sorted by tab, then from the top left. */
  tiles: LaidTile[];
}

interface Place extends TilePlace {
  tab: number;
}

/** Returns the layout of a dashboard's body. */
export function layoutOf(body: JsonObject): LaidDashboard {
  const elements = asObjects(body["dashboard_elements"]).filter((tile) => asText(tile["id"]) !== null);
  const sheets = sheetsOf(body), places = placesOn(sheets, elements);
  // A tab without tiles appears if it has a label. Looker also stores layouts without label and tiles, which do not
  // appear.
  const shown = sheets.map((sheet, at) => ({ id: asText(sheet["id"]), label: asText(sheet["label"]), at }))
    .filter(({ label, at }) => label !== null || [...places.values()].some(({ tab }) => tab === at));
  const numbers = new Map(shown.map(({ at }, number) => [at, number]));
  const ends = shown.map(({ at }) =>
    Math.max(0, ...[...places.values()].filter(({ tab }) => tab === at).map((one) => one.row + one.height))
  );
  const tiles = elements.map((element, order): LaidTile & { order: number } => {
    const id = asText(element["id"]) ?? "", place = places.get(id);
    return {
      id,
      title: calledOf(element) ?? "",
      kind: tileKind(element),
      tab: numbers.get(place?.tab ?? 0) ?? 0,
      // A tile without a position appears below the other tiles.
      ...(place === undefined ? below(ends) : gridPlace(place)),
      body: element,
      order,
    };
  });
  tiles.sort((a, b) => a.tab - b.tab || a.row - b.row || a.column - b.column || a.order - b.order);
  return {
    tabs: shown.length < 2
      ? []
      : shown.map(({ id, label }, i) => ({ id: id ?? `tab ${i + 1}`, label: label ?? `Tab ${i + 1}` })),
    tiles: tiles.map(({ order: _order, ...tile }) => tile),
  };
}

/** Returns the layouts that users see: the active layout and the layouts with a label, which are tabs. */
function sheetsOf(body: JsonObject): JsonObject[] {
  const all = asObjects(body["dashboard_layouts"]).filter((one) => one["deleted"] !== true);
  const shown = all.filter((one) => one["active"] === true || asText(one["label"]) !== null);
  const sheets = shown.length > 0 ? shown : all.slice(0, 1);
  const order = (sheet: JsonObject): number => numberOf(sheet["order"], sheet["active"] === true ? -1 : 0);
  return sheets.map((sheet, at) => ({ sheet, at })).sort((a, b) =>
    order(a.sheet) - order(b.sheet) || a.at - b.at
  ).map(({ sheet }) => sheet);
}

/**
 * Returns the place of each tile: on the tab that the tile refers to, otherwise on the first tab that has a component
 * for it.
 */
function placesOn(sheets: readonly JsonObject[], elements: readonly JsonObject[]): Map<string, Place> {
  const home = new Map(elements.map((one) => [asText(one["id"]), asText(one["dashboard_layout_id"])]));
  const places = new Map<string, Place>();
  for (const [tab, sheet] of sheets.entries()) {
    for (const component of asObjects(sheet["dashboard_layout_components"])) {
      const id = asText(component["dashboard_element_id"]);
      if (id === null || component["deleted"] === true) continue;
      const isHome = home.get(id) === asText(sheet["id"]);
      if (places.has(id) && !isHome) continue;
      places.set(id, {
        tab,
        row: numberOf(component["row"], 0),
        column: numberOf(component["column"], 0),
        width: numberOf(component["width"], 8),
        height: numberOf(component["height"], 6),
      });
    }
  }
  return places;
}

/** Limits a position to the grid, whatever the body contains. */
function gridPlace({ row, column, width, height }: Place): TilePlace {
  const left = Math.min(Math.max(0, Math.floor(column)), GRID_COLUMNS - 1);
  const top = Math.min(Math.max(0, Math.floor(row)), MOST_ROWS);
  return {
    row: top,
    column: left,
    width: Math.min(Math.max(1, Math.floor(width)), GRID_COLUMNS - left),
    height: Math.min(Math.max(1, Math.floor(height)), MOST_ROWS),
  };
}

function below(ends: number[]): TilePlace {
  const row = Math.min(ends[0] ?? 0, MOST_ROWS);
  ends[0] = row + 6;
  return { row, column: 0, width: GRID_COLUMNS, height: 6 };
}

function numberOf(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
