/**
 * Cards: what a page shows of a version of an item, and the differences between two versions. Shared by the page and
 * the code that fills it. Pure.
 *
 * A body of Looker is 10 to 30 times as large as its card.
 *
 * @module
 */
import type { Key } from "./head.ts";

/** An item: its newest card, and its versions, the oldest first. */
export interface Body {
  card: Card;
  /** Not empty. */
  versions: Version[];
}

/** A version. */
export interface Version {
  /** The run that first found it. */
  r: number;
  /** When it was edited according to Looker, in minutes since 1970; 0 if unknown. */
  at: number;
  /** Who edited it; null if Looker does not report it. */
  by: Key | null;
  /** The differences from the version before; empty for the oldest version. */
  ops: Op[];
  /** Present if the vault cannot read the version. It has no differences, and its card is that of the version before. */
  damaged?: true;
}

/** The visible content of a version. Absent values are omitted. */
export interface Card {
  title: string;
  text?: string;
  /** The folder that contains the item, and its owner. */
  folder?: Key;
  owner?: Key;
  /** Why this item cannot be restored. */
  fixed?: string;
  /** Properties by their names in Looker, such as `crontab`, `email`, `access`. Lists are sets without an order. */
  facts?: Record<string, Line | Line[]>;
  tabs?: Tab[];
  filters?: Filter[];
  /** The tiles of a dashboard. A look has one tile, with the id `look`. */
  tiles?: Tile[];
  /** The sections of a board or a homepage. */
  sections?: Section[];
}

/** The names of the lists of parts of a card. */
export type PartList = "tabs" | "filters" | "tiles" | "sections";

/** A text, or an item with its role, such as `{to: "groups/4", as: "View"}`. */
export type Line = string | { to: Key; as?: string };

/** A tab of a dashboard, which is one of its layouts. */
export interface Tab {
  id: string;
  title: string;
}

/** A filter of a dashboard. */
export interface Filter {
  id: string;
  title: string;
  /** `model::explore` and field. */
  x?: string;
  field?: string;
  /** The value when the dashboard is opened; empty for any value. */
  def: string;
}

/** A tile. */
export interface Tile {
  id: string;
  title: string;
  /** Such as `looker_column`, `single_value`, `text`, `button`; `merged` for merged results. */
  vis: string;
  /** The id of the tab; omitted if there are no tabs. */
  tab?: string;
  /** Position and size in a grid of 24 columns. */
  at: [row: number, column: number, width: number, height: number];
  text?: string;
  /** The look that the tile shows. */
  look?: Key;
  q?: Query;
  /** The queries of merged results. */
  merged?: Query[];
  /** The filters of the dashboard that the tile listens to: title and field. */
  listen?: [filter: string, field: string][];
}

/** A query. */
export interface Query {
  /** `model::explore`. */
  x: string;
  fields: string[];
  filters?: Record<string, string>;
  pivots?: string[];
  sorts?: string[];
  limit?: string;
  /** Names of table calculations and custom fields. */
  custom?: string[];
}

/** A section of a board. */
export interface Section {
  id: string;
  title: string;
  text?: string;
  items: Line[];
}

/**
 * One difference between two cards, and at the same time the step from one card to the next. `a` is the value before,
 * `b` the value after. A missing value is omitted.
 */
export type Op =
  /** A property of the card: `title`, `text`, `folder`, `owner`, `fixed`. */
  | { k: "prop"; p: "title" | "text" | "folder" | "owner" | "fixed"; a?: string; b?: string }
  /** A fact that is not a list in both cards. */
  | { k: "fact"; p: string; a?: Line | Line[]; b?: Line | Line[] }
  /** A fact that is a list in both cards. */
  | { k: "list"; p: string; add: Line[]; del: Line[] }
  /** A part was added or removed; `i` is its position. */
  | { k: "+"; of: PartList; id: string; b: Part; i: number }
  | { k: "-"; of: PartList; id: string; a: Part; i: number }
  /**
   * A property of a part; `t` is the part's title. `p` can be a path into the query, such as `q.fields`; `f` is one of
   * its filters.
   */
  | { k: "part"; of: PartList; id: string; t: string; p: string; f?: string; a?: unknown; b?: unknown }
  /** The order of parts has changed; each part has an id and a title. Tiles have positions instead of an order. */
  | { k: "order"; of: PartList; a: Named[]; b: Named[] }
  /**
   * A difference in Looker's body that no card shows, in the words of `Difference` in `lib/live/diff/difference.ts`.
   */
  | { k: "note"; in: string; p: string; a?: string; b?: string };

/** A part by its id and its title. */
export type Named = [id: string, title: string];

/** A part of a card. */
export type Part = Tab | Filter | Tile | Section;
