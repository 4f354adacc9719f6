/**
 * What a restore made, and what it may have made when it was stopped: creates that were sent, or about to be, and whose
 * answer nobody saw.
 *
 * @module
 */
import type { Reader } from "../../live/reader.ts";
import { isJsonObject } from "../../codec/json_value.ts";
import { type ContentType, typeOfCode } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { mappings } from "../../vault/id_map.ts";
import { restorationCheckpoints, restorations, type StoredRestoration } from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import { gatherListings, referencesOf } from "../plan/read_destination.ts";
import type { ItemRef } from "../plan/model.ts";
import { ItemRefs, type OwnerRules } from "../plan/item_references.ts";
import { handlerOf } from "../handlers/mod.ts";
import type { Destination } from "../plan/destination.ts";
import { AS_IS, type RefKind } from "../plan/references.ts";
import { beforeSource, type RestoreSource, vaultSource } from "../plan/source.ts";
import { Translator } from "../plan/resolve.ts";
import { createdBy, type CreatedRecord, inOrderOfRemoval } from "./undo.ts";
import type { Origin } from "./undo_created.ts";

/** What an undo finds of a restore's makings. */
export interface FoundCreated {
  records: CreatedRecord[];
  origin: Origin;
}

/**
 * What a restore made, by its notes; and what it may have made when it was stopped, by natural keys: that was not there
 * when it was planned, or it would not have been going to be made.
 */
export async function findCreated(
  sessionId: string,
  { vault, destination, reader, workers }: {
    vault: Vault;
    destination: Destination;
    reader: Reader;
    workers: number;
  },
): Promise<FoundCreated> {
  const created = createdBy(vault, sessionId), unknown = unknownItems(vault, sessionId);
  const unproven = [
    ...unknown,
    ...created.filter(({ note }) => note === null).map(({ type, from }): ItemRef => ({ type, id: from })),
  ];
  const session = unproven.length === 0 ? undefined : restorations(vault).find(({ id }) => id === sessionId);
  if (session === undefined) return { records: created, origin: NOWHERE };
  const source = sourceOf(vault, session);
  const kinds = new Set<RefKind>();
  for (const ref of unproven) {
    const body = source.body(ref);
    if (body === null) continue;
    kinds.add(ref.type);
    for (const { kind } of referencesOf(source, ref, body)) kinds.add(kind);
  }
  await gatherListings({ destination, reader, workers }, kinds);
  const mapped = new Map(
    mappings(vault, { source: source.instance, destination: destination.instance })
      .map((one) => [`${one.kind}/${one.sourceId}`, one.destinationId]),
  );
  const translator = new Translator({ source, destination, mapped, willMake: () => false });
  const isSame = source.instance === destination.instance;
  // A number never comes back; what is known by its name has it again.
  const isOld = (type: ContentType, from: string, id: string): boolean =>
    isSame && id === from && REGISTRY[type].id[0] === "id";
  const found = unknown.flatMap(({ type, id: from }): CreatedRecord[] => {
    const there = translator.find(type, from);
    return there.state !== "there" || isOld(type, from, there.id)
      ? []
      : [{ type, id: there.id, from, note: null }];
  });
  const owners: OwnerRules = { map: {}, fallback: null };
  return {
    records: inOrderOfRemoval([...found, ...created]),
    origin: {
      body: ({ type, id, from }) => isOld(type, from, id) ? null : source.body({ type, id: from }),
      refs: () => new ItemRefs(translator, { source, destination, owners }),
    },
  };
}

const NOWHERE: Origin = { body: () => null, refs: () => AS_IS };

/** Items that were going to be made, and of which no answer says that they were. */
function unknownItems(vault: Vault, sessionId: string): ItemRef[] {
  return restorationCheckpoints(vault, sessionId).flatMap(({ type, itemId, step, state }) => {
    const name = typeOfCode(type);
    return name !== undefined && step === name && state === "intended" && handlerOf(name) !== undefined
      ? [{ type: name, id: itemId }]
      : [];
  });
}

/** Where a restore took its items from. */
function sourceOf(vault: Vault, { source, options }: StoredRestoration): RestoreSource {
  const { at, undo } = isJsonObject(options) ? options : {};
  return typeof undo === "string"
    ? beforeSource(vault, source, undo)
    : vaultSource(vault, source, typeof at === "string" ? at : null);
}
