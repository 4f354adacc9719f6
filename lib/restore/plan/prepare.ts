/**
 * From what was asked to a plan: selects, reads the destination, follows dependencies, plans. Writes nothing.
 *
 * @module
 */
import { PERSON } from "../../looker/content_types.ts";
import { forEachPooled } from "../../base/pool.ts";
import type { WriteOptions } from "../handlers/task.ts";
import { itemKey, type ItemRef, type PartKind, type RefKind, unique } from "../../looker/item_ref.ts";
import type { Reader } from "../../live/reader.ts";
import { UsageError } from "../../base/errors.ts";
import { isContentType } from "../../looker/content_type_names.ts";
import { LINKED_TYPES } from "../../looker/link_shapes.ts";
import { mappings } from "../../vault/id_map.ts";
import type { Vault } from "../../vault/vault.ts";
import {
  DestinationError,
  type GatherDeps,
  gatherItems,
  gatherListings,
  informed,
  readInto,
  referencesOf,
} from "./read_destination.ts";
import { isGone } from "../../looker/refusal.ts";
import { asksForName, nameSearches } from "./name_conflicts.ts";
import { isRecordable } from "../../extract/tracker.ts";
import type { PlannedItem } from "./model.ts";
import { handlerOf, HANDLERS, partHost, recognitionOf } from "../handlers/mod.ts";
import { findLinkers, type FoundLinkers } from "./linkers.ts";
import type { RestoreOptions } from "../restore_request.ts";
import { plan } from "./plan.ts";
import type { Destination } from "./destination.ts";
import { AS_IS, type Reference } from "./references.ts";
import { Sameness } from "./sameness.ts";
import { select } from "./select.ts";
import type { RestoreSource } from "./source.ts";
import { type OwnerRules, userNamed } from "./item_references.ts";
import { Translator } from "./translator.ts";

/** What preparing takes. */
export interface PrepareDeps {
  options: RestoreOptions;
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  vault: Vault;
  write: WriteOptions;
  /** As for the plan. */
  detailed: boolean;
  capture: GatherDeps["capture"];
}

/** A plan and what applying it needs. */
export interface Prepared {
  items: readonly PlannedItem[];
  lacking: readonly string[];
  translator: Translator;
  owners: OwnerRules;
  /** Other items that link to old ids of what gets new ones. */
  links: Omit<FoundLinkers, "items">;
}

/** More items than that are not read for the kinds that they refer to, where all of these are known. */
const MANY = 100;

/** References of one item. */
type References = readonly Reference[];

/** Prepares a restore. */
export async function prepare(deps: PrepareDeps): Promise<Prepared> {
  const { options, source, destination, vault, write } = deps;
  const direction = { source: source.instance, destination: destination.instance };
  const mapped = new Map(
    mappings(vault, direction).map((one) => [`${one.kind}/${one.sourceId}`, one.destinationId]),
  );
  const owners: OwnerRules = { map: options.ownerMap, fallback: options.defaultOwner };
  let chosen = unique(select(source, options));
  const gather = { ...deps, workers: options.workers };
  await requireOwners(gather, [
    ...Object.values(owners.map),
    ...owners.fallback === null ? [] : [owners.fallback],
  ]);
  const references = new Map<string, References>();
  let sameness: Sameness;
  for (;;) {
    await gatherItems(gather, chosen);
    sameness = new Sameness(source, destination, chosen);
    const different = chosen.filter((ref) => handlerOf(ref.type) !== undefined && !sameness.same(ref));
    await gatherListings(gather, neededKinds(deps, different, { references, mapped }));
    await readMapped(deps, different, mapped);
    await readUnlisted(deps, different);
    await readMatches(deps, different, translatorFor(deps, { chosen, mapped }));
    const more = options.withDependencies
      ? lacked(source, { references, chosen, translator: translatorFor(deps, { chosen, mapped }) })
      : [];
    if (more.length === 0) break;
    chosen = unique([...chosen, ...more]);
  }
  await learn(deps, chosen.filter((ref) => !sameness.same(ref)));
  const tried = new Set<string>(), fallen = new Set<string>();
  for (;;) {
    const translator = translatorFor(deps, { chosen, mapped, fallen });
    const planned = plan(
      {
        source,
        destination,
        translator,
        owners,
        write: { ...write, knows: knowerOf(translator, options) },
        skipIfModified: options.skipIfModified,
        same: (ref) => sameness.same(ref),
        fallen,
        detailed: deps.detailed,
        mayTrash: options.undo !== null,
      },
      chosen,
    );
    // What was to be made and is not after all: whatever can be without it is planned without it.
    const lost = planned.items.filter((item) =>
      item.destinationId === null && (item.action === "skip" || item.action === "unrestorable") &&
      !fallen.has(itemKey(item)) && translator.isMeant(item)
    );
    if (lost.length > 0) {
      for (const item of lost) fallen.add(itemKey(item));
      continue;
    }
    // To whom a name belongs is known only where all are listed.
    const asking = planned.items.filter((item) =>
      asksForName(item) && !destination.lists(item.type) && !destination.isUnlisted(item.type) &&
      !destination.knowsNames(item.type)
    );
    if (asking.length > 0) {
      if (asking.length > FEW_NAMES) {
        await gatherListings(gather, new Set(asking.map(({ type }): RefKind => type)));
      } else await searchNames(gather, asking);
      continue;
    }
    const unread = planned.items.filter((item) =>
      item.action === "create" && item.destinationId !== null && !tried.has(itemKey(item))
    );
    if (unread.length === 0) {
      const { items, ...links } = options.undo !== null
        ? { items: [], linkers: [], warnings: [], old: new Set<string>() }
        : await findLinkers({
          ...deps,
          translator,
          owners,
          mapped,
          items: planned.items,
          workers: options.workers,
          fix: options.fixLinks,
        });
      return { ...planned, items: [...planned.items, ...items], translator, owners, links };
    }
    // Recognised only while planning, by parts of others (an alert by its tile): it is there, and must be known.
    await forEachPooled(unread, options.workers, async (item) => {
      tried.add(itemKey(item));
      await readInto(destination, informed(deps, item), { type: item.type, id: item.destinationId ?? "" });
    });
  }
}

