/**
 * Finds the names of LookML that a body uses, and their places. Pure.
 *
 * @module
 */
import type { JsonObject } from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { mapUses } from "./map_uses.ts";
import type { ExploreName } from "./visitor.ts";

/** A name of LookML that bodies use. The name of an explore is `model::explore`. */
export interface LookmlName {
  kind: "field" | "explore" | "model";
  name: string;
}

/** A use of a name. */
export interface Use extends LookmlName {
  /**
   * The explore that is queried at this place; null if there is none, or if the name may be left over from another
   * explore.
   */
  scope: string | null;
}

/** A use and its place, such as `dashboard_elements[0].query.fields[2]`. */
export interface PlacedUse extends Use {
  path: string;
}

/** Options of {@linkcode findUses}. */
export interface FindOptions {
  /** Whether a host in a link belongs to this Looker. Without this function, only relative links count. */
  isOwn?: (host: string) => boolean;
}

/** Callbacks for the uses of a body. */
export interface UseFound extends FindOptions {
  found: (use: Use, path: () => string) => void;
  /** Receives each item that a link in a text points to. */
  link?: (type: ContentType, id: string, path: () => string) => void;
}

/** Calls `found` for each use of a body. `path` returns the place of the use, but only during the call. */
export function eachUse(type: ContentType, body: JsonObject, { found, link, isOwn }: UseFound): void {
  const model = (name: string, path: () => string): void => found({ kind: "model", name, scope: null }, path);
  let last: ExploreName | null = null, lastId: string | null = null;
  const idOf = (scope: ExploreName | null): string | null => {
    if (scope !== last) {
      last = scope;
      lastId = scope === null ? null : exploreId(scope);
    }
    return lastId;
  };
  mapUses(type, body, {
    ...(isOwn !== undefined && { isOwn }),
    ...(link !== undefined && { link: (type, id, { path }) => link(type, id, path) }),
    field(name, { scope, path }) {
      found({ kind: "field", name, scope: idOf(scope) }, path);
      return name;
    },
    explore(name, { path }) {
      found({ kind: "explore", name: exploreId(name), scope: null }, path);
      // If a query names its explore, the model is in the same object.
      model(name.model, () => path().replace(/(^|\.)(view|explore)$/, "$1model"));
      return name;
    },
    model(name, { path }) {
      model(name, path);
      return name;
    },
  });
}

/** Returns the uses of a body with their places. Each use is listed one time per place. */
export function findUses(type: ContentType, body: JsonObject, options: FindOptions = {}): PlacedUse[] {
  const uses = new Map<string, PlacedUse>();
  eachUse(type, body, {
    ...options,
    found: (use, path) => {
      const place = path();
      uses.set(`${use.kind} ${use.name} ${place}`, { ...use, path: place });
    },
  });
  return [...uses.values()];
}

/** Returns `model::explore`. */
export function exploreId({ model, explore }: ExploreName): string {
  return `${model}::${explore}`;
}

/** Returns the names in `model::explore`; null if the text has another form. */
export function exploreOf(id: string): ExploreName | null {
  const at = id.indexOf("::");
  return at <= 0 || at + 2 >= id.length ? null : { model: id.slice(0, at), explore: id.slice(at + 2) };
}
