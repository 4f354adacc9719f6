/**
 * Reads from the target instance what a plan needs, in few requests: complete types for many items, single items for
 * few,
 * and light listings of their references.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { itemKey, type ItemRef, type RefKind } from "../../looker/item_ref.ts";
import type { Uncaptured } from "../../live/capture.ts";
import { EXIT, LookervaultError } from "../../base/errors.ts";
import { forEachPooled } from "../../base/pool.ts";
import { asObject, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { type ContentType, isContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { isRecordable } from "../../extract/tracker.ts";
import { isGone } from "../../looker/refusal.ts";
import { RECOGNISED } from "../../handlers/destinations.ts";
import { handlerOf, partHost, recognitionOf } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { collectRefs, type Reference } from "../../handlers/references.ts";
import { ApiReader, type Reader } from "../../live/reader.ts";

/** The maximum number of items of a type that are read one by one. */
const FEW = 10;

/** The destination could not be read completely: items that were not read may exist. */
export class DestinationError extends LookervaultError {
  readonly code = "destination_unread";
  readonly exitCode = EXIT.looker;
}

/** What reading the destination works with. */
export interface GatherDeps {
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  workers: number;
  /** Captures types completely; returns the parts that could not be read. */
  capture: (types: readonly ContentType[]) => Promise<readonly Uncaptured[]>;
}

/** Reads the items themselves from the destination. */
export async function gatherItems(deps: GatherDeps, refs: readonly ItemRef[]): Promise<void> {
  const { destination, workers, source } = deps;
  const wanted = new Map<ContentType, ItemRef[]>(), alone = refs.filter((ref) => hasOwnReads(source, ref));
  const isAlone = new Set(alone.map(itemKey));
  for (const ref of refs) {
    if (handlerOf(ref.type) === undefined || destination.isCaptured(ref.type)) continue;
    if (isAlone.has(itemKey(ref))) continue;
    const refs = wanted.get(ref.type);
    if (refs === undefined) wanted.set(ref.type, [ref]);
    else refs.push(ref);
  }
  const many = [...wanted].filter(([, items]) => items.length > FEW).map(([type]) => type);
  if (many.length > 0) {
    const uncaptured = await deps.capture(many);
    for (const type of many) destination.addCaptured(type, (id) => source.form({ type, id }));
    for (const { type, id, operation, why } of uncaptured) {
      if (id === null) destination.addUnlisted(type, why);
      else if (!destination.has(type, id)) destination.addUnread({ type, id }, why);
      else destination.addUnreadPart({ type, id }, { part: operation ?? "parts", why });
    }
  }
  const same = source.instance === destination.instance;
  const few = [...wanted.values()].filter((items) => items.length <= FEW).flat();
  if (!same) return await gatherListings(deps, new Set(few.map(({ type }) => type)));
  const unread = [...few, ...alone].filter((ref) => !destination.wasRead(ref));
  await forEachPooled(
    unread,
    workers,
    (ref) => readInto(destination, informed(deps, ref), ref, { wasMissed: isAlone.has(itemKey(ref)) }),
  );
}

/**
 * Whether an item has a part that no listing shows: a query, or the memberships of an item that is restored alone. Such
 * items are read one by one, however many there are. Otherwise the part would count as unreadable, thus as unchanged.
 */
function hasOwnReads(source: RestoreSource, ref: ItemRef): boolean {
  const { namesQuery } = REGISTRY[ref.type], { alone, ownRequests = [] } = handlerOf(ref.type) ?? {};
  if (namesQuery !== true && alone === undefined) return false;
  const parts = asObject(source.props(ref)?.get("_vault"));
  return (namesQuery === true && isJsonObject(parts["query"])) ||
    (alone !== undefined && ownRequests.some((part) => parts[part] !== undefined));
}

