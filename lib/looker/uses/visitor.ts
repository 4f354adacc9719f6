/**
 * The actions at each place of a body that names something of LookML.
 *
 * @module
 */
import type { ContentType } from "../content_type_names.ts";

/** An explore, by its names. */
export interface ExploreName {
  model: string;
  explore: string;
}

/** A place that names something. */
export interface UsePlace {
  /** Such as `dashboard_elements[0].query.fields[2]`; made when it is asked for. */
  path: () => string;
  /** The explore that is queried there; null where none is. */
  scope: ExploreName | null;
}

/** Says what takes the place of each name: the name itself where it stays. */
export interface UseVisitor {
  field: (name: string, place: UsePlace) => string;
  explore: (name: ExploreName, place: UsePlace) => ExploreName;
  model: (name: string, place: UsePlace) => string;
  /** A link in a text that points to an item. */
  link?: (type: ContentType, id: string, place: UsePlace) => void;
  /** A key cannot be renamed: the object has the other one, too. */
  clash?: (from: string, to: string, place: UsePlace) => void;
  /** Whether a host in a link is this Looker's; without it only relative links count. */
  isOwn?: (host: string) => boolean;
  /** Whether parts that Looker repeats or computes are gone through, too: for bodies that are written again. */
  echoes?: boolean;
}
