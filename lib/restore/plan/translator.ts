/**
 * Finds the counterpart of an item of the backup in the target instance: by id on the same instance, otherwise by the
 * id
 * map, otherwise by natural keys. Returns whether it exists, will be created, or is missing.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { placeholder } from "../../live/placeholders.ts";
import { itemKey, type ItemRef, type RefKind } from "../../looker/item_ref.ts";
import type { Props } from "../../live/reader.ts";
import { asText } from "../../codec/json_value.ts";
import { type ContentType, isContentType } from "../../looker/content_type_names.ts";
import { handlerOf, recognitionOf } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { AS_IS, type Refs } from "../../handlers/references.ts";

/** The counterpart of an id of the backup in the destination. */
export type Found =
  | { state: "there"; id: string }
  /** It does not exist yet: it is created with this item of the same restore. */
  | { state: "pending"; item: ItemRef }
  | { state: "missing" };

/** What a translator works with. */
export interface TranslatorOptions {
  source: RestoreSource;
  destination: Destination;
  /** The recorded id map, `kind/id` → id. */
  mapped: ReadonlyMap<string, string>;
  /** Whether a missing item is going to be created. */
  willCreate: (ref: ItemRef) => boolean;
  /** The folder of the destination that replaces all folders that are not kept; null for none. */
  into?: { id: string; keeps: (folder: string) => boolean } | null;
}

const MISSING: Found = { state: "missing" };

/** Translates ids. Results are cached; {@linkcode Translator.created} updates them. */
export class Translator {
  private readonly found = new Map<string, Found>();
  /** `kind/id` of the destination → id of the backup. */
  private readonly claims = new Map<string, string>();
  private readonly byKey = new Map<ContentType, ReadonlyMap<string, readonly string[]>>();
  private readonly same: boolean;
  /** Types of which every item of the backup was searched for. */
  private readonly recognized = new Set<ContentType>();
  /** Items of the backup by their aliases, filled on first use. */
  private readonly aliases = new Map<ContentType, ReadonlyMap<string, string>>();

  constructor(private readonly options: TranslatorOptions) {
    const { source, destination, mapped } = options;
    this.same = source.instance === destination.instance;
    for (const [key, id] of mapped) {
      const [kind = "", sourceId = ""] = splitKey(key);
      if (destination.has(kind as RefKind, id)) this.claims.set(`${kind}/${id}`, sourceId);
    }
  }

  /** Returns the counterpart of an id in the destination. */
  find(kind: RefKind, id: string): Found {
    const key = `${kind}/${id}`;
    const known = this.found.get(key), { into = null } = this.options;
    if (known !== undefined) return known;
    if (into !== null && kind === FOLDER && !into.keeps(id)) return { state: "there", id: into.id };
    // Ends a circle of keys, such as a folder that contains itself.
    this.found.set(key, MISSING);
    const found = isContentType(kind) ? this.findItem({ type: kind, id }) : this.findPart(kind, id);
    if (found.state === "there") this.claims.set(`${kind}/${found.id}`, id);
    this.found.set(key, found);
    return found;
  }

  /** Records that an item or a part exists now, or was recognized. */
  created(kind: RefKind, from: string, to: string): void {
    this.found.set(`${kind}/${from}`, { state: "there", id: to });
    this.claims.set(`${kind}/${to}`, from);
  }

  /** Records that a part is created with an item. */
  comesWith(kind: RefKind, id: string, item: ItemRef): void {
    this.found.set(`${kind}/${id}`, { state: "pending", item });
  }

  /** Records that an item will not be created. */
  lost(ref: ItemRef): void {
    this.found.set(itemKey(ref), MISSING);
  }

  /** Whether an id of the destination is already the counterpart of an id of the backup other than `than`. */
  isTaken(kind: RefKind, id: string, { than }: { than?: string } = {}): boolean {
    const by = this.claims.get(`${kind}/${id}`);
    return by !== undefined && by !== than;
  }

  /** Whether an item of the destination is the counterpart of an item of the backup. */
  isKnown(kind: RefKind, id: string): boolean {
    if (this.claims.has(`${kind}/${id}`)) return true;
    if (!isContentType(kind)) return false;
    const { source } = this.options;
    if (this.same) return source.item({ type: kind, id }) !== undefined;
    // An item is recognized when it is searched for, so all items of the type are searched for one time.
    if (!this.recognized.has(kind)) {
      this.recognized.add(kind);
      for (const item of source.items(kind)) this.find(kind, item.id);
    }
    return this.claims.has(`${kind}/${id}`);
  }

  /** Whether a missing item was going to be created. */
  isMeant(ref: ItemRef): boolean {
    return this.options.willCreate(ref);
  }

  private findPart(kind: RefKind, id: string): Found {
    const { destination, mapped } = this.options;
    if ((this.same || kind === "permissions") && destination.has(kind, id)) return { state: "there", id };
    const to = mapped.get(`${kind}/${id}`);
    return to !== undefined && (destination.has(kind, to) || !destination.lists(kind))
      ? { state: "there", id: to }
      : MISSING;
  }

