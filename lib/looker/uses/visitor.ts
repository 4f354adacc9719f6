/**
 * The actions at each place of a body that contains a name of LookML.
 *
 * @module
 */
import type { ContentType } from "../content_type_names.ts";

/** The name of an explore and of its model. */
export interface ExploreName {
  model: string;
  explore: string;
}

/** A place that contains a name. */
export interface UsePlace {
  /** Returns the path, such as `dashboard_elements[0].query.fields[2]`, which is built only on request. */
  path: () => string;
  /** The explore that is queried at this place; null if there is none. */
  scope: ExploreName | null;
}

/** Returns the new name for each name, or the same name if it stays. */
export interface UseVisitor {
  field: (name: string, place: UsePlace) => string;
  explore: (name: ExploreName, place: UsePlace) => ExploreName;
  model: (name: string, place: UsePlace) => string;
  /** Receives each link in a text that points to an item. */
  link?: (type: ContentType, id: string, place: UsePlace) => void;
  /** Called if a key cannot be renamed, because the object already has the new key. */
  clash?: (from: string, to: string, place: UsePlace) => void;
  /** Whether a host in a link belongs to this Looker. Without this function, only relative links count. */
  isOwn?: (host: string) => boolean;
  /** Whether parts that Looker repeats or computes are visited too, for bodies that are written again. */
  echoes?: boolean;
}
