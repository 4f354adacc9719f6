/**
 * The final selection of items of a restore: the selected items, the items that they need, and the items that depend on
 * them. They are read from the target instance together with their references.
 *
 * @module
 */
import { handlerOf } from "../../handlers/mod.ts";
import { sideBySide } from "../../base/pool.ts";
import { itemKey, itemOf, type ItemRef, unique } from "../../looker/item_ref.ts";
import { LINKED_TYPES } from "../../looker/link_shapes.ts";
import { dependentsOf } from "./dependents.ts";
import { type IntoFolder, movedFolders } from "./into_folder.ts";
import { type ListedTexts, listTexts } from "./linkers.ts";
import { gatherItems, gatherListings } from "./read_destination.ts";
import {
  lacked,
  learn,
  neededKinds,
  readMapped,
  readMatches,
  readUnlisted,
  type References,
} from "./read_matches.ts";
import type { PrepareDeps } from "./prepare_deps.ts";
import { Sameness } from "./sameness.ts";
import { select } from "./select.ts";
import { type ForTranslator, translatorFor } from "./translator_for.ts";

/** The chosen items, and which of them are equal in the destination. */
export interface Chosen {
  chosen: readonly ItemRef[];
  sameness: Pick<Sameness, "same">;
  listed?: ListedTexts;
  /** The items because of which an item is restored, by the key of that item: they need it, or it depends on them. */
  neededBy: ReadonlyMap<string, readonly ItemRef[]>;
}

/**
 * Whether a single item was deleted from the instance of its backup. It then gets another id, and links to it break.
 */
function isRemade({ options, source, destination }: PrepareDeps, chosen: readonly ItemRef[]): boolean {
  const [only] = chosen;
  return only !== undefined && chosen.length === 1 && options.undo === null && source.isWhole &&
    source.instance === destination.instance && LINKED_TYPES.includes(only.type) &&
    !destination.has(only.type, only.id) && destination.whyUnknown(only.type, only.id) === null;
}

/** Selects items and, with dependencies, the items that they need. Reads them and the items that they refer to. */
export async function choose(
  deps: PrepareDeps,
  { mapped, into }: { mapped: ReadonlyMap<string, string>; into: IntoFolder | null },
): Promise<Chosen> {
  const { options, options: { withDependencies }, source, destination } = deps;
  const gather = { ...deps, workers: options.workers };
  const references = new Map<string, References>(), neededBy = new Map<string, readonly ItemRef[]>();
  let listed: ListedTexts | undefined;
  for (let chosen = firstChosen(deps, into, neededBy);;) {
    await gatherItems(gather, chosen);
    // An item that moves to another folder may equal its backup and still needs a write.
    const sameness = into === null ? new Sameness(source, destination, chosen) : { same: () => false };
    const different = chosen.filter((ref) => handlerOf(ref.type) !== undefined && !sameness.same(ref));
    const kinds = neededKinds(gather, different, { references, mapped, withDependencies });
    await sideBySide([
      () => gatherListings(gather, kinds),
      async () => {
        if (isRemade(deps, chosen)) listed ??= await listTexts(deps.reader);
      },
    ]);
    const given = (): ForTranslator => ({ chosen, mapped, into });
    await readMapped(gather, different, mapped);
    await readUnlisted(gather, different);
    await readMatches(gather, different, translatorFor(deps, given()));
    const more = withDependencies
      ? lacked(source, { references, chosen, translator: translatorFor(deps, given()), rules: deps.owners })
      : new Map<string, readonly ItemRef[]>();
    for (const [key, refs] of more) neededBy.set(key, refs);
    if (more.size === 0) {
      await learn(gather, chosen.filter((ref) => !sameness.same(ref)));
      return { chosen, sameness, neededBy, ...(listed !== undefined && { listed }) };
    }
    chosen = unique([...chosen, ...[...more.keys()].map(itemOf)]);
  }
}

/**
 * Returns the selected items, the folders to restore with them for `--into-folder`, and the items that depend on them.
 */
function firstChosen(
  { options, source, picks }: PrepareDeps,
  into: IntoFolder | null,
  neededBy: Map<string, readonly ItemRef[]>,
): ItemRef[] {
  const selected = unique(select(source, options));
  const moved = into === null ? selected : movedFolders(source, selected, options);
  if (options.withDependents !== true || options.scope.kind === "items") return moved;
  const known = new Set(moved.map(itemKey));
  const dependents = dependentsOf(source, moved, { known, exclude: options.exclude });
  for (const { ref, hosts, picks: some } of dependents) {
    neededBy.set(itemKey(ref), hosts);
    if (some !== undefined) picks.set(ref, some);
  }
  return [...moved, ...dependents.map(({ ref }) => ref)];
}
