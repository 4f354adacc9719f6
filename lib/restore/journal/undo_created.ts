/**
 * Finds what a restore created, or may have created before it was interrupted, and decides what an undo may remove:
 * only
 * items that are still as they were created. All others stay, and the undo names them.
 *
 * @module
 */
import { type Reason, reason } from "../../handlers/reason.ts";
import { servedName } from "../../looker/columns.ts";
import { isPlaceholder, placeholder } from "../../live/placeholders.ts";
import type { ItemRef, RefKind } from "../../looker/item_ref.ts";
import { asText, asTexts, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { changesOf } from "../../live/form_changes.ts";
import type { Reader } from "../../live/reader.ts";
import { type ContentType, typeOfCode } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { mappings } from "../../vault/id_map.ts";
import { restorationCheckpoints, restorations } from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Handler } from "../../handlers/handler.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { differingKeys, pinOf } from "../plan/form_pin.ts";
import { ItemRefs, type OwnerRules } from "../plan/item_references.ts";
import type { CreatedItem } from "../plan/model.ts";
import { type GatherDeps, gatherItems, gatherListings, referencesOf } from "../plan/read_destination.ts";
import { AS_IS, type Refs } from "../../handlers/references.ts";
import { recordedSource } from "../plan/source.ts";
import { recordedMapping } from "../../looker/uses/mapping.ts";
import { mappedSource } from "../replace/mapped_source.ts";
import { Translator } from "../plan/translator.ts";
import { createdBy, type CreatedRecord, inOrderOfRemoval, removalOf } from "./undo.ts";

/** The source of the created items: the backup that the restore used, and the translations of its ids. */
export interface Origin {
  body(item: CreatedRecord): JsonObject | null;
  refs(): Refs;
}

/** The maximum number of changed properties that the reason names. */
const TOLD = 10;

/**
 * Reads the items that a restore created, and returns how each is removed. Items that are already deleted or removed
 * are
 * not in the result.
 */
export async function judgeCreated(
  records: readonly CreatedRecord[],
  { origin, ...deps }: GatherDeps & { origin: Origin },
): Promise<CreatedItem[]> {
  await gatherItems(deps, records);
  const { destination } = deps;
  return records.flatMap((record): CreatedItem[] => {
    const { type, id } = record, handler = handlerOf(type), removal = removalOf(type);
    const unknown = destination.whyUnknown(type, id), live = destination.body({ type, id });
    const named = (name: string | null, why: Reason | null): CreatedItem[] => [
      { type, id, name, removal: why === null ? removal : "stay", reason: why },
    ];
    if (unknown !== null) {
      return named(
        null,
        reason("unread", `it could not be read from Looker, so it stays for now: ${unknown}`),
      );
    }
    if (handler === undefined || live === null || isTakenBack(type, live)) return [];
    const name = servedName(type, live);
    return named(name, removal === "stay" ? null : whyItStays(handler, live, { record, origin }));
  });
}

function whyItStays(
  handler: Handler,
  live: JsonObject,
  { record, origin }: { record: CreatedRecord; origin: Origin },
): Reason | null {
  const now = handler.form(live, AS_IS);
  // Uses the form before an interrupted undo changed the item's name.
  const form = handler.keptName?.before(now, record.id, record.note !== null) ?? now;
  const changed = record.note === null
    ? beyondBackup(handler, form, { record, origin })
    : differingKeys(record.note, pinOf(handler, form));
  if (changed === null) {
    return reason(
      "changed_meanwhile",
      "it stays, because the vault has no record of how the restore created it",
    );
  }
  if (changed.length === 0) return null;
  const told = changed.slice(0, TOLD).join(", ");
  return reason("changed_meanwhile", `it has changed since the restore created it (${told}), so it stays`);
}

/**
 * Returns the paths of properties that an item has and its backup lacks. Empty if the item is the result of an
 * interrupted
 * restore. Null if there is no such backup.
 */
function beyondBackup(
  handler: Handler,
  form: JsonObject,
  { record, origin }: { record: CreatedRecord; origin: Origin },
): string[] | null {
  const body = origin.body(record);
  if (body === null) return null;
  const wanted = handler.form(body, origin.refs());
  return changesOf(handler, form, wanted)
    .filter(({ from, to }) => !saysNothing(from) && !isPart(from, to)).map(({ path }) => path);
}

function saysNothing(value: JsonValue): boolean {
  if (value === null || value === "" || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

/** Whether a value is part of the wanted value, or the wanted value refers to something that was not created. */
function isPart(from: JsonValue, to: JsonValue): boolean {
  if (isPlaceholder(to)) return true;
  if (!Array.isArray(from) || !Array.isArray(to)) return false;
  const wanted = new Set(asTexts(to));
  return from.every((one) => asText(one) !== null && wanted.has(asText(one) ?? ""));
}

/** Whether an earlier part of the undo has already removed an item. */
function isTakenBack(type: ContentType, live: JsonObject): boolean {
  const removal = removalOf(type);
  return (removal === "trash" && live["deleted"] === true) ||
    (removal === "disable" && live["is_disabled"] === true);
}

/** The items that a restore created, and their origin. */
export interface FoundCreated {
  records: CreatedRecord[];
  origin: Origin;
}

/**
 * Returns the items that a restore created, from its journal, and the items that it may have created before it was
 * interrupted, by natural keys. The latter did not exist when the restore was planned; otherwise, the plan would not
 * have
 * created them.
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
  const unverified = [
    ...unknown,
    ...created.filter(({ note }) => note === null).map(({ type, from }): ItemRef => ({ type, id: from })),
  ];
  const session = unverified.length === 0
    ? undefined
    : restorations(vault).find(({ id }) => id === sessionId);
  if (session === undefined) return { records: created, origin: NOWHERE };
  const { undo, mapping } = isJsonObject(session.options) ? session.options : {};
  const recorded = recordedSource(vault, session);
  // With the names that the restore used, because the created item is compared with the wanted item.
  const source = typeof undo === "string" ? recorded : mappedSource(recorded, recordedMapping(mapping));
  const kinds = new Set<RefKind>();
  for (const ref of unverified) {
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
  const translator = new Translator({ source, destination, mapped, willCreate: () => false });
  const isSame = source.instance === destination.instance;
  // Looker never assigns a numeric id again. An item that is identified by its name gets the same id again.
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
      refs: () => new CreatedRefs(translator, { source, destination, owners }),
    },
  };
}

/** Accepts any color if the vault did not record which color it was translated to. */
class CreatedRefs extends ItemRefs {
  override may(kind: RefKind, id: string, options: { isQuiet?: boolean } = {}): string | null {
    return super.may(kind, id, options) ?? (options.isQuiet === true ? placeholder(kind, id) : null);
  }
}

const NOWHERE: Origin = { body: () => null, refs: () => AS_IS };

/** Returns the items that were to be created, and for which no response is recorded. */
function unknownItems(vault: Vault, sessionId: string): ItemRef[] {
  return restorationCheckpoints(vault, sessionId).flatMap(({ type, itemId, step, state }) => {
    const name = typeOfCode(type);
    return name !== undefined && step === name && state === "intended" && handlerOf(name) !== undefined
      ? [{ type: name, id: itemId }]
      : [];
  });
}