  private findItem(ref: ItemRef): Found {
    const { source, destination, mapped, willCreate: willMake } = this.options;
    const handler = handlerOf(ref.type), recognition = recognitionOf(ref.type);
    // No listing has it: LookML dashboards and similar items are identified by names that all instances share.
    if (recognition === undefined && !destination.lists(ref.type)) return { state: "there", id: ref.id };
    const anew = this.createdAnew(ref);
    if (anew !== null) return anew;
    const to = mapped.get(itemKey(ref));
    // The item was created again next to the old item, which stays, until the backup contains the new item itself.
    const isRemade = handler?.isRemade === true && to !== undefined &&
      source.item({ type: ref.type, id: to }) === undefined;
    if (isRemade && destination.has(ref.type, to)) return { state: "there", id: to };
    if (this.same && destination.has(ref.type, ref.id)) return { state: "there", id: ref.id };
    if (to !== undefined && destination.has(ref.type, to)) return { state: "there", id: to };
    // An item that could not be read may exist. References to it are kept, and it is not created again.
    const likely = this.same ? ref.id : to;
    if (likely !== undefined && destination.whyUnknown(ref.type, likely) !== null) {
      return { state: "there", id: likely };
    }
    const props = source.props(ref);
    if (props !== null && recognition !== undefined) {
      const match = destination.lists(ref.type) ? this.byNaturalKey(ref, props) : null;
      if (match !== null) return { state: "there", id: match };
    }
    if (willMake(ref)) return { state: "pending", item: ref };
    const other = props === null ? null : handler?.appearsWith?.(props) ?? null;
    const host = other === null ? MISSING : this.find(other.type, other.id);
    return host.state === "pending" ? host : MISSING;
  }

  /**
   * Returns the counterpart of an item that Looker creates with another item. If the other item is created again, so is
   * this
   * one, although the old item may still exist (the personal folder of a deleted user).
   */
  private createdAnew(ref: ItemRef): Found | null {
    const { source, destination, mapped } = this.options;
    const handler = handlerOf(ref.type);
    if (!this.same || handler?.appearsWith === undefined) return null;
    const props = source.props(ref), other = props === null ? null : handler.appearsWith(props);
    if (other === null || source.item(other) === undefined) return null;
    const host = this.find(other.type, other.id);
    if (host.state === "pending") return host;
    const to = mapped.get(itemKey(ref));
    const isNew = host.state === "there" && host.id !== other.id;
    return isNew && to !== undefined && destination.has(ref.type, to) ? { state: "there", id: to } : null;
  }

  private byNaturalKey(ref: ItemRef, props: Props): string | null {
    const index = this.keysOf(ref.type);
    for (const key of recognitionOf(ref.type)?.keys(props, this.plainRefs) ?? []) {
      const match = index.get(key)?.find((id) => this.isFree(ref.type, id));
      if (match !== undefined) return match;
    }
    return null;
  }

  /**
   * Whether an item of the destination may be a counterpart. On the same instance, an item that the backup contains by
   * its
   * own id is not the counterpart of another item.
   */
  private isFree(type: ContentType, id: string): boolean {
    if (this.isTaken(type, id)) return false;
    const itself = this.same ? this.options.source.item({ type, id }) : undefined;
    return itself === undefined || itself.deletedAt !== null;
  }

  private keysOf(type: ContentType): ReadonlyMap<string, readonly string[]> {
    let index = this.byKey.get(type);
    if (index === undefined) {
      const built = new Map<string, string[]>();
      for (const [id, props] of this.options.destination.all(type)) {
        for (const key of recognitionOf(type)?.keys(props, AS_IS) ?? []) {
          const ids = built.get(key);
          if (ids === undefined) built.set(key, [id]);
          else ids.push(id);
        }
      }
      this.byKey.set(type, index = built);
    }
    return index;
  }

  /** Returns the id of a part: by the id map, or by its own id on the same instance. */
  part(kind: RefKind, id: string): string | null {
    const found = this.found.get(`${kind}/${id}`);
    if (found?.state === "there") return found.id;
    return this.options.mapped.get(`${kind}/${id}`) ?? (this.same ? id : null);
  }

  /**
   * Returns the replacement of an alias in an address, such as a dashboard's slug; null if no item of the backup has
   * the
   * alias.
   */
  byAlias(type: ContentType, alias: string): string | null {
    const { destination } = this.options, property = handlerOf(type)?.alias;
    if (property === undefined) return null;
    const id = this.aliasesOf(type, property).get(alias);
    const found = id === undefined ? MISSING : this.find(type, id);
    if (found.state === "missing") return null;
    // An item that is still to be created gets its alias.
    if (found.state === "pending") return alias;
    return destination.props({ type, id: found.id })?.get(property) === alias ? alias : found.id;
  }

  private aliasesOf(type: ContentType, property: string): ReadonlyMap<string, string> {
    const { source } = this.options;
    const known = this.aliases.get(type) ?? new Map(
      source.items(type).flatMap(({ id }) => {
        const alias = asText(source.props({ type, id })?.get(property));
        return alias === null ? [] : [[alias, id] as const];
      }),
    );
    this.aliases.set(type, known);
    return known;
  }

  /** References inside keys. They are not recorded. */
  private readonly plainRefs: Refs = {
    must: (kind, id) => this.plain(kind, id),
    may: (kind, id) => this.plain(kind, id),
    owner: (id) => this.plain(PERSON, id),
    part: (kind, id) => this.part(kind, id),
    model: (name) => name,
  };

  private plain(kind: RefKind, id: string): string {
    const found = this.find(kind, id);
    return found.state === "there" ? found.id : placeholder(kind, id);
  }
}

function splitKey(key: string): [string, string] {
  const at = key.indexOf("/");
  return [key.slice(0, at), key.slice(at + 1)];
}
