/**
 * Finds names that another item in the target instance has and keeps. An item that needs such a name is not written
 * with
 * it. Pure.
 *
 * @module
 */
import { type Omission, reason } from "../../handlers/reason.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { UniqueName } from "../../handlers/handler.ts";
import { isPlaceholder } from "../../live/placeholders.ts";
import { itemKey } from "../../looker/item_ref.ts";
import type { Change } from "../../live/form_changes.ts";
import { asText } from "../../codec/json_value.ts";
import type { Operation } from "../../looker/client.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { PlannedItem } from "./model.ts";
import type { Destination } from "../../live/destination_state.ts";

/** Returns the names of a type that no two of its items may share. */
function namesOf(type: ContentType): readonly UniqueName[] {
  return handlerOf(type)?.uniqueNames ?? [];
}

/**
 * Removes what a taken name prevents from the items of a plan: the entire item if it is to be created, otherwise the
 * name.
 */
export function withoutTakenNames(
  { destination }: { destination: Destination },
  items: readonly PlannedItem[],
): PlannedItem[] {
  const moving = new Set(
    items.filter(({ action, changes }) =>
      action === "undelete" || changes.some(({ path }) => MOVES.has(path))
    )
      .flatMap(({ type, destinationId }) =>
        destinationId === null ? [] : [itemKey({ type, id: destinationId })]
      ),
  );
  const holders = new Holders(destination, moving);
  return items.map((item) => {
    const taken = namesOf(item.type).flatMap((unique) => {
      const holder = isAsked(item, unique) ? holders.of(item, unique) : null;
      return holder === null ? [] : [{ unique, holder }];
    });
    return taken.reduce((now, { unique, holder }) => without(now, unique, holder), item);
  });
}

/** Whether an existing item is to get a name that it does not have, or a name within another parent. */
export function asksForName(item: PlannedItem): boolean {
  return item.action !== "create" && namesOf(item.type).some((unique) => isAsked(item, unique));
}

/** A search of the destination for items with a name. Looker may return too many; this module compares the names. */
export interface NameSearch {
  type: ContentType;
  operation: Operation;
  params: Readonly<Record<string, unknown>>;
}

/**
 * Returns a search for each name that existing items are to get. For few items, this takes fewer requests than a
 * listing.
 */
export function nameSearches(destination: Destination, items: readonly PlannedItem[]): NameSearch[] {
  return items.filter(asksForName).flatMap((item) => {
    const listing = handlerOf(item.type)?.listing;
    if (listing === undefined) return [];
    const { operation, fields, trash } = listing;
    return namesOf(item.type).filter((unique) => isAsked(item, unique)).flatMap(
      (unique): NameSearch[] => {
        const { name, place } = wantedName(destination, item, unique);
        // A parent that is still to be created contains no items.
        if (name === null || place === null || isPlaceholder(place)) return [];
        const params = {
          [unique.name]: name,
          ...unique.within !== null && { [unique.within]: place },
          fields,
        };
        const found = { type: item.type, operation, params };
        return unique.inTrash ? [found, { ...found, params: { ...params, ...trash } }] : [found];
      },
    );
  });
}

/** Returns the name that an item gets, and the parent within which the name is unique; "" is the entire instance. */
function wantedName(
  destination: Destination,
  { type, destinationId, changes }: PlannedItem,
  unique: UniqueName,
): { name: string | null; place: string | null } {
  const row = destinationId === null ? null : destination.row({ type, id: destinationId });
  const wanted = (path: string): string | null => {
    const change = changes.find((one: Change) => one.path === path);
    return asText(change === undefined ? row?.[path] : change.to);
  };
  return { name: wanted(unique.name), place: unique.within === null ? "" : wanted(unique.within) };
}

/** Properties whose change frees a name. */
const MOVES = new Set(["title", "slug", "folder_id", "deleted"]);

/** Whether an item is to get a name that it does not have. */
function isAsked({ action, changes }: PlannedItem, { name, within }: UniqueName): boolean {
  return (action === "create" || action === "update" || action === "undelete") &&
    changes.some(({ path }) => path === name || path === within);
}

function without(item: PlannedItem, { name, within, what }: UniqueName, holder: string): PlannedItem {
  const why = reason(
    "name_taken",
    `${item.type} ${holder} already has ${what}: rename that item, or restore it too`,
  );
  // A slug is omitted. Content cannot be created without its title.
  if (item.action === "create" && within !== null) {
    return { ...item, action: "unrestorable", changes: [], calls: 0, omitted: [], reason: why };
  }
  const given = [name, ...within === null ? [] : [within]];
  const changes = item.changes.filter(({ path }) => !given.includes(path));
  const omitted: Omission[] = [
    ...item.omitted,
    ...item.changes.filter(({ path }) => given.includes(path)).map(({ path }) => ({ path, reason: why })),
  ];
  return changes.length === 0 && item.action === "update"
    ? { ...item, action: "none", changes, calls: 0, omitted }
    : { ...item, changes, omitted };
}

/** The items that have a name and keep it. */
class Holders {
  private readonly known = new Map<UniqueName, ReadonlyMap<string, readonly string[]>>();

  constructor(private readonly destination: Destination, private readonly moving: ReadonlySet<string>) {}

  /**
   * Returns the id of an item that has the name that another item needs, and keeps it; null if the name is free, or
   * unknown.
   */
  of(item: PlannedItem, unique: UniqueName): string | null {
    const { type, destinationId } = item, { destination } = this;
    if (!destination.lists(type) && !destination.knowsNames(type)) return null;
    const { name, place } = wantedName(destination, item, unique);
    if (name === null || place === null) return null;
    const holders = this.byName(type, unique).get(JSON.stringify([place, name])) ?? [];
    return holders.find((id) => id !== destinationId && !this.moving.has(itemKey({ type, id }))) ?? null;
  }

  private byName(type: ContentType, unique: UniqueName): ReadonlyMap<string, readonly string[]> {
    const known = this.known.get(unique);
    if (known !== undefined) return known;
    const names = new Map<string, string[]>();
    for (
      const [id, props] of this.destination.lists(type)
        ? this.destination.all(type)
        : this.destination.named(type)
    ) {
      if (this.destination.isPutAway({ type, id }) || (!unique.inTrash && props.get("deleted") === true)) {
        continue;
      }
      const place = unique.within === null ? "" : asText(props.get(unique.within));
      const key = JSON.stringify([place, asText(props.get(unique.name))]);
      const ids = names.get(key);
      if (ids === undefined) names.set(key, [id]);
      else ids.push(id);
    }
    this.known.set(unique, names);
    return names;
  }
}
