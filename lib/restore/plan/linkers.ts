/**
 * Other items whose texts still link to the old ids of items that got new ids. They are always reported, and corrected
 * with
 * `--fix-links`. Only their links change; other edits since the backup stay.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { servedId, servedName } from "../../looker/columns.ts";
import { placeholder } from "../../live/placeholders.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import type { Reader } from "../../live/reader.ts";
import { forEachPooled, sideBySide } from "../../base/pool.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { isRecordable } from "../../extract/tracker.ts";
import { CONTENT_TYPES, type ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { LINKED_TYPES, TEXTS } from "../../looker/link_shapes.ts";
import { utcTimestamp } from "../../looker/timestamps.ts";
import { type Change, changesOf } from "../../live/form_changes.ts";
import { type Linker, type PlannedItem, untouched } from "./model.ts";
import type { Handler } from "../../handlers/handler.ts";
import { handlerOf, READ_ONLY_TEXTS, UNRESTORABLE } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { AS_IS, collectRefs } from "../../handlers/references.ts";
import type { OwnerRules } from "./item_references.ts";
import type { Translator } from "./translator.ts";
import { linksIn } from "../../looker/links/text_links.ts";
import { LinkRefs } from "./link_references.ts";
import { mentionsAny } from "../../looker/links/scan.ts";

/** What the search for these items works with. */
export interface LinkerDeps {
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  translator: Translator;
  owners: OwnerRules;
  /** The recorded id map, `kind/id` → id. */
  mapped: ReadonlyMap<string, string>;
  /** The plan so far. */
  items: readonly PlannedItem[];
  workers: number;
  /** `--fix-links`. */
  fix: boolean;
  /** The listings that {@linkcode listTexts} has already read. */
  listed?: ListedTexts;
}

/** The items that were found, with the plan for the items that are corrected. */
export interface FoundLinkers {
  linkers: readonly Linker[];
  items: readonly PlannedItem[];
  /** What could not be checked, in complete sentences. */
  warnings: readonly string[];
  /** The old ids, such as `dashboards/12`. */
  old: ReadonlySet<string>;
}

/** The maximum number of changed or new items of a type that are read. A warning counts the rest. */
const MOST_READ = 100;

/** Listings by type. Each function returns the rows, or throws why the listing failed. */
export type ListedTexts = ReadonlyMap<ContentType, () => JsonObject[]>;

/** Lists in advance the types that are searched for links when an item gets another id. */
export async function listTexts(reader: Reader): Promise<ListedTexts> {
  const listed = new Map<ContentType, () => JsonObject[]>();
  await sideBySide(CONTENT_TYPES.map((type) => async () => {
    const handler = TEXTS[type] === undefined ? undefined : handlerOf(type);
    if (handler === undefined) return;
    try {
      const rows = await listOf(reader, type, handler);
      listed.set(type, () => rows);
    } catch (error) {
      if (!isRecordable(error)) throw error;
      listed.set(type, () => {
        throw error;
      });
    }
  }));
  return listed;
}

/** Lists a type's ids with their timestamps; complete objects if the type has no timestamps. */
async function listOf(reader: Reader, type: ContentType, handler: Handler): Promise<JsonObject[]> {
  const { operation, params } = handler.listing, { updatedAt } = REGISTRY[type];
  return await reader.list(operation, {
    ...params,
    ...(updatedAt !== undefined && { fields: `id,${updatedAt}` }),
  });
}

/** Finds items that link to old ids. Sends no request if no item gets another id. */
export async function findLinkers(deps: LinkerDeps): Promise<FoundLinkers> {
  const old = movedOf(deps);
  if (old.size === 0 || !deps.source.isWhole) return { linkers: [], items: [], warnings: [], old };
  const search = new Search(deps, old);
  await search.inBackup();
  await search.inLooker();
  return search.found();
}

/** Returns the keys of items that have or get another id, such as `dashboards/12`. */
function movedOf({ items, source, destination }: LinkerDeps): Set<string> {
  const same = source.instance === destination.instance;
  const moved = items.filter(({ type, id, action, destinationId }) =>
    LINKED_TYPES.includes(type) &&
    (destinationId === null ? action === "create" : !same || destinationId !== id)
  );
  return new Set(moved.map(itemKey));
}

