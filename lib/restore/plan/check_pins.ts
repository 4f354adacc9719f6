/**
 * Checks before the first write that everything to be written is as it was when the plan was made. Otherwise the plan
 * is
 * stale.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import type { WriteOptions } from "../../handlers/task.ts";
import { liveBody, wantedForm } from "./wanted.ts";
import { itemKey, type ItemRef, itemWords, type RefKind } from "../../looker/item_ref.ts";
import { EXIT, LookervaultError } from "../../base/errors.ts";
import { forEachPooled } from "../../base/pool.ts";
import type { Reader } from "../../live/reader.ts";
import { TYPE_CODES } from "../../looker/content_type_names.ts";
import { temporaryVault } from "../../vault/open.ts";
import type { Handler } from "../../handlers/handler.ts";
import { handlerOf } from "../../handlers/mod.ts";
import { Destination } from "../../live/destination_state.ts";
import { movedPaths } from "./form_pin.ts";
import { ItemRefs, type OwnerRules } from "./item_references.ts";
import { type CreatedItem, isWritten, type PlannedItem } from "./model.ts";
import { gatherListings, informed, referencesOf } from "./read_destination.ts";
import { AS_IS } from "../../handlers/references.ts";
import { Translator } from "./translator.ts";

/** What the check works with. */
export interface CheckDeps {
  source: RestoreSource;
  destination: Destination;
  translator: Translator;
  owners: OwnerRules;
  write: WriteOptions;
  reader: Reader;
  workers: number;
}

/** The maximum number of paths that are named for an item. */
const PATHS = 10;

/** Returns items that have changed in Looker since they were read, and items to create that exist by now. */
export async function staleInLooker(
  items: readonly PlannedItem[],
  removals: readonly CreatedItem[],
  deps: CheckDeps,
): Promise<StaleItem[]> {
  const written = items.filter(isWritten), stale: StaleItem[] = [];
  await forEachPooled([...written, ...removals], deps.workers, async (item) => {
    const what = "removal" in item ? await movedCreated(item, deps) : await movedItem(item, deps);
    if (what !== null) stale.push({ type: item.type, id: item.id, name: item.name, what });
  });
  return [
    ...stale,
    ...await appeared(written.filter(({ destinationId }) => destinationId === null), {
      ...deps,
      removals,
    }),
  ];
}

async function movedItem(item: PlannedItem, deps: CheckDeps): Promise<string | null> {
  const { source, destination, translator, owners, write, reader } = deps;
  const { type, destinationId } = item, handler = handlerOf(type);
  if (handler === undefined || destinationId === null) return null;
  if (item.linksOnly === true) return await movedLive({ type, id: destinationId }, handler, deps);
  const body = source.body(item), ref = { type, id: destinationId };
  const live = body === null ? null : liveBody({ source, destination }, { handler, body, ref });
  if (body === null || live === null) return null;
  const refs = new ItemRefs(translator, { source, destination, owners });
  const wanted = wantedForm(handler, { ref: item, body, live, refs, write });
  const now = await handler.read(informed({ source, destination, reader }, item), destinationId, {
    wanted,
    live,
  });
  if (now === null) return GONE;
  const adopted = source.instance === destination.instance ? handler.adopt?.(now, body) ?? now : now;
  return moved(handler, live, adopted);
}

async function movedCreated(item: CreatedItem, deps: CheckDeps): Promise<string | null> {
  const handler = handlerOf(item.type);
  return handler === undefined || item.removal === "stay" ? null : await movedLive(item, handler, deps);
}

async function movedLive(
  item: ItemRef,
  handler: Handler,
  { destination, reader }: CheckDeps,
): Promise<string | null> {
  const live = destination.body(item);
  if (live === null) return null;
  const now = await handler.read(reader, item.id);
  return now === null ? GONE : moved(handler, live, now);
}

const GONE = "was deleted in Looker";

function moved(handler: Handler, live: Parameters<Handler["form"]>[0], now: typeof live): string | null {
  const paths = movedPaths(handler, handler.form(live, AS_IS), handler.form(now, AS_IS));
  if (paths.length === 0) return null;
  const told = paths.slice(0, PATHS), more = paths.length > PATHS ? ["…"] : [];
  return `changed in Looker (${[...told, ...more].join(", ")})`;
}

/** Returns items to create that exist by now, with an id that did not exist when the plan was made. */
async function appeared(
  items: readonly PlannedItem[],
  { source, destination, reader, workers, removals }: CheckDeps & { removals: readonly ItemRef[] },
): Promise<StaleItem[]> {
  if (items.length === 0) return [];
  const kinds = new Set<RefKind>();
  for (const item of items) {
    kinds.add(item.type);
    const body = source.body(item);
    for (const { kind, isLink } of body === null ? [] : referencesOf(source, item, body)) {
      if (isLink !== true) kinds.add(kind);
    }
  }
  using whole = temporaryVault(TYPE_CODES);
  const now = new Destination(destination.instance, whole), left = new Set(removals.map(itemKey));
  await gatherListings({ destination: now, reader, workers }, kinds);
  const translator = new Translator({ source, destination: now, mapped: new Map(), willCreate: () => false });
  return items.flatMap(({ type, id, name }): StaleItem[] => {
    const found = translator.find(type, id);
    const isNew = found.state === "there" && !destination.has(type, found.id) &&
      !left.has(itemKey({ type, id: found.id }));
    return isNew ? [{ type, id, name, what: `now exists in Looker with the id ${found.id}` }] : [];
  });
}

/** An item that has changed since the plan was made. */
export interface StaleItem extends ItemRef {
  name: string | null;
  /** Where it changed and how, such as `changed in Looker (title)`. */
  what: string;
}

/** The maximum number of items that a message names. */
const NAMED = 20;

/** The backup or Looker changed after the plan was made. Nothing was written. Exit code 2. */
export class StalePlanError extends LookervaultError {
  readonly code = "plan_stale";
  readonly exitCode = EXIT.usage;

  constructor(command: string, readonly items: readonly StaleItem[]) {
    const named = items.slice(0, NAMED).map((item) => `${itemWords(item, item.name)} ${item.what}`);
    const more = items.length > NAMED ? [`and ${items.length - NAMED} more`] : [];
    super(
      `Cannot run ${command}: the plan is no longer valid: ${[...named, ...more].join("; ")}`,
      { hint: "Nothing was written. Plan again, and check the new plan." },
    );
  }
}
