/**
 * Sources that replace names in the items that they read.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { sha256 } from "../../codec/digest.ts";
import { asObject, asText, type JsonObject, jsonText, type JsonValue } from "../../codec/json_value.ts";
import type { Props } from "../../live/reader.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { isMapping, mapBody, mappedTypes, type UseMapping } from "../../looker/uses/mapping.ts";
import { handlerOf } from "../../handlers/mod.ts";
import { reason } from "../../handlers/reason.ts";
import type { Destination } from "../../live/destination_state.ts";
import { AS_IS } from "../../handlers/references.ts";

/** The size of the cache of mapped bodies. Reads of one item mostly follow each other. */
const RECENT = 32;

/** Returns a source that replaces each mapped name in the bodies; the same source if nothing is mapped. */
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
    leaves({ type, id }) {
      const to = Object.hasOwn(mapping.models, id) ? mapping.models[id] : undefined;
      // The configuration of the model that replaces it is that of the target, and a model of the old name is no use.
      return to === undefined || handlerOf(type)?.isDeployed !== true ? null : reason(
        "replaced",
        `--map-model replaces it with the model ${to} of the target instance, which is kept`,
      );
    },
    // The hash of the backup does not apply to a mapped item.
    form: (ref) => types.has(ref.type) ? undefined : source.form(ref),
    body: (ref) => types.has(ref.type) ? body(ref) : source.body(ref),
    props(ref) {
      if (!types.has(ref.type)) return source.props(ref);
      const mapped = body(ref), before = source.props(ref);
      return mapped === null ? null : propsOf(mapped, before?.get(PARTS));
    },
  };
}

/**
 * The property with the parts that were read in addition to a body. Its queries are immutable and identified by their
 * ids, so a reader must never get mapped queries in their place.
 */
const PARTS = "_vault";

function propsOf(mapped: JsonObject, parts: JsonValue | undefined): Props {
  return { get: (key) => key === PARTS ? parts : mapped[key] };
}

/** Adds an empty query to an item that refers to a query only by its id, so that the query is read too. */
function withQueryAsked({ type }: ItemRef, props: Props | null): Props | null {
  if (
    props === null || REGISTRY[type].namesQuery !== true || asText(props.get("query_id") ?? null) === null
  ) {
    return props;
  }
  const parts: JsonObject = { ...asObject(props.get(PARTS)), query: {} };
  return { get: (key) => key === PARTS ? parts : props.get(key) };
}

function mapsOf({ hosts }: RestoreSource): { isOwn: (host: string) => boolean; echoes: true } {
  return { isOwn: (host) => hosts.has(host), echoes: true };
}

/**
 * Returns a source of the current state of Looker, in which each name is replaced. The backup decides which items there
 * are,
 * and which cannot have changed since. The bodies are those that were read from the destination; an item that was not
 * read has
 * none.
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
    items: (type: ContentType) => held.items(type).filter(({ deletedAt }) => deletedAt === null),
    item(ref) {
      const item = held.item(ref);
      return item?.deletedAt === null ? item : undefined;
    },
    form: () => undefined,
    body,
    props(ref) {
      const live = destination?.body(ref) ?? null;
      // Not read yet: an item that cannot have changed need not be read again.
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
    // The item is read from Looker, which is checked before each write.
    isAsRead: () => true,
  };
}
