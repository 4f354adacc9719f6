/**
 * How much content is used, as `search_content_views` and `content_summary` return it. The use of content only
 * affects sorting. Pure.
 *
 * @module
 */
import { asText, type JsonValue } from "../codec/json_value.ts";
import { type ContentType, isContentType } from "./content_type_names.ts";
import { factsOf } from "./content_types.ts";

/** How much an item is used. */
export interface ItemUse {
  /** The number of views that Looker has counted; null if Looker does not return it. */
  views: number | null;
  /** The time of the last view, ISO 8601 UTC; null if Looker does not return it. */
  last: string | null;
}

/** The use of items by type and id. */
export type ContentUse = Map<ContentType, Map<string, ItemUse>>;

/** Collects rows about the use of content. */
export interface UseRows {
  /** Adds a row of `search_content_views`: the views of one user, of one group, or of all users. */
  view(get: (name: string) => JsonValue | undefined): void;
  /** Adds a row of `content_summary`: an item and the number of its views. */
  summary(get: (name: string) => JsonValue | undefined): void;
  /** Returns the use of all items so far. */
  use(): ContentUse;
}

/** Who viewed an item. The views of a group are also views of users, and those of everybody include all users. */
type Viewer = "everybody" | "user" | "group";

interface Tally {
  views: Record<Viewer, number | null>;
  last: string | null;
}

const TOLD = Object.entries(factsOf("tellsUse")).flatMap(([type, told]) =>
  isContentType(type) ? [{ type, ...told }] : []
);

/**
 * Adds up rows. The number of views of an item is the number for everybody. If this number is unknown, the sum over
 * all users counts, or else the number for the largest group.
 */
export function useRows(): UseRows {
  const tallies = new Map<ContentType, Map<string, Tally>>();
  const tallyOf = (type: ContentType, id: string): Tally => {
    let items = tallies.get(type);
    if (items === undefined) tallies.set(type, items = new Map());
    let tally = items.get(id);
    if (tally === undefined) {
      items.set(id, tally = { views: { everybody: null, user: null, group: null }, last: null });
    }
    return tally;
  };
  return {
    view(get) {
      const viewer: Viewer = asText(get("user_id")) !== null
        ? "user"
        : asText(get("group_id")) !== null
        ? "group"
        : "everybody";
      for (const { type, viewedAs } of TOLD) {
        const id = asText(get(viewedAs));
        if (id === null) continue;
        const tally = tallyOf(type, id), views = countOf(get("view_count")), before = tally.views[viewer];
        if (views !== null) {
          tally.views[viewer] = viewer === "user" ? views + (before ?? 0) : Math.max(views, before ?? 0);
        }
        const last = instantOf(get("last_viewed_at"));
        if (last !== null && (tally.last ?? "") < last) tally.last = last;
      }
    },
    summary(get) {
      const told = TOLD.find(({ summedUpAs }) => summedUpAs === get("content_type"));
      const id = asText(get("content_id")), views = countOf(get("view_count"));
      if (told === undefined || id === null || views === null) return;
      // The time of the last view concerns only the API user, so it is ignored.
      tallyOf(told.type, id).views.everybody = views;
    },
    use: () =>
      new Map(
        [...tallies].map(([type, items]) => [
          type,
          new Map(
            [...items].map(([id, { views: { everybody, user, group }, last }]): [string, ItemUse] => [
              id,
              { views: everybody ?? user ?? group, last },
            ]),
          ),
        ]),
      ),
  };
}

function countOf(value: JsonValue | undefined): number | null {
  const count = typeof value === "bigint" ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/** Returns a time from Looker as ISO 8601 UTC to the second; null if it is not a time. */
function instantOf(value: JsonValue | undefined): string | null {
  const at = new Date(asText(value ?? null) ?? "");
  return Number.isNaN(at.getTime()) ? null : at.toISOString().replace(/\.\d+Z$/, "Z");
}
