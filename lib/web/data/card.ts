/**
 * Cards: what a page shows of a version of an item, and what differs between two of them. Shared by the page and by what
 * fills it. Pure.
 *
 * A body of Looker is 10 to 30 times as large as its card.
 *
 * @module
 */
import type { Key } from "./head.ts";

/** An item: its newest card, and its versions, the oldest first. */
export interface Body {
  card: Card;
  /** At least one. */
  versions: Version[];
}

/** A version. */
export interface Version {
  /** The run that saw it first. */
  r: number;
  /** When it was edited, as Looker tells: minutes since 1970; 0 for unknown. */
  at: number;
  /** Who edited it; null where Looker does not tell. */
  by: Key | null;
  /** What differs from the version before; empty for the oldest one. */
  ops: Op[];
}

/** What is shown of a version. Absent values are omitted. */
export interface Card {
  title: string;
  text?: string;
  /** The folder that it is in, and the owner. */
  folder?: Key;
  owner?: Key;
  /** Why this item cannot be restored. */
  fixed?: string;
  /** Properties by their names in Looker, such as `crontab`, `email`, `access`: lists are sets, without an order. */
  facts?: Record<string, Line | Line[]>;
  tabs?: Tab[];
  filters?: Filter[];
  /** Tiles of a dashboard. A look has one, with the id `look`. */
  tiles?: Tile[];
  /** Sections of a board, a homepage. */
  sections?: Section[];
}

/** The lists of parts of a card. */
export type PartList = "tabs" | "filters" | "tiles" | "sections";

/** A text, or an item with what it is there, such as `{to: "groups/4", as: "View"}`. */
export type Line = string | { to: Key; as?: string };

/** A tab of a dashboard: a layout. */
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
  /** What it is set to when the dashboard is opened; empty for any value. */
  def: string;
}

/** A tile. */
export interface Tile {
  id: string;
  title: string;
  /** Such as `looker_column`, `single_value`, `text`, `button`; `merged` for merged results. */
  vis: string;
  /** The tab's id; omitted where there are no tabs. */
  tab?: string;
  /** Row, column, width, height in a grid of 24 columns. */
  at: [row: number, column: number, width: number, height: number];
  text?: string;
  /** The look that it shows. */
  look?: Key;
  q?: Query;
  /** The queries of merged results. */
  merged?: Query[];
  /** The filters of the dashboard that it listens to: title and field. */
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
 * One difference, and at the same time the step from one card to the next. `a` is before, `b` after; a value that was not
 * there is omitted.
 */
export type Op =
  /** A property of the card: `title`, `text`, `folder`, `owner`, `fixed`. */
  | { k: "prop"; p: "title" | "text" | "folder" | "owner" | "fixed"; a?: string; b?: string }
  /** A fact that is not a list on both sides. */
  | { k: "fact"; p: string; a?: Line | Line[]; b?: Line | Line[] }
  /** A fact that is a list on both sides. */
  | { k: "list"; p: string; add: Line[]; del: Line[] }
  /** A part came or went; `i` is its place. */
  | { k: "+"; of: PartList; id: string; b: Part; i: number }
  | { k: "-"; of: PartList; id: string; a: Part; i: number }
  /** A property of a part; `t` is the part's title. `p` goes into the query: `q.fields`; `f` is a filter of it. */
  | { k: "part"; of: PartList; id: string; t: string; p: string; f?: string; a?: unknown; b?: unknown }
  /** Parts are in another order, each with its id and its title; tiles have none, but places. */
  | { k: "order"; of: PartList; a: Named[]; b: Named[] }
  /** What differs in Looker's body and is not on cards: words only, of `Difference` of `lib/live/diff/difference.ts`. */
  | { k: "note"; in: string; p: string; a?: string; b?: string };

/** A part by its id and its title. */
export type Named = [id: string, title: string];

/** A part of a card. */
export type Part = Tab | Filter | Tile | Section;
