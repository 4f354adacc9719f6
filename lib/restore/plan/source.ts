/**
 * The source of the items of a restore: the backup at some time, or the state that an earlier restore recorded.
 *
 * @module
 */
import type { RestoreSource, SourceItem } from "../../handlers/restore_source.ts";
import { IdTable } from "../../base/id_table.ts";
import { INSTANCE_SETTINGS } from "../../looker/content_types.ts";
import { Body } from "../../codec/body.ts";
import { PinnedBodies } from "../../vault/pinned_bodies.ts";
import { columnsOf } from "../../looker/columns.ts";
import { itemKey, itemOf, type ItemRef } from "../../looker/item_ref.ts";
import { canonicalAddress } from "../../base/address.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { MsgpackReader } from "../../codec/msgpack_reader.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { digestBefore, keptItems, readBefore, type StoredRestoration } from "../../vault/restorations.ts";
import { runBegan } from "../../vault/sessions.ts";
import { bodyAsOf, digestAsOf, formAsOf, itemAsOf, itemsAsOf, NOW } from "../../vault/snapshot.ts";
import type { Vault } from "../../vault/vault.ts";
import { holdsAny } from "../../codec/holds_any.ts";
import { mentionsAny } from "../../looker/links/scan.ts";
import { addressesOf, hostsOf } from "../../vault/hosts.ts";

/** Caches the items of a type, and the position of each. */
class Listed {
  private readonly lists = new Map<ContentType, readonly SourceItem[]>();
  private readonly positions = new Map<ContentType, IdTable>();

  constructor(private readonly list: (type: ContentType) => readonly SourceItem[]) {}

  all(type: ContentType): readonly SourceItem[] {
    let items = this.lists.get(type);
    if (items === undefined) this.lists.set(type, items = this.list(type));
    return items;
  }

  item({ type, id }: ItemRef): SourceItem | undefined {
    const items = this.all(type);
    let positions = this.positions.get(type);
    if (positions === undefined) {
      this.positions.set(type, positions = new IdTable());
      for (const [index, item] of items.entries()) positions.set(item.id, index + 1);
    }
    return items[(positions.get(id) ?? 0) - 1];
  }
}

/** Functions that read the bodies of a source. */
interface Bodies {
  list: (type: ContentType) => readonly SourceItem[];
  read: (ref: ItemRef) => Uint8Array | null;
  /** Returns the digest with which a body is stored, without reading the body. */
  digest: (ref: ItemRef) => Uint8Array | null;
  /** Returns the hash of a canonical form; undefined if it is unknown. */
  form: (ref: ItemRef) => string | undefined;
}

/** Returns a source that reads MessagePack bodies. A body that was read stays the same for the life of the source. */
function source(
  given: Pick<RestoreSource, "isWhole" | "runBegan"> & { vault: Vault; instance: string },
  { list, read, digest, form }: Bodies,
): RestoreSource {
  const listed = new Listed(list);
  const bodies = new PinnedBodies<ItemRef>({ read, digest, keyOf: itemKey });
  const { vault, isWhole, runBegan } = given, instance = canonicalAddress(given.instance);
  return {
    instance,
    isWhole,
    runBegan,
    // The settings contain the address at which users open the instance.
    hosts: hostsOf(
      addressesOf(
        vault,
        instance,
        asText(bodies.get({ type: INSTANCE_SETTINGS, id: INSTANCE_SETTINGS })?.get("host_url")),
      ),
    ),
    items: (type) => listed.all(type),
    item: (ref) => listed.item(ref),
    form,
    body(ref) {
      const body = bodies.get(ref);
      // Every stored body is an object: `Body.parse` refuses anything else.
      return body === null ? null : new MsgpackReader(body.bytes).value() as JsonObject;
    },
    props: (ref) => bodies.get(ref),
    mentions(ref, ids) {
      const bytes = bodies.get(ref)?.bytes;
      return bytes !== undefined && mentionsAny(bytes, ids);
    },
    names(ref, ids) {
      const bytes = bodies.get(ref)?.bytes;
      return bytes !== undefined && holdsAny(bytes, ids);
    },
    damage: (ref) => bodies.damage(ref),
    pin: (ref) => bodies.pin(ref),
    isAsRead: (ref) => bodies.isAsRead(ref),
  };
}

