/**
 * The plan: what a restore does with each item, as a pure function of backup, destination and options.
 *
 * @module
 */
import { ACCESS } from "../../handlers/access.ts";
import { type Omission, type Reason, reason } from "../../handlers/reason.ts";
import { lostWithQueries } from "./remade_queries.ts";
import { itemKey, itemOf, type ItemRef, keyWords, RefMap, unique } from "../../looker/item_ref.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { type Change, changesOf } from "../../live/form_changes.ts";
import { isWritten, NOTHING, type PlannedItem, untouched } from "./model.ts";
import type { Handler } from "../../handlers/handler.ts";
import { handlerOf, levelOf, UNRESTORABLE } from "../../handlers/mod.ts";
import { AS_IS } from "../../handlers/references.ts";
import { placeholder } from "../../live/placeholders.ts";
import { decide, type DecideInput } from "./decide.ts";
import { liveBody, wantedForm } from "./wanted.ts";
import { editedSince } from "./edited_since.ts";
import { ItemRefs, type OwnerRules } from "./item_references.ts";
import type { Translator } from "./translator.ts";
import { withoutTakenNames } from "./name_conflicts.ts";

/** The input of a plan. All of it is in memory or in the vault: planning sends no request. */
export interface PlanInput extends DecideInput {
  translator: Translator;
  owners: OwnerRules;
  /** Whether an item in the destination is equal to the backup. */
  same: (ref: ItemRef) => boolean;
  /** The items because of which an item is restored, by the key of that item. */
  neededBy: ReadonlyMap<string, readonly ItemRef[]>;
  /** Edits up to this time do not count as edits after the backup (ISO 8601 UTC); null for none. */
  editedAfter: string | null;
}

/** Plans items. An item that depends on an item that cannot exist is skipped, with that reason. */
export function plan(
  input: PlanInput,
  refs: readonly ItemRef[],
): { items: PlannedItem[]; lacking: string[] } {
  const ordered = [...refs].sort((a, b) => levelOf(a.type) - levelOf(b.type));
  const planned: PlannedItem[] = [], needing: Needing[] = [], missing: string[] = [];
  for (const ref of ordered) {
    const draft = planItem(input, ref);
    // Most items need nothing, and no draft of them is kept.
    if (draft.needs.length > 0) needing.push({ needs: draft.needs, i: planned.length });
    for (const what of draft.missing) missing.push(what);
    planned.push(draft.item);
  }
  const items = withLooks(withoutTakenNames(input, skipDependents(planned, needing)));
  return { items, lacking: lackingOf(missing, input.fallen) };
}

/** The keys of the items that an item needs, and its position in the plan. */
interface Needing {
  needs: readonly string[];
  i: number;
}

/**
 * Adds the requests of the last check to the items that change. A single item is written as it was read, without a
 * check.
 */
function withLooks(items: PlannedItem[]): PlannedItem[] {
  if (items.filter(isWritten).length < 2) return items;
  return items.map((item) =>
    !isWritten(item) || item.action === "create"
      ? item
      : { ...item, calls: item.calls + (handlerOf(item.type)?.reads ?? 1) }
  );
}

/** Returns what the destination lacks, without duplicates, with the number of items that need it. */
function lackingOf(missing: readonly string[], fallen: ReadonlySet<string>): string[] {
  const needed = new Map<string, number>();
  for (const what of missing) {
    if (!fallen.has(what)) needed.set(what, (needed.get(what) ?? 0) + 1);
  }
  return [...needed].map(([what, items]) => `${what} (needed by ${items} ${items === 1 ? "item" : "items"})`);
}

/** An item, and the dependencies without which it cannot be restored. */
interface Draft {
  item: PlannedItem;
  needs: readonly string[];
  /** What neither the destination nor the restore contains. */
  missing: readonly string[];
}

/** Returns a draft without dependencies. */
function alone(item: PlannedItem): Draft {
  return { item, needs: NOTHING, missing: NOTHING };
}

function planItem(input: PlanInput, ref: ItemRef): Draft {
  const { source } = input;
  const held = source.item(ref), blank = untouched(ref);
  blank.name = held?.name ?? null;
  blank.folderId = held?.folderId ?? null;
  if (input.neededBy.size > 0) blank.neededBy = input.neededBy.get(itemKey(ref)) ?? NOTHING;
  const handler = handlerOf(ref.type);
  if (handler === undefined) {
    const why = UNRESTORABLE[ref.type] ?? reason("no_api", "the API cannot write it");
    return alone({ ...blank, action: "unrestorable", reason: why });
  }
  const left = source.leaves?.(ref) ?? null;
  if (left !== null) return alone({ ...blank, action: "skip", reason: left });
  if (input.same(ref)) {
    blank.destinationId = ref.id;
    return alone(blank);
  }
  const body = source.body(ref);
  if (body === null) {
    const why = reason("damaged", source.damage(ref) ?? "it is not in the backup");
    return alone({ ...blank, action: "skip", reason: why });
  }
  return planBody(input, { blank, handler, body });
}

