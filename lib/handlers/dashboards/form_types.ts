/**
 * The form of a dashboard: its own properties, and its filters, tiles, tabs and the positions of tiles on tabs.
 *
 * @module
 */
import type { ReasonCode } from "../reason.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import type { PartForms } from "../handler.ts";

/** A part: its own properties, its id in the backup (`from`), and its id or a placeholder in the destination (`id`). */
export interface PartForm extends JsonObject {
  from: string;
  id: string;
}

/** The content of a tile: one of these properties. `sql_query_id` is only compared. */
export interface TileSource extends JsonObject {
  look?: string;
  query?: JsonObject;
  /** A merge query; only its id if the backup does not contain its definition. */
  merge?: MergeForm | string;
  sql_query_id?: string;
}

/** A merge query with the definitions of its sources. */
export interface MergeForm extends JsonObject {
  source_queries: (JsonObject & { query: JsonObject })[];
}

/** Why something cannot be created. */
export interface Lost extends JsonObject {
  code: ReasonCode;
  text: string;
}

/** The form of a tile. */
export interface TileForm extends PartForm {
  source?: TileSource;
  /** Settings in addition to the source: the filters to which the tile listens. */
  maker?: JsonObject;
  /** The properties of the result maker that repeat the source. They are sent with the source and never compared. */
  echoes?: JsonObject;
  /** The id of its merge query. */
  merge_id?: string;
  /** The ids of its tab and of the filter that it shows. */
  layout?: string;
  filter?: string;
  lost?: Lost;
  /** Whether it showed nothing when it was backed up. */
  broken?: true;
}

/** The position of a tile on a tab. The tile identifies it: a layout component has no identity of its own. */
export interface PlaceForm extends PartForm {
  component: string | null;
}

/** The form of a tab. */
export interface TabForm extends PartForm {
  components: PlaceForm[];
}

/** The form of a dashboard. An absent list is unknown, never empty. */
export interface DashboardForm extends JsonObject {
  dashboard_filters?: PartForm[];
  dashboard_elements?: TileForm[];
  dashboard_layouts?: TabForm[];
  certification?: JsonObject;
}

const IDS = ["from", "id"] as const;

/** The keys of a tile's form that only the restore uses. */
const OF_TILES = [
  ...IDS,
  "source",
  "maker",
  "echoes",
  "merge_id",
  "layout",
  "filter",
  "lost",
  "broken",
] as const;

/** The parts of a form, and their keys that only the restore uses. */
export const PART_FORMS: PartForms = {
  lists: {
    "dashboard_filters": IDS,
    "dashboard_elements": OF_TILES,
    "dashboard_elements.source.merge.source_queries": ["query"],
    "dashboard_layouts": [...IDS, "components"],
    "dashboard_layouts.components": [...IDS, "component"],
  },
  words: { from: "id", id: null, component: null },
  repeated: ["echoes"],
  madeOf: { query: ["source"], result_maker: ["source", "maker"] },
};

const BOOKKEEPING: ReadonlySet<string> = new Set(["component", "components", ...OF_TILES]);

/** Whether a key of a part is a property in Looker. */
export function isProperty(key: string): boolean {
  return !BOOKKEEPING.has(key);
}

/** Returns a part's own properties. */
export function ownOf(part: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(part).filter(([key]) => isProperty(key)));
}
