/**
 * What a restore may have made when it was stopped: creates that were sent, or about to be, and whose answer nobody saw.
 *
 * @module
 */
import { isJsonObject } from "../codec/json_value.ts";
import { typeOfCode } from "../looker/content_type_names.ts";
import { REGISTRY } from "../looker/content_types.ts";
import { mappings } from "../vault/id_map.ts";
import { restorationCheckpoints, restorations, type StoredRestoration } from "../vault/restorations.ts";
import type { Vault } from "../vault/vault.ts";
import { gatherListings, referencesOf } from "./gather.ts";
import type { ItemRef } from "./item.ts";
import type { Reader } from "./kind.ts";
import { kindOf } from "./kinds/mod.ts";
import type { Present } from "./present.ts";
import type { RefKind } from "./refs.ts";
import { beforeSource, type RestoreSource, vaultSource } from "./source.ts";
import { Translator } from "./translate.ts";
import { type MadeItem, removalOf } from "./undo.ts";

/**
 * Looks for what a stopped restore may have made, by natural keys: it was not there when that restore was planned, or it
 * would not have been going to be made.
 */
export async function lookForMade(
  sessionId: string,
  { vault, present, reader, workers }: { vault: Vault; present: Present; reader: Reader; workers: number },
): Promise<MadeItem[]> {
  const unknown = unknownItems(vault, sessionId);
  const session = unknown.length === 0 ? undefined : restorations(vault).find(({ id }) => id === sessionId);
  if (session === undefined) return [];
  const source = sourceOf(vault, session);
  const kinds = new Set<RefKind>();
  for (const ref of unknown) {
    kinds.add(ref.type);
    const body = source.body(ref);
    for (const { kind } of body === null ? [] : referencesOf(source, ref, body)) kinds.add(kind);
  }
  await gatherListings({ present, reader, workers }, kinds);
  const mapped = new Map(
    mappings(vault, { source: source.instance, destination: present.instance })
      .map((one) => [`${one.kind}/${one.sourceId}`, one.destinationId]),
  );
  const translator = new Translator({ source, present, mapped, willMake: () => false });
  const isSame = source.instance === present.instance;
  return unknown.flatMap((ref): MadeItem[] => {
    const found = translator.find(ref.type, ref.id);
    // A number never comes back; what is known by its name has it again.
    const isOld = found.state === "there" && isSame && found.id === ref.id &&
      REGISTRY[ref.type].id[0] === "id";
    if (found.state !== "there" || isOld) return [];
    return [{ type: ref.type, id: found.id, removal: removalOf(ref.type) }];
  });
}

/** Items that were going to be made, and of which no answer says that they were. */
function unknownItems(vault: Vault, sessionId: string): ItemRef[] {
  return restorationCheckpoints(vault, sessionId).flatMap(({ type, itemId, step, state }) => {
    const name = typeOfCode(type);
    return name !== undefined && step === name && state === "intended" && kindOf(name) !== undefined
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