function planBody(
  input: PlanInput,
  { blank, handler, body }: { blank: PlannedItem; handler: Handler; body: JsonObject },
): Draft {
  const { source, destination, translator } = input;
  const found = translator.find(blank.type, blank.id);
  const live = found.state === "there"
    ? liveBody(input, { handler, body, ref: { type: blank.type, id: found.id } })
    : null;
  const destinationId = found.state === "there" ? found.id : null;
  const unknown = unreadReason(input, { ref: blank, destinationId });
  if (unknown !== null) return alone({ ...blank, destinationId, action: "skip", reason: unknown });
  const picks = input.write.picksOf?.(blank);
  // The item was not selected itself, and it is in the trash both in Looker and in the backup.
  const isAsTrashed = live?.["deleted"] === true && body["deleted"] === true;
  if (isAsTrashed && picks?.every((pick) => "key" in pick && pick.key === ACCESS) === true) {
    return alone({ ...blank, destinationId });
  }
  if (picks !== undefined && (live === null || live["deleted"] === true)) {
    const where = live === null ? "it is not in Looker" : "it is in the trash";
    const text = `${where}, and only a part of it was requested: restore the complete item first`;
    return alone({ ...blank, destinationId, action: "skip", reason: reason("not_there", text) });
  }
  const why = handler.unrestorable({ get: (key) => body[key] });
  // An item that is not restorable is reported only if it differs.
  if (why !== null && live !== null && isAsItWas(input, { handler, body, live })) {
    return alone({ ...blank, destinationId });
  }
  if (why !== null) return alone({ ...blank, destinationId, action: "unrestorable", reason: why });
  const owners = input.owners;
  if (live !== null) {
    const pairs = handler.pairs?.(body, live, new ItemRefs(translator, { source, destination, owners })) ??
      [];
    for (const { kind: part, from, to } of pairs) translator.created(part, from, to);
  }
  for (const part of handler.parts?.(body) ?? []) {
    if (translator.find(part.kind, part.id).state === "missing") {
      translator.comesWith(part.kind, part.id, blank);
    }
  }
  const refs = new ItemRefs(translator, { source, destination, owners });
  const wanted = wantedForm(handler, { ref: blank, body, live, refs, write: input.write });
  // An item that Looker creates with another item (a personal folder with its user) waits for that item.
  const host = live === null ? handler.appearsWith?.({ get: (key) => body[key] }) ?? null : null;
  const isAwaited = host !== null && translator.find(host.type, host.id).state === "pending";
  const awaited = [...refs.pending.values(), ...(isAwaited ? [host] : [])];
  const dependsOn = unique(awaited.filter((ref) => itemKey(ref) !== itemKey(blank)));
  let item = decide(input, {
    known: { ...blank, destinationId, dependsOn },
    handler,
    wanted,
    live,
    missing: [...refs.missing],
    replaced: refs.replaced(),
  });
  const isRestored = item.action !== "skip" && item.action !== "unrestorable";
  item = {
    ...item,
    omitted: isRestored
      ? [
        ...refs.omitted,
        ...unreadParts(input, destinationId === null ? null : { type: blank.type, id: destinationId }),
      ]
      : [],
    rights: item.action === "none" || !isRestored ? [] : handler.rights?.({
      id: destinationId ?? placeholder(blank.type, blank.id),
      wanted,
      live: live === null ? null : handler.form(live, AS_IS),
      body: live,
    }) ?? [],
    warnings: item.action === "none" ? [] : [...refs.warnings, ...queryWarnings(input, { item, body, live })],
    ...item.neededBy.length > 0 && input.write.picksOf?.(blank) !== undefined && { placesOnly: true },
    ...isWritten(item) && newsOf(input, { item, handler, live, wanted }),
  };
  if (item.action === "none" && refs.openLinks.size > 0) {
    const changes = [...refs.openLinks].map((key): Change => ({ path: "links", from: key, to: linkTo(key) }));
    item = { ...item, action: "update", changes, calls: handler.calls({ wanted, changes, live }) + 2 };
  }
  const needs = [...refs.needed.keys(), ...(isAwaited ? [itemKey(host)] : [])]
    .filter((key) => key !== itemKey(blank));
  return { item, needs, missing: [...refs.missing, ...refs.lackedByParts] };
}