/** What must be known of the destination before an item that is there is changed. */
async function learn({ destination, reader }: PrepareDeps, different: readonly ItemRef[]): Promise<void> {
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

/** What stands behind an id of the destination; before the restore that is undone, everything did or was not there. */
export function knowerOf(
  translator: Translator,
  { undo }: Pick<RestoreOptions, "undo">,
): NonNullable<WriteOptions["knows"]> {
  return (kind, id) => undo !== null || translator.isKnown(kind, id);
}

function translatorFor(
  { source, destination }: PrepareDeps,
  { chosen, mapped, fallen = new Set() }: {
    chosen: readonly ItemRef[];
    mapped: ReadonlyMap<string, string>;
    fallen?: ReadonlySet<string>;
  },
): Translator {
  const keys = new Set(chosen.map(itemKey));
  const willMake = (ref: ItemRef): boolean => {
    if (!keys.has(itemKey(ref)) || fallen.has(itemKey(ref))) return false;
    const props = source.props(ref);
    return props !== null && !destination.isUnlisted(ref.type) &&
      destination.doubt(ref.type, ref.id) === null &&
      handlerOf(ref.type)?.unrestorable(props) === null;
  };
  const translator = new Translator({ source, destination, mapped, willMake });
  pairParts(translator, source, destination);
  return translator;
}

/** Kinds that must be listed: of what the items refer to, and of items that are not there by their ids. */
function neededKinds(
  { source, destination, options }: PrepareDeps,
  different: readonly ItemRef[],
  { references, mapped }: { references: Map<string, References>; mapped: ReadonlyMap<string, string> },
): Set<RefKind> {
  const kinds = new Set<RefKind>();
  const same = source.instance === destination.instance;
  // Links lead on where they led, unless what they lead to has got another id.
  const leads = (kind: RefKind, id: string): boolean => !same || mapped.has(`${kind}/${id}`);
  const groups = Map.groupBy(different, ({ type }) => type);
  for (const ref of different) {
    if (!same || !destination.has(ref.type, ref.id)) kinds.add(ref.type);
    const refersTo = options.withDependencies ? undefined : handlerOf(ref.type)?.refersTo;
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
async function readMapped(
  deps: PrepareDeps,
  different: readonly ItemRef[],
  mapped: ReadonlyMap<string, string>,
): Promise<void> {
  const { destination, options } = deps;
  const wanted = different.flatMap((ref) => {
    const id = mapped.get(itemKey(ref));
    return id === undefined || destination.has(ref.type, id) ? [] : [{ ref, match: { type: ref.type, id } }];
  });
  await forEachPooled(
    wanted,
    options.workers,
    ({ ref, match }) => readInto(destination, informed(deps, ref), match),
  );
}

/**
 * Asks for what may be there though no listing shows it, on the instance of the backup: disabled plans, which System
 * Activity tells late or not at all. It must not be made a second time.
 */
async function readUnlisted(deps: PrepareDeps, different: readonly ItemRef[]): Promise<void> {
  const { destination, options, source } = deps;
  if (source.instance !== destination.instance) return;
  const unread = different.filter((ref) =>
    recognitionOf(ref.type)?.listing.more !== undefined && !destination.has(ref.type, ref.id) &&
    !destination.wasRead(ref) && destination.doubt(ref.type, ref.id) === null
  );
  await forEachPooled(
    unread,
    options.workers,
    (ref) => readInto(destination, informed(deps, ref), ref, { isUnseen: true }),
  );
}

/** Reads the items of the destination that were recognised by something else than their ids. */
async function readMatches(
  deps: PrepareDeps,
  different: readonly ItemRef[],
  translator: Translator,
): Promise<void> {
  const { destination, options } = deps;
  const wanted: { ref: ItemRef; match: ItemRef }[] = [];
  for (const ref of different) {
    const found = translator.find(ref.type, ref.id);
    if (found.state !== "there") continue;
    const match = { type: ref.type, id: found.id };
    if (destination.body(match) === null) wanted.push({ ref, match });
  }
  await forEachPooled(
    wanted,
    options.workers,
    ({ ref, match }) => readInto(destination, informed(deps, ref), match),
  );
}

/** Items of the backup that chosen ones refer to, that the destination lacks, and that are not chosen themselves. */
function lacked(
  source: RestoreSource,
  { references, chosen, translator }: {
    references: ReadonlyMap<string, References>;
    chosen: readonly ItemRef[];
    translator: Translator;
  },
): ItemRef[] {
  const found = new Map<string, ItemRef>(), known = new Set(chosen.map(itemKey));
  for (const ref of chosen) {
    const props = source.props(ref);
    // What is not restored itself needs nothing.
    if (props !== null && handlerOf(ref.type)?.unrestorable(props) !== null) continue;
    for (const { kind, id, isLink } of references.get(itemKey(ref)) ?? []) {
      if (isLink === true) continue;
      if (translator.find(kind, id).state !== "missing") continue;
      const needed = isContentType(kind) ? { type: kind, id } : hostIn(source, kind, id);
      if (needed === null || handlerOf(needed.type) === undefined) continue;
      if (source.item(needed) !== undefined && !known.has(itemKey(needed))) {
        found.set(itemKey(needed), needed);
      }
    }
  }
  return [...found.values()];
}

/** The item of the backup in which a part stands; null when none is known. */
function hostIn(source: RestoreSource, kind: PartKind, part: string): ItemRef | null {
  const { type, partListing } = partHost(kind) ?? {};
  if (type === undefined) return null;
  for (const { id, deletedAt } of source.items(type)) {
    const props = deletedAt === null ? source.props({ type, id }) : null;
    if (props !== null && partListing?.isIn?.(props, kind, part) === true) return { type, id };
  }
  return null;
}

/** Up to so many items have their names searched for; for more, all of their types are listed. */
const FEW_NAMES = 5;

/** Looks who has the names that few items ask for. Where that cannot be told, nobody has: Looker then refuses it. */
async function searchNames(
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

/** Parts of items of another instance that content names, also where their items are not restored (palettes). */
function pairParts(translator: Translator, source: RestoreSource, destination: Destination): void {
  if (source.instance === destination.instance) return;
  for (const { type, pairs, isNamedByParts } of HANDLERS) {
    if (isNamedByParts !== true || pairs === undefined || !destination.lists(type)) continue;
    for (const { id } of source.items(type)) {
      const found = translator.find(type, id), body = source.body({ type, id });
      const live = found.state === "there" ? destination.row({ type, id: found.id }) : null;
      if (body === null || live === null) continue;
      for (const { kind, from, to } of pairs(body, live, AS_IS)) translator.created(kind, from, to);
    }
  }
}

/** @throws {UsageError} when somebody is to own content who is nobody in the destination. */
async function requireOwners(deps: GatherDeps, named: readonly string[]): Promise<void> {
  if (named.length === 0) return;
  const { destination } = deps;
  await gatherListings(deps, new Set<RefKind>([PERSON]));
  const lost = named.find((name) => !destination.has(PERSON, userNamed(destination, name)));
  if (lost === undefined) return;
  if (destination.isUnlisted(PERSON)) {
    throw new DestinationError(
      `Cannot give content to ${lost}: the users of ${destination.instance} could not be read`,
      {
        hint:
          "Nothing was changed. Check the API user's permissions with `lookervault check`, then try again.",
      },
    );
  }
  throw new UsageError(`Cannot give content to ${lost}: ${destination.instance} has no such user`, {
    hint: "Name an id or an e-mail address that is there after --owner-map OLD= and --default-owner.",
  });
}