/**
 * Returns the newest state of the backup, or its state at `at` (ISO 8601 UTC). `times` has other times for some items,
 * by `type/id`.
 */
export function vaultSource(
  vault: Vault,
  instance: string,
  at: string | null,
  times: Readonly<Record<string, string>> = {},
): RestoreSource {
  const time = at ?? NOW, timed = Object.keys(times).map(itemOf);
  const momentOf = (ref: ItemRef): { type: number; id: string; at: string } => {
    const key = itemKey(ref);
    return {
      type: typeCode(ref.type),
      id: ref.id,
      at: (Object.hasOwn(times, key) ? times[key] : null) ?? time,
    };
  };
  return source(
    { vault, instance, isWhole: true, runBegan: (moment) => runBegan(vault, moment) ?? moment },
    {
      list(type) {
        const items = itemsAsOf(vault, typeCode(type), time), others = new Map<string, SourceItem>();
        // Each item may have another time, so they are read one by one.
        for (const ref of timed) {
          const item = ref.type === type ? itemAsOf(vault, momentOf(ref)) : null;
          if (item !== null) others.set(item.id, item);
        }
        return others.size === 0 ? items : items.map((item) => others.get(item.id) ?? item);
      },
      read: (ref) => bodyAsOf(vault, momentOf(ref)),
      digest: (ref) => digestAsOf(vault, momentOf(ref)),
      form: (ref) => formAsOf(vault, momentOf(ref)),
    },
  );
}

/** Returns the state of items in `instance` before a restore changed them. */
export function beforeSource(vault: Vault, instance: string, sessionId: string): RestoreSource {
  const kept = keptItems(vault, sessionId);
  const read = ({ type, id }: ItemRef): Uint8Array | null =>
    readBefore(vault, sessionId, { type: typeCode(type), id });
  return source(
    { vault, instance, isWhole: false, runBegan: (moment) => moment },
    {
      list: (type) =>
        kept.filter((item) => item.type === typeCode(type)).map(({ id }) =>
          described(type, id, () => read({ type, id }))
        ),
      read,
      digest: ({ type, id }) => digestBefore(vault, sessionId, { type: typeCode(type), id }),
      form: () => undefined,
    },
  );
}

/** Returns the columns of an item from its body; empty columns if the body is missing or damaged. */
function described(type: ContentType, id: string, read: () => Uint8Array | null): SourceItem {
  const columns = { name: null, ownerId: null, folderId: null, updatedAt: null, trashed: false };
  const item = { id, ownerEmail: null, deletedAt: null };
  try {
    const bytes = read();
    if (bytes === null) return { ...columns, ...item };
    const { name, ownerId, folderId, updatedAt, trashed } = columnsOf(type, id, Body.parse(bytes));
    return { name, ownerId, folderId, updatedAt, trashed, ...item };
  } catch (error) {
    if (!(error instanceof DamagedBodyError)) throw error;
    return { ...columns, ...item };
  }
}

/** Returns every type of which the source has items. */
export function typesOf(from: RestoreSource): ContentType[] {
  return CONTENT_TYPES.filter((type) => from.items(type).length > 0);
}

function textsOf(value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}

/** Returns the source of a recorded restore. */
export function recordedSource(vault: Vault, { source, options }: StoredRestoration): RestoreSource {
  const { at, undo, times } = isJsonObject(options) ? options : {};
  return typeof undo === "string"
    ? beforeSource(vault, source, undo)
    : vaultSource(vault, source, typeof at === "string" ? at : null, textsOf(times));
}