/** Reads one item, unless it was already read. Records an item that cannot be read, and continues. */
export async function readInto(
  destination: Destination,
  reader: Reader,
  ref: ItemRef,
  { wasMissed = false }: {
    /** Whether a capture of the entire type may have missed the item. */
    wasMissed?: boolean;
  } = {},
): Promise<void> {
  const handler = handlerOf(ref.type);
  if (handler === undefined || (destination.isCaptured(ref.type) && !wasMissed)) return;
  try {
    destination.addItem(ref, await handler.read(reader, ref.id));
  } catch (error) {
    destination.addUnread(ref, whyUnread(error));
  }
}

/**
 * Returns why something could not be read.
 *
 * @throws The error itself, if it ends the restore.
 */
function whyUnread(error: unknown): string {
  if (!isRecordable(error) || isGone(error)) throw error;
  return error.message;
}

/** Returns a reader that does not read again what is immutable and is in the backup of the same instance. */
export function informed(
  { source, destination: present, reader }: Pick<GatherDeps, "source" | "destination" | "reader">,
  ref: ItemRef,
): Reader {
  // For some types the backed-up parts only decide which parts are read.
  if (source.instance !== present.instance && handlerOf(ref.type)?.readsAsHeld !== true) return reader;
  return new ApiReader(reader.client, reader.call, asObject(source.props(ref)?.get("_vault")));
}

/** Returns the references of an item. */
export function referencesOf(
  source: RestoreSource,
  ref: ItemRef,
  body: JsonObject,
): Reference[] {
  const handler = handlerOf(ref.type);
  if (handler === undefined) return [];
  return collectRefs((refs) => {
    handler.form(body, refs);
    handler.keys({ get: (key) => body[key] }, refs);
    const host = handler.appearsWith?.({ get: (key) => body[key] }) ?? null;
    if (host !== null && source.item(host) !== undefined) refs.must(host.type, host.id);
  }, source.hosts);
}

/** Lists the kinds that are not listed yet. */
export async function gatherListings(
  { destination: present, reader, workers }: Pick<GatherDeps, "destination" | "reader" | "workers">,
  kinds: ReadonlySet<RefKind>,
): Promise<void> {
  const all = [...kinds].flatMap((
    kind,
  ) => [kind, ...isContentType(kind) ? RECOGNISED[kind]?.refersTo ?? [] : []]);
  const wanted = all.filter((kind) => !present.lists(kind) && !present.isUnlisted(kind));
  await forEachPooled(new Set(wanted.map(listedBy)), workers, async (kind) => {
    try {
      await list(present, reader, kind);
    } catch (error) {
      const why = whyUnread(error);
      // The listing failed, so it is unknown which items exist. To avoid duplicates, none of these types is created.
      for (const one of new Set([kind, ...wanted.filter((one) => listedBy(one) === kind)])) {
        present.addUnlisted(one, why);
      }
    }
  });
}

/** Returns the kind whose listing contains a kind: parts are listed alone, or with the items that contain them. */
function listedBy(kind: RefKind): RefKind {
  const host = partHost(kind);
  return host?.partListing?.isWhole === true ? host.type : kind;
}

async function list(destination: Destination, reader: Reader, kind: RefKind): Promise<void> {
  const host = isContentType(kind) ? handlerOf(kind) : partHost(kind), parts = host?.partListing;
  if (host !== undefined && parts !== undefined && (!isContentType(kind) || parts.isWhole === true)) {
    const { ids, items } = await parts.list(reader, kind);
    if (items !== undefined && !destination.isCaptured(host.type)) destination.addLight(host.type, items);
    for (const [part, all] of ids) destination.addParts(part, all);
    return;
  }
  const known = isContentType(kind) ? recognitionOf(kind) : undefined;
  if (known === undefined || !isContentType(kind)) return;
  const { operation, fields, params, trash, rows: everywhere } = known.listing;
  if (everywhere !== undefined) return destination.addLight(kind, everywhere);
  const [rows, deleted] = await Promise.all([
    reader.list(operation, { ...params, fields }),
    trash === undefined ? [] : reader.list(operation, { ...params, ...trash, fields }),
  ]);
  const more = await known.listing.more?.(reader, [...rows, ...deleted]) ?? [];
  destination.addLight(kind, [...rows, ...deleted, ...more]);
}
