/**
 * Reads from the target instance what a plan needs in addition to the items: their references, their counterparts with
 * other ids, and the items that have the names that they need.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { Translator } from "./translator.ts";
import { isContentType } from "../../looker/content_type_names.ts";
import { nameSearches } from "./name_conflicts.ts";
import type { PlannedItem } from "./model.ts";
import { isGone } from "../../looker/refusal.ts";
import { isRecordable } from "../../extract/tracker.ts";
import { forEachPooled } from "../../base/pool.ts";
import { LINKED_TYPES } from "../../looker/link_shapes.ts";
import { handlerOf, partHost, recognitionOf } from "../../handlers/mod.ts";
import { itemKey, type ItemRef, type PartKind, type RefKind, RefSet } from "../../looker/item_ref.ts";
import type { Reference } from "../../handlers/references.ts";
import type { OwnerRules } from "./item_references.ts";
import { PERSON } from "../../looker/content_types.ts";
import { type GatherDeps, informed, readInto, referencesOf } from "./read_destination.ts";

/** What reading works with. */
export type MatchDeps = Pick<GatherDeps, "source" | "destination" | "reader" | "workers">;

/** References of one item. */
export type References = readonly Reference[];

/**
 * For more items than this, the bodies are not read for references if the type declares all kinds that it refers to.
 */
const MANY = 100;

/**
 * Returns the kinds that must be listed: the kinds that the items refer to, and the types of items that the destination
 * does
 * not have by their ids.
 */
export function neededKinds(
  { source, destination }: MatchDeps,
  different: readonly ItemRef[],
  { references, mapped, withDependencies }: {
    /** The references of each item that was read. Entries are added. */
    references: Map<string, References>;
    mapped: ReadonlyMap<string, string>;
    /** Whether the backup is searched for what the items need. */
    withDependencies: boolean;
  },
): Set<RefKind> {
  const kinds = new Set<RefKind>();
  const same = source.instance === destination.instance;
  // A link stays unchanged, unless its target has a new id.
  const leads = (kind: RefKind, id: string): boolean => !same || mapped.has(`${kind}/${id}`);
  const groups = Map.groupBy(different, ({ type }) => type);
  for (const ref of different) {
    if (!same || !destination.has(ref.type, ref.id)) kinds.add(ref.type);
    const refersTo = withDependencies ? undefined : handlerOf(ref.type)?.refersTo;
    if (refersTo !== undefined && (groups.get(ref.type)?.length ?? 0) > MANY) {
      for (const kind of [...refersTo, ...same ? [] : LINKED_TYPES]) kinds.add(kind);
      continue;
    }
    let found = references.get(itemKey(ref));
    if (found === undefined) {
      const body = source.body(ref);
      references.set(itemKey(ref), found = body === null ? [] : referencesOf(source, ref, body));
    }
    for (const { kind, id, isLink } of found) if (isLink !== true || leads(kind, id)) kinds.add(kind);
  }
  return kinds;
}

/** Reads items of the id map that no listing shows: mostly disabled schedules. */
export async function readMapped(
  deps: MatchDeps,
  different: readonly ItemRef[],
  mapped: ReadonlyMap<string, string>,
): Promise<void> {
  const { destination, workers } = deps;
  const wanted = different.flatMap((ref) => {
    const id = mapped.get(itemKey(ref));
    return id === undefined || destination.has(ref.type, id) ? [] : [{ ref, match: { type: ref.type, id } }];
  });
  await forEachPooled(
    wanted,
    workers,
    ({ ref, match }) => readInto(destination, informed(deps, ref), match),
  );
}

/**
 * Reads items that may exist although no listing shows them, on the instance of the backup: disabled schedules, which
 * System Activity lists late or not at all. They must not be created again.
 */
export async function readUnlisted(deps: MatchDeps, different: readonly ItemRef[]): Promise<void> {
  const { destination, workers, source } = deps;
  if (source.instance !== destination.instance) return;
  const unread = different.filter((ref) =>
    recognitionOf(ref.type)?.listing.more !== undefined && !destination.has(ref.type, ref.id) &&
    !destination.wasRead(ref) && destination.whyUnknown(ref.type, ref.id) === null
  );
  await forEachPooled(
    unread,
    workers,
    (ref) => readInto(destination, informed(deps, ref), ref, { wasMissed: true }),
  );
}

