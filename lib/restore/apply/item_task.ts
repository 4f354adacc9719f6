/**
 * Builds the task of an item's handler, with every reference translated by what has been created so far.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { Destination } from "../../live/destination_state.ts";
import type { Task } from "../../handlers/task.ts";
import { AS_IS } from "../../handlers/references.ts";
import { allNew, blockers } from "../plan/decide.ts";
import { type Change, changesOf, pick } from "../../live/form_changes.ts";
import { liveBody, wantedForm } from "../plan/wanted.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { asObject, type JsonObject } from "../../codec/json_value.ts";
import { LinkRefs } from "../plan/link_references.ts";
import type { Handler } from "../../handlers/handler.ts";
import type { PlannedItem } from "../plan/model.ts";
import { ItemWriter, type WriterShared } from "./item_writer.ts";
import { ItemRefs, type OwnerRules } from "../plan/item_references.ts";
import type { Translator } from "../plan/translator.ts";

/** What building a task works with. */
export interface ItemTaskDeps {
  source: RestoreSource;
  destination: Destination;
  translator: Translator;
  owners: OwnerRules;
  shared: WriterShared;
  /** For items of which only links change: the old ids to replace. */
  oldIds?: ReadonlySet<string>;
}

/** An item that is about to be written. */
interface ItemCase {
  item: PlannedItem;
  handler: Handler;
  writer: ItemWriter;
}

/** A task, the required items that are missing, and the items that it waits for. */
export interface ItemTask {
  task: Task;
  lost: readonly string[];
  pending: readonly string[];
}

/** Returns the writer of an item. With `isLast`, a refusal is permanent. */
export function writerOf(
  item: PlannedItem,
  { source, destination, translator, owners, shared, oldIds = new Set() }: ItemTaskDeps,
  { isLast }: { isLast: boolean },
): ItemWriter {
  const { sameInstance } = shared.options;
  const known = sameInstance ? source.props(item)?.get("_vault") : undefined;
  const deps = { source, destination, translator, owners };
  const refs = item.linksOnly === true
    ? new LinkRefs(deps, oldIds, sameInstance ? null : source.body(item))
    : new ItemRefs(translator, deps);
  return new ItemWriter(shared, { ref: item, refs, known: asObject(known), isLast });
}

/**
 * Returns the task of an item, from its backup.
 *
 * @throws {DamagedBodyError} if the backup does not contain the item.
 */
export function taskOf(
  { item, handler, writer }: ItemCase,
  { source, destination, shared }: Pick<ItemTaskDeps, "source" | "destination" | "shared">,
): ItemTask {
  const there = item.destinationId === null ? null : { type: item.type, id: item.destinationId };
  const kept = item.linksOnly === true && there !== null ? destination.body(there) : null;
  const body = kept ?? source.body(item);
  if (body === null) throw new DamagedBodyError("Cannot read the item: it is not in the backup");
  const live = kept ??
    (there === null ? null : liveBody({ source, destination }, { handler, body, ref: there }));
  const refs = writer.refs as ItemRefs;
  const wanted = withoutTaken(
    item,
    refs,
    wantedForm(handler, { ref: item, body, live, refs, write: shared.options }),
  );
  const changes: readonly Change[] = live === null
    ? allNew(wanted)
    : changesOf(handler, handler.form(live, AS_IS), wanted);
  const { type, id, destinationId } = item;
  return {
    task: { ref: { type, id }, source: body, wanted, live, destinationId, changes, writer },
    lost: [...blockers([...refs.missing], { handler, live, changes }), ...refs.needed.keys()],
    pending: [...refs.pending.keys()],
  };
}

/** Returns the task of an item that had to wait for all others, based on `live`, its current state. */
export function lateTask(
  { item, handler, writer, live }: ItemCase & { live: JsonObject },
  { source, shared }: Pick<ItemTaskDeps, "source" | "shared">,
): Task {
  const body = item.linksOnly === true ? live : source.body(item) ?? {};
  const refs = writer.refs as ItemRefs;
  const wanted = withoutTaken(
    item,
    refs,
    wantedForm(handler, { ref: item, body, live, refs, write: shared.options }),
  );
  const changes = changesOf(handler, handler.form(live, AS_IS), wanted);
  const { type, id, destinationId } = item;
  return { ref: { type, id }, source: body, wanted, live, destinationId, changes, writer };
}

/** Removes names that other items have from an item's wanted form, as planned. */
function withoutTaken(item: PlannedItem, refs: ItemRefs, wanted: JsonObject): JsonObject {
  const taken = item.omitted.filter(({ reason }) => reason.code === "name_taken");
  if (taken.length === 0) return wanted;
  refs.omitted.push(...taken);
  return pick(wanted, Object.keys(wanted).filter((key) => !taken.some(({ path }) => path === key)));
}
