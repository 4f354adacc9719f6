/**
 * Sources whose items use other names than those they were read with.
 *
 * @module
 */
import type { RestoreSource, SourceItem } from "../../handlers/restore_source.ts";
import { sha256 } from "../../codec/digest.ts";
import { asObject, asText, type JsonObject, jsonText, type JsonValue } from "../../codec/json_value.ts";
import type { Props } from "../../live/reader.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { isMapping, mapBody, mappedTypes, type UseMapping } from "../../looker/uses/mapping.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { AS_IS } from "../../handlers/references.ts";

/** Mapped bodies that are kept: several questions about one item mostly come one after the other. */
const RECENT = 32;

/** The same source with each name in its bodies replaced; the source itself where none is. */
export function mappedSource(source: RestoreSource, mapping: UseMapping | undefined): RestoreSource {
  if (!isMapping(mapping)) return source;
  const recent = new Map<string, JsonObject | null>(), types = new Set(mappedTypes(mapping));
  const body = (ref: ItemRef): JsonObject | null => {
    const key = itemKey(ref), known = recent.get(key);
    if (known !== undefined) return known;
    const before = source.body(ref);
    const after = before === null ? null : mapBody(ref.type, before, mapping, mapsOf(source));
    recent.set(key, after);
    const [oldest] = recent.keys();
    if (recent.size > RECENT && oldest !== undefined) recent.delete(oldest);
    return after;
  };
  return {
    ...source,
    items: (type) => types.has(type) ? source.items(type).map(unhashed) : source.items(type),
    item: (ref) => {
      const item = source.item(ref);
      return item === undefined || !types.has(ref.type) ? item : unhashed(item);
    },
    body: (ref) => types.has(ref.type) ? body(ref) : source.body(ref),
    props(ref) {
      if (!types.has(ref.type)) return source.props(ref);
      const mapped = body(ref), before = source.props(ref);
      return mapped === null ? null : propsOf(mapped, before?.get(PARTS));
    },
  };
}

/** What is read beside a body; queries in it are immutable and go by their ids: no reader may take mapped ones for them. */
const PARTS = "_vault";

function propsOf(mapped: JsonObject, parts: JsonValue | undefined): Props {
  return { get: (key) => key === PARTS ? parts : mapped[key] };
}

/** Says of an item that names a query by its id alone that the query is to be read, too. */
function withQueryAsked({ type }: ItemRef, props: Props | null): Props | null {
  if (
    props === null || REGISTRY[type].namesQuery !== true || asText(props.get("query_id") ?? null) === null
  ) {
    return props;
  }
  const parts: JsonObject = { ...asObject(props.get(PARTS)), query: {} };
  return { get: (key) => key === PARTS ? parts : props.get(key) };
}

/** Its hash is that of the backup: it says nothing of the mapped item. */
function unhashed({ canonicalHash: _hash, ...item }: SourceItem): SourceItem {
  return item;
}

function mapsOf({ hosts }: RestoreSource): { isOwn: (host: string) => boolean; echoes: true } {
  return { isOwn: (host) => hosts.has(host), echoes: true };
}

/**
 * Looker as it is, with each name replaced: what a replacement wants. Which items there are, and what cannot have changed
 * since, the backup says; bodies are those that were read of the destination, and of what was not read there is none.
 */
export function liveSource(held: RestoreSource, mapping: UseMapping): RestoreSource {
  let destination: Destination | null = null;
  const body = (ref: ItemRef): JsonObject | null => {
    const live = destination?.body(ref) ?? null;
    return live === null ? null : mapBody(ref.type, live, mapping, mapsOf(held));
  };
  return {
    ...held,
    isWhole: false,
    followsLive: true,
    attach: (there) => void (destination = there),
    items: (type: ContentType) =>
      held.items(type).filter(({ deletedAt }) => deletedAt === null).map(unhashed),
    item(ref) {
      const item = held.item(ref);
      return item === undefined || item.deletedAt !== null ? undefined : unhashed(item);
    },
    body,
    props(ref) {
      const live = destination?.body(ref) ?? null;
      // Before it is read: what cannot have changed need not be read again.
      return live === null
        ? withQueryAsked(ref, held.props(ref))
        : propsOf(mapBody(ref.type, live, mapping, mapsOf(held)), live[PARTS]);
    },
    damage: (ref) => destination?.wasRead(ref) ?? false ? "it no longer exists in Looker" : held.damage(ref),
    pin(ref) {
      const mapped = body(ref), handler = handlerOf(ref.type);
      if (mapped === null || handler === undefined) return null;
      return sha256(new TextEncoder().encode(jsonText(handler.form(mapped, AS_IS))));
    },
    // It is read of Looker, which is looked at before each write.
    isAsRead: () => true,
  };
}
