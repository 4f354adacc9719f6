/**
 * Returns the content of an item's sketch: its tiles, and for a dashboard its filters and tabs.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import { UsageError } from "../../base/errors.ts";
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { type ContentType, singular } from "../../looker/content_type_names.ts";
import { LOOK, REGISTRY } from "../../looker/content_types.ts";
import type { Vault } from "../../vault/vault.ts";
import { itemBytes } from "../show.ts";
import { GRID_COLUMNS, layoutOf, type TilePlace } from "./dashboard_layout.ts";
import { chartKind, queryOf, type TileKind } from "./tile_kind.ts";

/** A tile of a sketch. */
export interface SketchTile extends TilePlace {
  id: string;
  title: string;
  kind: TileKind;
  /** The index of its tab, from 0. */
  tab: number;
  /** The explore that the tile queries, such as `thelook::orders`; null if the tile has no query of its own. */
  explore: string | null;
}

/** The sketch of a dashboard or a look. */
export interface Sketch {
  type: ContentType;
  id: string;
  name: string | null;
  filters: { title: string; value: string }[];
  tabs: string[];
  tiles: SketchTile[];
}

/**
 * Returns the sketch of an item, now or at a time (ISO 8601 UTC).
 *
 * @throws {UsageError} if the type has no layout
 * @throws {NotInVaultError} {@linkcode DamagedItemError} if there is no such item, or if it cannot be read
 */
export function sketchItem(
  vault: Vault,
  type: ContentType,
  idOrName: string,
  { at }: { at?: string | undefined } = {},
): Sketch {
  const hasTiles = REGISTRY[type].hasTiles === true;
  if (!hasTiles && type !== LOOK) {
    throw new UsageError(`Cannot draw ${type}: only dashboards and looks have a layout`, {
      hint: `Run \`lookervault show ${singular(type)} ${shellWord(idOrName)}\` to see everything.`,
    });
  }
  const { id, bytes } = itemBytes(vault, type, idOrName, { at });
  const body = asObject(decode(bytes));
  return { type, id, name: asText(body["title"]), ...(hasTiles ? drawn(body) : drawnAlone(id, body)) };
}

/** Returns the content of the sketch of a dashboard's body. Pure. */
export function drawn(body: JsonObject): Pick<Sketch, "filters" | "tabs" | "tiles"> {
  const { tabs, tiles } = layoutOf(body);
  return {
    filters: asObjects(body["dashboard_filters"]).map((filter) => ({
      title: asText(filter["title"]) ?? asText(filter["name"]) ?? "",
      value: asText(filter["default_value"]) ?? "",
    })),
    tabs: tabs.map(({ label }) => label),
    tiles: tiles.map(({ body: tile, ...place }) => ({ ...place, explore: exploreOf(queryOf(tile)) })),
  };
}

function drawnAlone(id: string, body: JsonObject): Pick<Sketch, "filters" | "tabs" | "tiles"> {
  const query = isJsonObject(body["query"]) ? body["query"] : null;
  return {
    filters: [],
    tabs: [],
    tiles: [{
      id,
      title: asText(body["title"]) ?? "",
      kind: chartKind(asObject(query?.["vis_config"])),
      tab: 0,
      row: 0,
      column: 0,
      width: GRID_COLUMNS,
      height: 6,
      explore: exploreOf(query),
    }],
  };
}

function exploreOf(query: JsonObject | null): string | null {
  const model = asText(query?.["model"]), view = asText(query?.["view"]);
  return model === null || view === null ? null : `${model}::${view}`;
}
