/**
 * The second half of a restore: applies what was planned and confirmed, in a session that can be resumed and undone.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { Translation } from "../journal/journal.ts";
import { isWritten, type PlannedItem } from "../plan/model.ts";
import { applyPlan } from "./apply.ts";
import { removeCreated } from "../journal/undo.ts";
import { BACKOFF } from "../../http/backoff.ts";
import type { WriterShared } from "./item_writer.ts";
import type { RestoreStatus } from "../restore_summary.ts";
import type { RestoreSession } from "../journal/restore_session.ts";
import { ApiReader } from "../../live/reader.ts";
import { FRESH, Touched } from "./last_look.ts";
import { staleInLooker, type StaleItem, StalePlanError } from "../plan/check_pins.ts";
import type { Agreement } from "../restore_request.ts";
import type { PlannedRestore, RestoreContext } from "../plan_restore.ts";

/**
 * Checks that everything that is to be written is as it was when it was planned. The backup is always checked, which
 * takes
 * no request; Looker is checked if time has passed. Returns when the last reading of Looker began, by the monotonic
 * clock.
 *
 * @throws {StalePlanError} if something has changed. Nothing is written then.
 */
export async function requireUnchanged(
  { options, deps: { clock, connection }, request: { source, command }, destination, signal }: RestoreContext,
  planned: PlannedRestore,
  agreed: Agreement,
): Promise<number> {
  const { items, created, readAt } = planned;
  const stale = staleInVault(items, source);
  if (stale.length > 0) throw new StalePlanError(command, stale);
  if (agreed !== "asked" && clock.monotonic() - readAt <= FRESH) return readAt;
  const readAgain = clock.monotonic();
  const moved = await staleInLooker(items, created, {
    ...planned,
    source,
    destination,
    reader: new ApiReader(connection.client, { signal }),
    workers: options.workers,
  });
  if (moved.length > 0) throw new StalePlanError(command, moved);
  return readAgain;
}

/** Writes what is planned, from recording the state before to reading back. Failures of single items are counted. */
export async function carryOut(
  context: RestoreContext,
  planned: PlannedRestore,
  session: RestoreSession,
): Promise<RestoreStatus> {
  const { options, deps, request: { source, resumed, backoff }, destination, tally, signal } = context;
  const { items, created, translator, owners, links, write, user, readAt } = planned;
  const todo = items.filter(isWritten);
  session.begin(user);
  const journal = session.journal(todo.length);
  journal.keep(destination, [
    ...todo.flatMap(({ type, destinationId }) => destinationId === null ? [] : [{ type, id: destinationId }]),
    ...created.filter(({ removal }) => removal !== "stay"),
  ]);
  journal.translate(recognized(items, write.sameInstance));
  try {
    const shared: WriterShared = {
      client: deps.connection.client,
      call: { signal },
      clock: deps.clock,
      journal,
      translator,
      touched: new Touched((where, key) => journal.readBacks.touched(where, key)),
      options: write,
      unknown: resumed?.unknown ?? new Set(),
      maxRetries: options.maxRetries,
      backoff: backoff ?? BACKOFF,
    };
    const common = { source, destination, shared, tally, workers: options.workers, readAt };
    // Removals come first, because created items may have names that restored items need.
    await removeCreated(created, common);
    await applyPlan({
      ...common,
      translator,
      owners,
      journal,
      clock: deps.clock,
      sink: deps.sink,
      oldIds: links.old,
    }, todo);
  } finally {
    journal.flush();
  }
  return tally.errors.length > 0 ? "partial" : "completed";
}

/** Returns items whose backup has changed since the plan. Reads no body. */
function staleInVault(items: readonly PlannedItem[], source: RestoreSource): StaleItem[] {
  return items.filter((item) => isWritten(item) && !source.isAsRead(item))
    .map(({ type, id, name }) => ({ type, id, name, what: "has a different version in the vault" }));
}

/** Returns translations of ids in the backup to ids of existing items that were recognized. */
function recognized(items: readonly PlannedItem[], same: boolean): Translation[] {
  return items.flatMap(({ type, id, destinationId }) =>
    destinationId === null || (same && destinationId === id) || handlerOf(type) === undefined
      ? []
      : [{ kind: type, from: id, to: destinationId }]
  );
}
