/**
 * How much content is used, as `search_content_views` and `content_summary` return it, only for sorting. Pure.
 *
 * @module
 */
import { asText, type JsonValue } from "../codec/json_value.ts";
import { type ContentType, isContentType } from "./content_type_names.ts";
import { factsOf } from "./content_types.ts";

/** How much an item is used. */
export interface ItemUse {
  /** How often it was viewed, as long as Looker counts; null where it does not tell. */
  views: number | null;
  /** When it was viewed last, ISO 8601 UTC; null where it does not tell. */
  last: string | null;
}

/** Use by type and id. */
export type ContentUse = Map<ContentType, Map<string, ItemUse>>;

/** Rows of the use of content, one added after the other. */
export interface UseRows {
  /** A row of `search_content_views`: what one user, one group, or everybody viewed. */
  view(get: (name: string) => JsonValue | undefined): void;
  /** A row of `content_summary`: what is viewed, and how often. */
  summary(get: (name: string) => JsonValue | undefined): void;
  /** What they come to. */
  use(): ContentUse;
}

/** Who viewed something: those of a group are users, too, and everybody is all of them. */
type Viewer = "everybody" | "user" | "group";

interface Tally {
  views: Record<Viewer, number | null>;
  last: string | null;
}

const TOLD = Object.entries(factsOf("tellsUse")).flatMap(([type, told]) =>
  isContentType(type) ? [{ type, ...told }] : []
);

/** Adds up rows. Views of everybody count where they are told, else those of users, else those of the largest group. */
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
      // When it was viewed last is told of the API user alone.
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

/** A time of Looker's, ISO 8601 UTC to the second. */
function instantOf(value: JsonValue | undefined): string | null {
  const at = new Date(asText(value ?? null) ?? "");
  return Number.isNaN(at.getTime()) ? null : at.toISOString().replace(/\.\d+Z$/, "Z");
}
