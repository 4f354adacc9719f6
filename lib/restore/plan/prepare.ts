/**
 * From what was asked to a plan: selects, reads the destination, follows dependencies, plans. Writes nothing.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { PERSON } from "../../looker/content_types.ts";
import { forEachPooled, sideBySide } from "../../base/pool.ts";
import {
  FEW_NAMES,
  lacked,
  learn,
  neededKinds,
  readMapped,
  readMatches,
  readUnlisted,
  type References,
  searchNames,
} from "./read_matches.ts";
import { itemKey, type ItemRef, type RefKind, unique } from "../../looker/item_ref.ts";
import type { Reader } from "../../live/reader.ts";
import { UsageError } from "../../base/errors.ts";
import { mappings } from "../../vault/id_map.ts";
import type { Vault } from "../../vault/vault.ts";
import {
  DestinationError,
  type GatherDeps,
  gatherItems,
  gatherListings,
  informed,
  readInto,
} from "./read_destination.ts";
import { asksForName } from "./name_conflicts.ts";
import type { PlannedItem } from "./model.ts";
import type { WriteOptions } from "../../handlers/task.ts";
import { handlerOf, HANDLERS } from "../../handlers/mod.ts";
import { LINKED_TYPES } from "../../looker/link_shapes.ts";
import { findLinkers, type FoundLinkers, type ListedTexts, listTexts } from "./linkers.ts";
import type { RestoreOptions } from "../restore_request.ts";
import { isLost, plan } from "./plan.ts";
import type { Destination } from "../../live/destination_state.ts";
import { AS_IS } from "../../handlers/references.ts";
import { Sameness } from "./sameness.ts";
import { select } from "./select.ts";
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

/** Prepares a restore. */
export async function prepare(deps: PrepareDeps): Promise<Prepared> {
  const { options, source, destination, vault } = deps;
  const direction = { source: source.instance, destination: destination.instance };
  const mapped = new Map(
    mappings(vault, direction).map((one) => [`${one.kind}/${one.sourceId}`, one.destinationId]),
  );
  const owners: OwnerRules = { map: options.ownerMap, fallback: options.defaultOwner };
  await requireOwners({ ...deps, workers: options.workers }, [
    ...Object.values(owners.map),
    ...owners.fallback === null ? [] : [owners.fallback],
  ]);
  return await planChosen(deps, { mapped, owners, ...await choose(deps, mapped) });
}

/** What is planned: the items, and which of them are the same in the destination. */
interface Chosen {
  chosen: readonly ItemRef[];
  sameness: Sameness;
  listed?: ListedTexts;
}

/** Whether a single item went from the instance that it was backed up from: it gets another id, and links lead nowhere. */
function isRemade({ options, source, destination }: PrepareDeps, chosen: readonly ItemRef[]): boolean {
  const [only] = chosen;
  return only !== undefined && chosen.length === 1 && options.undo === null && source.isWhole &&
    source.instance === destination.instance && LINKED_TYPES.includes(only.type) &&
    !destination.has(only.type, only.id) && destination.whyUnknown(only.type, only.id) === null;
}

/** Selects items and, with their dependencies, what they need; reads them and what they refer to. */
async function choose(deps: PrepareDeps, mapped: ReadonlyMap<string, string>): Promise<Chosen> {
  const { options, options: { withDependencies }, source, destination } = deps;
  const gather = { ...deps, workers: options.workers };
  const references = new Map<string, References>();
  let listed: ListedTexts | undefined;
  for (let chosen = unique(select(source, options));;) {
    await gatherItems(gather, chosen);
    const sameness = new Sameness(source, destination, chosen);
    const different = chosen.filter((ref) => handlerOf(ref.type) !== undefined && !sameness.same(ref));
    const kinds = neededKinds(gather, different, { references, mapped, withDependencies });
    await sideBySide([
      () => gatherListings(gather, kinds),
      async () => {
        if (isRemade(deps, chosen)) listed ??= await listTexts(deps.reader);
      },
    ]);
    await readMapped(gather, different, mapped);
    await readUnlisted(gather, different);
    await readMatches(gather, different, translatorFor(deps, { chosen, mapped }));
    const more = withDependencies
      ? lacked(source, { references, chosen, translator: translatorFor(deps, { chosen, mapped }) })
      : [];
    if (more.length === 0) {
      await learn(gather, chosen.filter((ref) => !sameness.same(ref)));
      return { chosen, sameness, ...(listed !== undefined && { listed }) };
    }
    chosen = unique([...chosen, ...more]);
  }
}

/** Plans again until nothing that the plan rests on is missing or unread. */
async function planChosen(
  deps: PrepareDeps,
  { chosen, sameness, listed, mapped, owners }: Chosen & {
    mapped: ReadonlyMap<string, string>;
    owners: OwnerRules;
  },
): Promise<Prepared> {
  const { options, destination, write } = deps, gather = { ...deps, workers: options.workers };
  const tried = new Set<string>(), fallen = new Set<string>();
  for (;;) {
    const translator = translatorFor(deps, { chosen, mapped, fallen });
    const planned = plan({
      ...deps,
      translator,
      owners,
      fallen,
      write: { ...write, knows: knowerOf(translator, options) },
      skipIfModified: options.skipIfModified,
      same: (ref) => sameness.same(ref),
      mayTrash: options.undo !== null,
    }, chosen);
    // What was to be created and is not after all: whatever can be without it is planned without it.
    const lost = planned.items.filter((item) =>
      isLost(item) && !fallen.has(itemKey(item)) && translator.isMeant(item)
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
          ...gather,
          translator,
          owners,
          mapped,
          items: planned.items,
          fix: options.fixLinks,
          ...(listed !== undefined && { listed }),
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
  const willCreate = (ref: ItemRef): boolean => {
    if (!keys.has(itemKey(ref)) || fallen.has(itemKey(ref))) return false;
    const props = source.props(ref);
    return props !== null && !destination.isUnlisted(ref.type) &&
      destination.whyUnknown(ref.type, ref.id) === null &&
      handlerOf(ref.type)?.unrestorable(props) === null;
  };
  const translator = new Translator({ source, destination, mapped, willCreate });
  pairParts(translator, source, destination);
  return translator;
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