class Search {
  private readonly linkers: Linker[] = [];
  private readonly planned: PlannedItem[] = [];
  private readonly warnings: string[] = [];
  private readonly chosen: ReadonlySet<string>;
  private readonly same: boolean;
  /** Chosen items by their ids in the destination. */
  private readonly chosenThere: ReadonlySet<string>;
  /** The old ids without their types. */
  private readonly ids: ReadonlySet<string>;
  /** Items that were already read. */
  private readonly seen = new Set<string>();

  constructor(private readonly deps: LinkerDeps, private readonly old: ReadonlySet<string>) {
    this.chosen = new Set(deps.items.map(itemKey));
    this.chosenThere = new Set(
      deps.items.flatMap(({ type, destinationId }) =>
        destinationId === null ? [] : [itemKey({ type, id: destinationId })]
      ),
    );
    this.ids = new Set([...old].map((key) => key.slice(key.indexOf("/") + 1)));
    this.same = deps.source.instance === deps.destination.instance;
  }

  found(): FoundLinkers {
    const byType = (a: ItemRef, b: ItemRef): number =>
      CONTENT_TYPES.indexOf(a.type) - CONTENT_TYPES.indexOf(b.type);
    return {
      linkers: this.linkers.sort(byType),
      items: this.planned,
      warnings: this.warnings,
      old: this.old,
    };
  }

  /** Searches the backup. Most of its items mention no old id, and need no request. */
  async inBackup(): Promise<void> {
    const { source } = this.deps;
    const found: ItemRef[] = [];
    for (const type of CONTENT_TYPES) {
      if (TEXTS[type] === undefined && !READ_ONLY_TEXTS.has(type)) continue;
      for (const { id, deletedAt } of source.items(type)) {
        const ref = { type, id };
        if (deletedAt !== null || this.chosen.has(itemKey(ref)) || !source.mentions(ref, this.ids)) continue;
        const links = this.linksOf(ref, source.body(ref));
        if (links.length === 0) continue;
        if (READ_ONLY_TEXTS.has(type)) this.nameByHand(ref, links);
        else found.push(ref);
      }
    }
    await forEachPooled(found, this.deps.workers, (ref) => this.look(ref));
  }

  /** Searches items that were created or changed in Looker after the backup. */
  async inLooker(): Promise<void> {
    if (!this.same) return;
    await sideBySide(CONTENT_TYPES.map((type) => async () => {
      const handler = TEXTS[type] === undefined ? undefined : handlerOf(type);
      if (handler !== undefined) await this.newerOf(type, handler).catch((error) => this.unread(type, error));
    }));
  }

  private async newerOf(type: ContentType, handler: Handler): Promise<void> {
    const { destination, workers } = this.deps;
    const isCaptured = destination.isCaptured(type);
    const rows = isCaptured ? destination.ids(type) : await this.changed(type, handler);
    const refs: ItemRef[] = [];
    // One by one, because all bodies together may not fit into memory.
    for (const id of rows) {
      const ref = { type, id }, key = itemKey(ref);
      if (this.seen.has(key) || this.chosen.has(key) || this.chosenThere.has(key)) continue;
      const bytes = isCaptured ? destination.bytes(ref) : null;
      if (!isCaptured || (bytes !== null && mentionsAny(bytes, this.ids))) refs.push(ref);
    }
    const many = isCaptured ? refs.length : MOST_READ;
    if (refs.length > many) {
      this.warnings.push(
        `${
          refs.length - many
        } ${type} changed in Looker since the backup were not checked for links to old ids: run extract, then rerun the command`,
      );
    }
    await forEachPooled(refs.slice(0, many), workers, (ref) => this.look(ref));
  }

