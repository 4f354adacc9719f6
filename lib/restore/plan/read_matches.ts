/**
 * Reads from the target instance what a plan needs in addition to the items: their references, their counterparts with
 * other ids, and who has the names that they need.
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

/** What reading takes. */
export type MatchDeps = Pick<GatherDeps, "source" | "destination" | "reader" | "workers">;

/** References of one item. */
export type References = readonly Reference[];

/** More items than that are not read for the kinds that they refer to, where all of these are known. */
const MANY = 100;

/** Kinds that must be listed: of what the items refer to, and of items that are not there by their ids. */
export function neededKinds(
  { source, destination }: MatchDeps,
  different: readonly ItemRef[],
  { references, mapped, withDependencies }: {
    /** Grows: the references of each item that was looked at. */
    references: Map<string, References>;
    mapped: ReadonlyMap<string, string>;
    /** Whether what the items need is looked for in the backup, too. */
    withDependencies: boolean;
  },
): Set<RefKind> {
  const kinds = new Set<RefKind>();
  const same = source.instance === destination.instance;
  // Links stay as they are, unless their target has a new id.
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

/** Looks for what the id map says and no listing shows: disabled plans, mostly. */
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
 * Asks for what may be there though no listing shows it, on the instance of the backup: disabled plans, which System
 * Activity tells late or not at all. It must not be created a second time.
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

/** Reads the items of the destination that were recognised by something else than their ids. */
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

/** What must be known of the destination before an item that is there is changed. */
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
      // Then it shows when one is written.
      if (!isRecordable(error) || isGone(error)) throw error;
    }
  }
}

/** Up to so many items have their names searched for; for more, all of their types are listed. */
export const FEW_NAMES = 5;

/** Looks who has the names that few items ask for. Where that is unknown, nobody has: Looker then refuses it. */
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
 * Items of the backup that chosen ones refer to, that the destination lacks, and that are not chosen themselves, by their
 * keys; each with those that need it. Whoever only owns something is not needed where another takes its place.
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

/** The item of the backup in which a part is; null when none is known. */
function hostIn(source: RestoreSource, kind: PartKind, part: string): ItemRef | null {
  const { type, partListing } = partHost(kind) ?? {};
  if (type === undefined) return null;
  for (const { id, deletedAt } of source.items(type)) {
    const props = deletedAt === null ? source.props({ type, id }) : null;
    if (props !== null && partListing?.isIn?.(props, kind, part) === true) return { type, id };
  }
  return null;
}
