/**
 * Removes what a restore created. What the restore changed is restored like any other item, from the recorded state
 * before.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { type Reason, reason } from "../../handlers/reason.ts";
import { HttpError } from "../../http/errors.ts";
import type { Writer } from "../../handlers/task.ts";
import { itemKey, type ItemRef, itemWords } from "../../looker/item_ref.ts";
import type { Reader } from "../../live/reader.ts";
import { forEachPooled } from "../../base/pool.ts";
import { type ContentType, typeOfCode } from "../../looker/content_type_names.ts";
import { keptItems, restorationCheckpoints } from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import type { CreatedItem, Removal } from "../plan/model.ts";
import { isRecordable } from "../../extract/tracker.ts";
import { ItemWriter, type WriterShared } from "../apply/item_writer.ts";
import { handlerOf, levelOf } from "../../handlers/mod.ts";
import type { Selection } from "../restore_request.ts";
import { FRESH } from "../apply/last_look.ts";
import { type FormPin, keyOfPath, movedPaths, readNote } from "../plan/form_pin.ts";
import type { Destination } from "../../live/destination_state.ts";
import { READ_BACK, WHOLE_ITEM } from "./journal.ts";
import { AS_IS } from "../../handlers/references.ts";
import type { RestoreError } from "../restore_summary.ts";
import type { RestoreTally } from "../apply/outcomes.ts";

/** An item that a restore created, by its id in the destination, as recorded in the vault. */
export interface CreatedRecord extends ItemRef {
  /** Its id in the backup. */
  from: string;
  /** How the item was read back; null if that was not recorded. */
  note: FormPin | null;
}

/** Returns the items that a restore changed. */
export function changedBy(vault: Vault, sessionId: string): ItemRef[] {
  return keptItems(vault, sessionId).flatMap(({ type, id }) => {
    const name = typeOfCode(type);
    return name === undefined ? [] : [{ type: name, id }];
  });
}

/** Returns the items that a restore created. Items that others refer to come last. */
export function createdBy(vault: Vault, sessionId: string): CreatedRecord[] {
  const checkpoints = restorationCheckpoints(vault, sessionId);
  const notes = new Map(
    checkpoints.filter(({ step }) => step === READ_BACK)
      .map(({ type, itemId, destinationId }) => [`${type}/${itemId}`, destinationId]),
  );
  const created = checkpoints.flatMap(({ type, itemId, step, state, destinationId: id }): CreatedRecord[] => {
    const name = typeOfCode(type);
    // An item that failed after its create also exists. Only the step of its create records that.
    const isItem = step === WHOLE_ITEM || step === name;
    if (name === undefined || id === null || state !== "created" || !isItem) return [];
    return [{ type: name, id, from: itemId, note: readNote(notes.get(`${type}/${itemId}`) ?? null, id) }];
  });
  return inOrderOfRemoval(created);
}

/** Removes duplicates, and sorts items that others refer to last. */
export function inOrderOfRemoval<T extends ItemRef>(created: readonly T[]): T[] {
  const unique = new Map(created.map((item) => [itemKey(item), item]));
  return [...unique.values()].sort((a, b) => levelOf(b.type) - levelOf(a.type));
}

/**
 * Removes created items from the scope of an undo. A resumed restore also records their state before the interruption.
 */
export function withoutCreated(scope: Selection["scope"], created: readonly ItemRef[]): Selection["scope"] {
  if (scope.kind !== "items") return scope;
  const own = new Set(created.map(itemKey));
  return { kind: "items", items: scope.items.filter((item) => !own.has(itemKey(item))) };
}

/** Returns how an undo removes an item of a type. */
export function removalOf(type: ContentType): Removal {
  const handler = handlerOf(type);
  return handler?.remove === undefined ? "stay" : handler.removal ?? "remove";
}

