/**
 * From a request to a plan: selects items, reads the destination, follows dependencies, and plans. Writes nothing.
 *
 * @module
 */
import { forEachPooled } from "../../base/pool.ts";
import { UsageError } from "../../base/errors.ts";
import type { WriteOptions } from "../../handlers/task.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { itemKey, type RefKind } from "../../looker/item_ref.ts";
import { mappings } from "../../vault/id_map.ts";
import type { RestoreOptions } from "../restore_request.ts";
import { choose, type Chosen } from "./choose.ts";
import { countDependents, dependentsOf } from "./dependents.ts";
import { type IntoFolder, intoFolder } from "./into_folder.ts";
import { userNamed } from "./item_references.ts";
import { findLinkers, type FoundLinkers } from "./linkers.ts";
import type { PlannedItem } from "./model.ts";
import { asksForName } from "./name_conflicts.ts";
import { isLost, plan } from "./plan.ts";
import type { PrepareDeps } from "./prepare_deps.ts";
import { DestinationError, type GatherDeps, gatherListings, informed, readInto } from "./read_destination.ts";
import { FEW_NAMES, searchNames } from "./read_matches.ts";
import type { Translator } from "./translator.ts";
import { translatorFor } from "./translator_for.ts";

/** A plan and what applying it needs. */
export interface Prepared {
  items: PlannedItem[];
  lacking: readonly string[];
  translator: Translator;
  owners: PrepareDeps["owners"];
  /** Other items that link to old ids of items that get new ids. */
  links: Omit<FoundLinkers, "items">;
  /** The counts by type of items that are not restored and depend on items that are created or undeleted. */
  dependents: Partial<Record<ContentType, number>>;
}

/** Prepares a restore. */
export async function prepare(deps: PrepareDeps): Promise<Prepared> {
  const { options, source, destination, vault } = deps;
  const direction = { source: source.instance, destination: destination.instance };
  const mapped = new Map(
    mappings(vault, direction).map((one) => [`${one.kind}/${one.sourceId}`, one.destinationId]),
  );
  const { owners } = deps, gather = { ...deps, workers: options.workers };
  await requireOwners(gather, [
    ...Object.values(owners.map),
    ...owners.fallback === null ? [] : [owners.fallback],
  ]);
  const into = await intoFolder(gather, options.intoFolder);
  return await planChosen(deps, { mapped, into, ...await choose(deps, { mapped, into }) });
}

/** Repeats planning until nothing that the plan is based on is missing or unread. */
async function planChosen(
  deps: PrepareDeps,
  { chosen, sameness, listed, mapped, into, neededBy }: Chosen & {
    mapped: ReadonlyMap<string, string>;
    into: IntoFolder | null;
  },
): Promise<Prepared> {
  const { options, destination, write, owners } = deps, gather = { ...deps, workers: options.workers };
  const tried = new Set<string>(), fallen = new Set<string>();
  for (;;) {
    const translator = translatorFor(deps, { chosen, mapped, fallen, into });
    const planned = plan({
      ...deps,
      translator,
      fallen,
      neededBy,
      write: { ...write, knows: knowerOf(translator, options) },
      skipIfModified: options.skipIfModified,
      same: (ref) => sameness.same(ref),
      mayTrash: options.undo !== null,
    }, chosen);
    // Items that were to be created and cannot be. All items that can do without them are planned without them.
    const lost = planned.items.filter((item) =>
      isLost(item) && !fallen.has(itemKey(item)) && translator.isMeant(item)
    );
    if (lost.length > 0) {
      for (const item of lost) fallen.add(itemKey(item));
      continue;
    }
    // Which item has a name is known only if all items are listed.
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
      return {
        ...planned,
        items: [...planned.items, ...items],
        translator,
        owners,
        links,
        dependents: left(deps, planned.items),
      };
    }
    // The item was recognized during planning, by parts of other items (an alert by its tile). It exists, so it must be
    // read.
    await forEachPooled(unread, options.workers, async (item) => {
      tried.add(itemKey(item));
      await readInto(destination, informed(deps, item), { type: item.type, id: item.destinationId ?? "" });
    });
  }
}

/** Returns the counts of dependents of the restored items that this restore does not include. */
function left(
  { options, source }: PrepareDeps,
  items: readonly PlannedItem[],
): Partial<Record<ContentType, number>> {
  if (options.undo !== null || options.live === true || !source.isWhole) return {};
  const back = items.filter(({ action }) => action === "create" || action === "undelete");
  if (back.length === 0) return {};
  return countDependents(dependentsOf(source, back, { known: new Set(items.map(itemKey)), exclude: [] }));
}

/**
 * Returns a function that decides whether the backup knows an item of the destination. An undo treats all items as
 * known:
 * each of them existed before the restore, or did not.
 */
export function knowerOf(
  translator: Translator,
  { undo }: Pick<RestoreOptions, "undo">,
): NonNullable<WriteOptions["knows"]> {
  return (kind, id) => undo !== null || translator.isKnown(kind, id);
}

/**
 * Requires that all new owners of content exist in the destination.
 *
 * @throws {UsageError} if one does not exist.
 * @throws {DestinationError} if the users could not be read.
 */
async function requireOwners(deps: GatherDeps, named: readonly string[]): Promise<void> {
  if (named.length === 0) return;
  const { destination } = deps;
  await gatherListings(deps, new Set<RefKind>([PERSON]));
  const lost = named.find((name) => !destination.has(PERSON, userNamed(destination, name)));
  if (lost === undefined) return;
  if (destination.isUnlisted(PERSON)) {
    throw new DestinationError(
      `Cannot transfer content to ${lost}: the users of ${destination.instance} could not be read`,
      {
        hint:
          "Nothing was written. Check the API user's permissions with `lookervault check`, then try again.",
      },
    );
  }
  throw new UsageError(`Cannot transfer content to ${lost}: ${destination.instance} has no such user`, {
    hint: "Give the id or email address of an existing user after --owner-map OLD= and --default-owner.",
  });
}
