/**
 * What a picture of an item shows: its layout, and of a dashboard its filters and tabs.
 *
 * @module
 */
import { UsageError } from "../../base/errors.ts";
import { asObject, asObjects, asText, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { type ContentType, singular } from "../../looker/content_type_names.ts";
import { LOOK, REGISTRY } from "../../looker/content_types.ts";
import type { Vault } from "../../vault/vault.ts";
import { itemBytes } from "../show.ts";
import { GRID_COLUMNS, layoutOf, type TilePlace } from "./dashboard_layout.ts";
import { chartKind, queryOf, type TileKind } from "./tile_kind.ts";

/** A tile of a picture. */
export interface SketchTile extends TilePlace {
  id: string;
  title: string;
  kind: TileKind;
  /** The number of its tab, from 0. */
  tab: number;
  /** The explore it asks, such as `thelook::orders`; null where it asks none itself. */
  explore: string | null;
}

/** A picture of a dashboard or a look. */
export interface Sketch {
  type: ContentType;
  id: string;
  name: string | null;
  filters: { title: string; value: string }[];
  tabs: string[];
  tiles: SketchTile[];
}

/**
 * What a picture of an item shows, as it was at a time (ISO 8601 UTC) or is now.
 *
 * @throws {UsageError} for a type that has no layout.
 * @throws {NotInVaultError} {@linkcode DamagedItemError} when there is no such item, or it cannot be read.
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
      hint: `\`lookervault show ${singular(type)} ${idOrName}\` shows everything.`,
    });
  }
  const { id, bytes } = itemBytes(vault, type, idOrName, { at });
  const body = asObject(decode(bytes));
  return { type, id, name: asText(body["title"]), ...(hasTiles ? drawn(body) : drawnAlone(id, body)) };
}

/** What a picture of a dashboard's body shows. Pure. */
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
