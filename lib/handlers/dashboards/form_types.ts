/**
 * The form of a dashboard: its own properties, and its filters, tiles, tabs and the places on these.
 *
 * @module
 */
import type { ReasonCode } from "../reason.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import type { PartForms } from "../handler.ts";

/** A part: beside its own properties its id in the backup, and in the destination (or what stands for that). */
export interface PartForm extends JsonObject {
  from: string;
  id: string;
}

/** What a tile shows: one of these. `sql_query_id` is only ever compared. */
export interface TileSource extends JsonObject {
  look?: string;
  query?: JsonObject;
  /** A merge query; its id where the backup knows no more of it. */
  merge?: MergeForm | string;
  sql_query_id?: string;
}

/** A merge query with the definitions of its sources. */
export interface MergeForm extends JsonObject {
  source_queries: (JsonObject & { query: JsonObject })[];
}

/** Why something cannot be made. */
export interface Lost extends JsonObject {
  code: ReasonCode;
  text: string;
}

/** A tile. */
export interface TileForm extends PartForm {
  source?: TileSource;
  /** What is set on top of the source: to which filters it listens. */
  maker?: JsonObject;
  /** What the result maker repeats of the source: it is sent along with that, and never compared. */
  echoes?: JsonObject;
  /** The id of its merge query. */
  merge_id?: string;
  /** The tab that it is on and the filter that it shows, by their ids. */
  layout?: string;
  filter?: string;
  lost?: Lost;
  /** It showed nothing when it was backed up. */
  broken?: true;
}

/** A tile's place on a tab, known by the tile: a component has no identity of its own. */
export interface PlaceForm extends PartForm {
  component: string | null;
}

/** A tab. */
export interface TabForm extends PartForm {
  components: PlaceForm[];
}

/** A dashboard. A list that is absent is unknown, never empty. */
export interface DashboardForm extends JsonObject {
  dashboard_filters?: PartForm[];
  dashboard_elements?: TileForm[];
  dashboard_layouts?: TabForm[];
  certification?: JsonObject;
}

const IDS = ["from", "id"] as const;

/** What of a tile is no property of Looker's. */
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

/** The parts of a form, and what of them is no property of Looker's. */
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

/** Whether a key of a part is a property of Looker's. */
export function isProperty(key: string): boolean {
  return !BOOKKEEPING.has(key);
}

/** A part's own properties. */
export function ownOf(part: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(part).filter(([key]) => isProperty(key)));
}