/** What removing created items works with. */
export interface RemoveCreatedDeps {
  source: RestoreSource;
  destination: Destination;
  shared: WriterShared;
  tally: RestoreTally;
  workers: number;
  /** As in {@linkcode AtWriteDeps}. */
  readAt: number;
}

/** Removes created items, type by type, and counts the outcomes. An error that it throws ends the restore. */
export async function removeCreated(items: readonly CreatedItem[], deps: RemoveCreatedDeps): Promise<void> {
  const { source, shared, tally, workers } = deps;
  for (const { type, id, name, removal, reason } of items) {
    if (removal !== "stay") continue;
    if (reason === null) {
      tally.say(
        `${
          itemWords({ type, id }, name)
        } was created by the restore and stays, because Looker has no trash for it: ` +
          "delete it in Looker if you want it removed",
      );
    } else tally.result({ type, id }, "skipped", left({ type, id }, reason));
  }
  const byType = Map.groupBy(items.filter(({ removal }) => removal !== "stay"), ({ type }) => type);
  const needed = new Set([...byType.keys()].flatMap((type) => namesOf(source, type)));
  for (const group of byType.values()) {
    await forEachPooled(group, workers, async (item) => {
      try {
        const writer = new ItemWriter(shared, { ref: item, refs: AS_IS, known: {} });
        const why = await whyNotNow(item, { ...deps, reader: writer });
        if (why !== null) return tally.result(item, "skipped", left(item, why));
        if (needed.size > 0) await freeName(item, { writer, needed });
        await handlerOf(item.type)?.remove?.(writer, item.id);
        tally.gone(item);
      } catch (error) {
        if (!isRecordable(error)) throw error;
        // The item is already deleted, as before the restore.
        if (error instanceof HttpError && error.status === 404) return tally.gone(item);
        const { type, id } = item, { message } = error;
        const { operation, status } = error instanceof HttpError
          ? error
          : { operation: "undo", status: null };
        tally.result(item, "failed", { type, id, operation, status, message });
      }
    });
  }
}

function left({ type, id }: ItemRef, { code, text }: Reason): RestoreError {
  return { type, id, operation: "plan", status: null, message: text, code };
}

/** Returns why an item is not removed: it has changed since the undo was planned. Null if it has not. */
async function whyNotNow(
  item: CreatedItem,
  { destination, shared: { touched, clock }, readAt, reader }: RemoveCreatedDeps & { reader: Reader },
): Promise<Reason | null> {
  const handler = handlerOf(item.type), live = destination.body(item);
  if (handler === undefined || live === null) return null;
  if (touched.writes === 0 && clock.monotonic() - readAt <= FRESH) return null;
  const now = await handler.read(reader, item.id);
  if (now === null) return null;
  const keys = movedPaths(handler, handler.form(live, AS_IS), handler.form(now, AS_IS)).map(keyOfPath)
    .filter((key) => !touched.explains(item, key));
  if (keys.length === 0) return null;
  const what = [...new Set(keys)].join(", ");
  return reason("changed_meanwhile", `somebody changed it in Looker after the plan was made: ${what}`);
}

/**
 * Returns the names of a source's items that disabled users and items in the trash keep reserved: email addresses and
 * slugs.
 */
function namesOf(source: RestoreSource, type: ContentType): string[] {
  const kept = handlerOf(type)?.keptName;
  return kept === undefined ? [] : source.items(type).flatMap(({ id }) => {
    const props = source.props({ type, id });
    return props === null ? [] : kept.of(props)?.toLowerCase() ?? [];
  });
}

/** Renames a removed item if a restored item needs a name that it keeps reserved. */
async function freeName(
  { type, id }: CreatedItem,
  { writer, needed }: { writer: Writer; needed: ReadonlySet<string> },
): Promise<void> {
  const kept = handlerOf(type)?.keptName, name = await kept?.read(writer, id) ?? null;
  if (name !== null && needed.has(name.toLowerCase())) await kept?.giveUp(writer, id, name);
}
