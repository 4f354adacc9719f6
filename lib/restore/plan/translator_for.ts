/**
 * The translator of one restore: counterparts, and items that will be created.
 *
 * @module
 */
import { handlerOf, HANDLERS } from "../../handlers/mod.ts";
import { AS_IS } from "../../handlers/references.ts";
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { Destination } from "../../live/destination_state.ts";
import { itemKey, type ItemRef, RefSet } from "../../looker/item_ref.ts";
import type { IntoFolder } from "./into_folder.ts";
import type { Picks } from "./picks.ts";
import { Translator } from "./translator.ts";

/** The restore for which a translator is created. */
export interface ForTranslator {
  chosen: readonly ItemRef[];
  mapped: ReadonlyMap<string, string>;
  /** Items that were to be created and are not. */
  fallen?: ReadonlySet<string>;
  into: IntoFolder | null;
}

/** Returns a translator for chosen items. */
export function translatorFor(
  { source, destination, picks }: { source: RestoreSource; destination: Destination; picks: Picks },
  { chosen, mapped, into, fallen = new Set() }: ForTranslator,
): Translator {
  // Built on first use: if all items exist, it is not needed.
  let keys: RefSet | null = null;
  const isMeant = (ref: ItemRef): boolean => (keys ??= new RefSet(chosen)).has(ref);
  const willCreate = (ref: ItemRef): boolean => {
    if (!isMeant(ref) || (fallen.size > 0 && fallen.has(itemKey(ref)))) return false;
    // A part of a deleted item is not created without the entire item.
    if (picks.of(ref) !== undefined) return false;
    const props = source.props(ref);
    return props !== null && !destination.isUnlisted(ref.type) &&
      destination.whyUnknown(ref.type, ref.id) === null &&
      handlerOf(ref.type)?.unrestorable(props) === null;
  };
  const kept = into === null
    ? null
    : { id: into.id, keeps: (id: string) => isMeant({ type: into.type, id }) };
  const translator = new Translator({ source, destination, mapped, willCreate, into: kept });
  pairParts(translator, source, destination);
  return translator;
}

/**
 * Pairs parts that content of another instance refers to by name, even if the items that contain them are not restored
 * (palettes).
 */
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
