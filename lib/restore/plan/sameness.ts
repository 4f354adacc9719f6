/**
 * The items that are equal in the target instance and in the backup, so that nothing more needs to be read.
 *
 * @module
 */
import type { ContentType } from "../../looker/content_type_names.ts";
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { itemKey, type ItemRef, RefMap } from "../../looker/item_ref.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { LINKED_TYPES } from "../../looker/link_shapes.ts";
import { collectRefs } from "../../handlers/references.ts";

/**
 * For more items than this, items that were read one by one are also compared by their hashes: listing everything that
 * they
 * refer to (all tiles of all dashboards, for one alert) would take too long. Fewer items are compared property by
 * property.
 */
const MANY = 100;

/** Decides by hashes whether items are equal. Items that they refer to must keep their ids too. */
export class Sameness {
  /** The cached results for items with equal hashes, used if something has moved. */
  private readonly known = new RefMap<boolean>();
  /** Items and parts that have or get other ids than in the backup, such as `folders/12`. */
  private readonly moved: ReadonlySet<string>;
  /** The moved ids by kind. */
  private readonly movedIds: ReadonlyMap<string, ReadonlySet<string>>;
  /** The moved ids that a type can contain as a value, and those that it can contain in a link of a text. */
  private readonly sought = new Map<
    ContentType,
    { values: ReadonlySet<string>; links: ReadonlySet<string> }
  >();

  constructor(
    private readonly source: RestoreSource,
    private readonly destination: Destination,
    private readonly chosen: readonly ItemRef[],
  ) {
    this.moved = source.instance === destination.instance ? this.movedOf(chosen) : new Set();
    this.movedIds = idsByKind(this.moved);
  }

  /** Whether an item is equal. */
  same(ref: ItemRef): boolean {
    if (!this.looksSame(ref)) return false;
    if (this.moved.size === 0) return true;
    let same = this.known.get(ref);
    if (same === undefined) this.known.set(ref, same = !this.refersToMoved(ref));
    return same;
  }

  private looksSame(ref: ItemRef): boolean {
    const { source, destination } = this;
    if (source.instance !== destination.instance) return false;
    if (this.chosen.length <= MANY && !destination.isCaptured(ref.type)) return false;
    return source.item(ref) !== undefined && destination.hasForm(ref, () => source.form(ref));
  }

  /** Whether an item refers to an item that is created again. The reference breaks unless the item is written. */
  private refersToMoved(ref: ItemRef): boolean {
    if (!this.mayName(ref)) return false;
    const handler = handlerOf(ref.type), body = this.source.body(ref);
    if (handler === undefined || body === null) return false;
    // Links in texts count too, because they break.
    const found = collectRefs((refs) => {
      handler.form(body, refs);
      handler.keys({ get: (key) => body[key] }, refs);
    }, this.source.hosts);
    return found.some(({ kind, id }) => this.moved.has(`${kind}/${id}`));
  }

  /** Whether the bytes of an item contain a moved id that its type can refer to. Most items contain none. */
  private mayName(ref: ItemRef): boolean {
    const { values, links } = this.soughtBy(ref.type), { source } = this;
    return (values.size > 0 && source.names(ref, values)) || (links.size > 0 && source.mentions(ref, links));
  }

  private soughtBy(type: ContentType): { values: ReadonlySet<string>; links: ReadonlySet<string> } {
    let sought = this.sought.get(type);
    if (sought === undefined) {
      const kinds = handlerOf(type)?.refersTo ?? [...this.movedIds.keys()];
      sought = { values: this.idsOf(kinds), links: this.idsOf(LINKED_TYPES) };
      this.sought.set(type, sought);
    }
    return sought;
  }

  private idsOf(kinds: readonly string[]): ReadonlySet<string> {
    return new Set(kinds.flatMap((kind) => [...this.movedIds.get(kind) ?? []]));
  }

  private movedOf(chosen: readonly ItemRef[]): Set<string> {
    const { source, destination } = this;
    const moved = new Set<string>();
    for (const ref of chosen) {
      const handler = handlerOf(ref.type);
      if (handler === undefined || destination.has(ref.type, ref.id)) continue;
      // The item may still exist.
      if (destination.whyUnknown(ref.type, ref.id) !== null) continue;
      const props = source.props(ref);
      if (props !== null && handler.unrestorable(props) === null) moved.add(itemKey(ref));
    }
    for (const ref of chosen) {
      const { appearsWith, parts } = handlerOf(ref.type) ?? {};
      if (appearsWith !== undefined && moved.size > 0) {
        const props = source.props(ref), host = props === null ? null : appearsWith(props);
        if (host !== null && moved.has(itemKey(host))) moved.add(itemKey(ref));
      }
      if (parts === undefined || moved.has(itemKey(ref)) || this.looksSame(ref)) continue;
      if (destination.whyUnknown(ref.type, ref.id) !== null) continue;
      const key = ({ kind, id }: { kind: string; id: string }): string => `${kind}/${id}`;
      const live = new Set(parts(destination.body(ref) ?? {}).map(key));
      for (const part of parts(source.body(ref) ?? {})) if (!live.has(key(part))) moved.add(key(part));
    }
    return moved;
  }
}

/** Groups the ids of `kind/id` keys by kind. */
function idsByKind(keys: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>();
  for (const key of keys) {
    const at = key.indexOf("/"), kind = key.slice(0, at), known = ids.get(kind);
    if (known === undefined) ids.set(kind, new Set([key.slice(at + 1)]));
    else known.add(key.slice(at + 1));
  }
  return ids;
}