/** Reads the items of the destination that were recognized by something other than their ids. */
export async function readMatches(
  deps: MatchDeps,
  different: readonly ItemRef[],
  translator: Translator,
): Promise<void> {
  const { destination, workers } = deps;
  const wanted: { ref: ItemRef; match: ItemRef }[] = [];
  for (const ref of different) {
    const found = translator.find(ref.type, ref.id);
    if (found.state !== "there") continue;
    const match = { type: ref.type, id: found.id };
    if (destination.body(match) === null) wanted.push({ ref, match });
  }
  await forEachPooled(
    wanted,
    workers,
    ({ ref, match }) => readInto(destination, informed(deps, ref), match),
  );
}

/** Reads what must be known about the destination before an existing item is changed. */
export async function learn(
  { destination, reader }: MatchDeps,
  different: readonly ItemRef[],
): Promise<void> {
  const types = new Set(
    different.filter(({ type, id }) => destination.has(type, id)).map(({ type }) => type),
  );
  for (const type of types) {
    try {
      for (const [kind, ids] of await handlerOf(type)?.learn?.(reader) ?? []) destination.addParts(kind, ids);
    } catch (error) {
      // If the facts cannot be read, a refused write shows the problem.
      if (!isRecordable(error) || isGone(error)) throw error;
    }
  }
}

/** The maximum number of items whose names are searched for. For more items, all items of their types are listed. */
export const FEW_NAMES = 5;

/**
 * Searches for the items that have the names that few items need. If a search fails, the names count as free, and
 * Looker
 * refuses a name that is taken.
 */
export async function searchNames(
  { destination, reader, workers }: GatherDeps,
  items: readonly PlannedItem[],
): Promise<void> {
  for (const type of new Set(items.map(({ type }) => type))) destination.addNamed(type, []);
  await forEachPooled(nameSearches(destination, items), workers, async ({ type, operation, params }) => {
    try {
      destination.addNamed(type, await reader.list(operation, params));
    } catch (error) {
      if (!isRecordable(error)) throw error;
    }
  });
}

/**
 * Returns the items of the backup that chosen items refer to, that the destination lacks, and that are not chosen
 * themselves, by their keys, each with the items that need it. An owner who is replaced by another is not needed.
 */
export function lacked(
  source: RestoreSource,
  { references, chosen, translator, rules }: {
    references: ReadonlyMap<string, References>;
    chosen: readonly ItemRef[];
    translator: Translator;
    rules: OwnerRules;
  },
): Map<string, ItemRef[]> {
  const found = new Map<string, ItemRef[]>(), known = new RefSet(chosen);
  const hasHeir = (id: string): boolean => {
    const email = source.item({ type: PERSON, id })?.ownerEmail ?? null;
    return rules.fallback !== null || Object.hasOwn(rules.map, id) ||
      (email !== null && Object.hasOwn(rules.map, email));
  };
  for (const ref of chosen) {
    const props = source.props(ref);
    // An item that is not restored itself needs nothing.
    if (props !== null && handlerOf(ref.type)?.unrestorable(props) !== null) continue;
    for (const { kind, id, isLink, isOwner } of references.get(itemKey(ref)) ?? []) {
      if (isLink === true || (isOwner === true && hasHeir(id))) continue;
      if (translator.find(kind, id).state !== "missing") continue;
      const needed = isContentType(kind) ? { type: kind, id } : hostIn(source, kind, id);
      if (needed === null || handlerOf(needed.type) === undefined) continue;
      const key = itemKey(needed);
      if (
        source.item(needed) === undefined || known.has(needed) || rules.exclude?.has(needed.type) === true
      ) {
        continue;
      }
      const by = found.get(key);
      if (by === undefined) found.set(key, [ref]);
      else by.push(ref);
    }
  }
  return found;
}

/** Returns the item of the backup that contains a part; null if there is none. */
function hostIn(source: RestoreSource, kind: PartKind, part: string): ItemRef | null {
  const { type, partListing } = partHost(kind) ?? {};
  if (type === undefined) return null;
  for (const { id, deletedAt } of source.items(type)) {
    const props = deletedAt === null ? source.props({ type, id }) : null;
    if (props !== null && partListing?.isIn?.(props, kind, part) === true) return { type, id };
  }
  return null;
}