  /**
   * Returns the ids of items that differ from the backup by their timestamps, or all items if the type has no
   * timestamps.
   */
  private async changed(type: ContentType, handler: Handler): Promise<string[]> {
    const { source, reader } = this.deps, { updatedAt } = REGISTRY[type];
    const rows = this.deps.listed?.get(type)?.() ?? await listOf(reader, type, handler);
    return rows.flatMap((row) => {
      const id = servedId(type, row), known = source.item({ type, id });
      const now = updatedAt === undefined ? null : utcTimestamp(row[updatedAt]);
      if (known !== undefined && updatedAt !== undefined && (now ?? null) === known.updatedAt) return [];
      // A listing of complete objects shows whether they link to old ids.
      if (updatedAt === undefined && this.linksOf({ type, id }, row).length === 0) return [];
      return [id];
    });
  }

  private unread(type: ContentType, error: unknown): void {
    if (!isRecordable(error)) throw error;
    this.warnings.push(
      `${type} in Looker could not be checked for links to old ids: ${(error as Error).message}`,
    );
  }

  /** Reads an item from Looker, and plans the correction of its links. */
  private async look(ref: ItemRef): Promise<void> {
    const { destination, reader, mapped, source } = this.deps, handler = handlerOf(ref.type);
    if (handler === undefined) return;
    this.seen.add(itemKey(ref));
    const id = this.same && mapped.get(itemKey(ref)) === undefined
      ? ref.id
      : mapped.get(itemKey(ref)) ?? null;
    if (id === null) return;
    const there = { type: ref.type, id };
    let body = destination.body(there);
    try {
      body ??= await handler.read(reader, id);
    } catch (error) {
      return this.unread(ref.type, error);
    }
    if (body === null) return;
    destination.addItem(there, body);
    const refs = new LinkRefs(this.deps, this.old, this.same ? null : source.body(ref));
    const wanted = handler.form(body, refs), changes = changesOf(handler, handler.form(body, AS_IS), wanted);
    if (changes.length === 0 && refs.openLinks.size === 0) return;
    this.name(ref, { body, id, links: [...refs.used] });
    if (this.deps.fix) {
      this.planned.push(
        this.plan(ref, { handler, body, id, wanted, changes, open: [...refs.needed.values()] }),
      );
    }
  }

  private name(ref: ItemRef, { body, id, links }: { body: JsonObject; id: string; links: string[] }): void {
    const name = servedName(ref.type, body);
    this.linkers.push({ ...ref, name, links, destinationId: id, fixed: this.deps.fix, byHand: null });
  }

  private nameByHand(ref: ItemRef, links: string[]): void {
    const name = this.deps.source.item(ref)?.name ?? null;
    const byHand = UNRESTORABLE[ref.type]?.text ?? "the API cannot write it";
    // The id of the item in another instance is unknown.
    if (this.same) this.linkers.push({ ...ref, name, links, destinationId: ref.id, fixed: false, byHand });
  }

  private plan(
    ref: ItemRef,
    { handler, body, id, wanted, changes, open }: {
      handler: Handler;
      body: JsonObject;
      id: string;
      wanted: JsonObject;
      changes: readonly Change[];
      open: readonly ItemRef[];
    },
  ): PlannedItem {
    const later = open.map((one): Change => ({
      path: "links",
      from: itemKey(one),
      to: placeholder(one.type, one.id),
    }));
    const all = [...changes, ...later];
    return {
      ...untouched(ref),
      name: servedName(ref.type, body),
      action: "update",
      destinationId: id,
      changes: all,
      dependsOn: open,
      calls: handler.calls({ wanted, changes: all, live: body }) + 1,
      linksOnly: true,
    };
  }

  /** Returns the old ids to which a body links. */
  private linksOf(ref: ItemRef, body: JsonObject | null): string[] {
    const { hosts } = this.deps.source, handler = handlerOf(ref.type), links = new Set<string>();
    if (body === null) return [];
    if (handler === undefined) {
      linksIn(body, {
        isOwn: (host) => hosts.has(host),
        web: null,
        link: (type, id) => (links.add(`${type}/${id}`), null),
      });
    } else {
      for (const one of collectRefs((refs) => void handler.form(body, refs), hosts)) {
        if (one.isLink === true) links.add(`${one.kind}/${one.id}`);
      }
    }
    return [...links].filter((key) => this.old.has(key));
  }
}