/** Whether an item that is not restorable is equal in the destination and in the backup, as far as both include it. */
function isAsItWas(
  { source, destination }: PlanInput,
  { handler, body, live }: { handler: Handler; body: JsonObject; live: JsonObject },
): boolean {
  if (source.instance !== destination.instance) return false;
  return changesOf(handler, handler.form(live, AS_IS), handler.form(body, AS_IS)).length === 0;
}

/** Returns warnings about properties of a changed query that the new query lacks. */
function queryWarnings(
  { source, destination }: PlanInput,
  { item, body, live }: { item: PlannedItem; body: JsonObject; live: JsonObject | null },
): string[] {
  if (live === null || !isWritten(item) || source.instance !== destination.instance) return [];
  return lostWithQueries(item.type, body, live).map((path) =>
    `${path} is lost: Looker's API creates a new query instead of changing one, and no API description lists this property as writable`
  );
}

/** Returns the edit that a written item reverts, and the recipients that it gains. */
function newsOf(
  { source, destination, editedAfter }: PlanInput,
  { item, handler, live, wanted }: {
    item: PlannedItem;
    handler: Handler;
    live: JsonObject | null;
    wanted: JsonObject;
  },
): Pick<PlannedItem, "edited" | "recipients"> {
  const isSame = source.instance === destination.instance && source.followsLive !== true;
  const before = new Set(live === null ? [] : handler.recipients?.(handler.form(live, AS_IS)) ?? []);
  return {
    edited: live === null || !isSame ? null : editedSince(source, { ref: item, live, after: editedAfter }),
    recipients: (handler.recipients?.(wanted) ?? []).filter((one) => !before.has(one)),
  };
}

/** Returns the parts of an item that could not be read. They are not compared, and not reported as equal. */
function unreadParts({ destination }: PlanInput, ref: ItemRef | null): Omission[] {
  const whys = ref === null ? [] : destination.partsUnread(ref);
  return whys.map(({ part, why }) => ({
    path: part,
    reason: reason("unread", `a part of it could not be read from Looker, so it was not compared: ${why}`),
  }));
}

/** Returns why the state of an item in the destination, or its existence, is unknown; null if it is known. */
function unreadReason(
  { destination }: PlanInput,
  { ref: { type, id }, destinationId }: { ref: ItemRef; destinationId: string | null },
): Reason | null {
  // Without a known id, the item can be any of its type: its state is unknown until all of them are listed.
  const why = destinationId === null
    ? destination.isUnlisted(type) ? destination.whyUnknown(type, id) ?? "it was not listed" : null
    : destination.whyUnknown(type, destinationId);
  return why === null
    ? null
    : reason("unread", `it could not be read from Looker, so it is skipped for now: ${why}`);
}

/** Returns the placeholder for the target of a link that does not exist yet. */
function linkTo(key: string): string {
  const { type, id } = itemOf(key);
  return placeholder(type, id);
}

/** Skips items of `items` that need an item that will not exist, until no further item is affected. Changes the list. */
function skipDependents(items: PlannedItem[], needing: readonly Needing[]): PlannedItem[] {
  if (needing.length === 0) return items;
  const places = new RefMap<number>();
  items.forEach((item, i) => places.set(item, i));
  const isGone = (key: string): boolean => {
    const item = items[places.get(itemOf(key)) ?? NaN];
    return item === undefined || isLost(item);
  };
  for (let fell = true; fell;) {
    fell = false;
    for (const { needs, i } of needing) {
      const item = items[i];
      if (item === undefined || isLost(item) || item.action === "skip") continue;
      const lost = needs.find(isGone);
      if (lost === undefined) continue;
      const why = reason(
        "needs_unrestored",
        `it needs ${
          keyWords(lost, (ref) => items[places.get(ref) ?? NaN]?.name)
        }, which is not restored either`,
      );
      items[i] = {
        ...item,
        action: "skip",
        changes: [],
        calls: 0,
        omitted: [],
        rights: [],
        reason: why,
      };
      fell = true;
    }
  }
  return items;
}

/** Whether an item will not exist in the destination. */
export function isLost({ destinationId, action }: PlannedItem): boolean {
  return destinationId === null && (action === "skip" || action === "unrestorable");
}
