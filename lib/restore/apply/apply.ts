/**
 * Applies a plan, item by item, and verifies each item by reading it back.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { type Reason, reason } from "../../handlers/reason.ts";
import { outcome as done, type Task } from "../../handlers/task.ts";
import { lateTask, taskOf, writerOf } from "./item_task.ts";
import { isRecordable } from "../../extract/tracker.ts";
import type { Clock } from "../../base/clock.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { isContentType } from "../../looker/content_type_names.ts";
import { holdsPlaceholder, withIds } from "../../live/placeholders.ts";
import { itemKey, type ItemRef, keyWords } from "../../looker/item_ref.ts";
import { handlerOf } from "../../handlers/mod.ts";
import { inCircle, type NameConflict, renameTemporarily } from "./conflict.ts";
import { isWritten, type PlannedItem } from "../plan/model.ts";
import type { ItemWriter, WriterShared } from "./item_writer.ts";
import type { Handler } from "../../handlers/handler.ts";
import type { Destination } from "../../live/destination_state.ts";
import { lookAgain, race } from "./last_look.ts";
import { ReadBackVerifier } from "./read_back.ts";
import { isGone, mayPassLater } from "../../looker/refusal.ts";
import { runScheduled, type ScheduleOptions } from "../../base/schedule.ts";
import type { ItemRefs, OwnerRules } from "../plan/item_references.ts";
import { type OutcomeDeps, Outcomes, VerifyError } from "./outcomes.ts";

/** What applying a plan works with. */
export interface ApplyDeps extends OutcomeDeps {
  source: RestoreSource;
  destination: Destination;
  owners: OwnerRules;
  shared: WriterShared;
  clock: Clock;
  workers: number;
  /** For items of which only links change: the old ids to replace. */
  oldIds?: ReadonlySet<string>;
  /** When the reading for the plan began, by the monotonic clock. */
  readAt: number;
}

/** An item that waits for its second pass. It does not include the item's bodies, because many items may wait. */
interface Late extends PlannedItem {
  handler: Handler;
}

/**
 * Writes the items of a plan that are to be written. Failures of items are reported. An error that it throws ends the
 * run.
 */
export async function applyPlan(deps: ApplyDeps, items: readonly PlannedItem[]): Promise<void> {
  const todo = items.filter(isWritten);
  // Types that send mail come last.
  for (const last of [false, true]) {
    const part = todo.filter(({ type }) => (handlerOf(type)?.sendsMail === true) === last);
    const apply = new Apply(deps, part);
    await runScheduled(part, { limit: deps.workers, keyOf: itemKey }, (item) => apply.item(item));
    await apply.refused();
    await apply.verifyRest();
    await apply.secondPass();
    await apply.verifyRest();
  }
}

class Apply {
  private readonly late: Late[] = [];
  /** Items that Looker refused because of other items, until the other items are restored. */
  private readonly conflicts = new Map<string, NameConflict>();

  /** Whether items have their last attempt. A refusal is then permanent. */
  private isLast = false;

  private readonly pool: ScheduleOptions<ItemRef>;
  private readonly outcomes: Outcomes;
  private readonly verifier: ReadBackVerifier;

  constructor(private readonly deps: ApplyDeps, items: readonly PlannedItem[]) {
    this.pool = { limit: deps.workers, keyOf: itemKey };
    this.outcomes = new Outcomes(deps);
    this.verifier = new ReadBackVerifier({
      ...deps,
      outcomes: this.outcomes,
      items,
      guarded: (written, work) => this.guarded(written, work),
    });
  }

  /** Verifies the items that wait to be read back together with others. */
  async verifyRest(): Promise<void> {
    await this.verifier.rest();
  }

  async item(item: PlannedItem): Promise<void> {
    const { sink, translator } = this.deps;
    sink({ event: "item_started", type: item.type, id: item.id, name: item.name, action: item.action });
    const writer = writerOf(item, this.deps, { isLast: this.isLast });
    const onConflict = (error: Error): void =>
      void this.conflicts.set(itemKey(item), { item, writer, error });
    await this.guarded({ item, writer, onConflict }, async () => {
      const handler = handlerOf(item.type);
      if (handler === undefined) {
        throw new Error(`Cannot restore ${item.type}: no handler exists for this type`);
      }
      const task = await this.current(item, handler, writer);
      if (task === null) return;
      const written = task.live === null ? await handler.create(task) : await handler.update(task);
      if (written.id !== task.destinationId) translator.created(item.type, item.id, written.id);
      const outcome = { ...written, omitted: [...written.omitted, ...writer.refusedParts()] };
      // The parts of the item have ids by now.
      const wanted = withIds(
        task.wanted,
        (kind, id) => isContentType(kind) ? null : translator.part(kind, id),
      );
      const { openLinks } = writer.refs as ItemRefs;
      const isLate = openLinks.size > 0 ||
        (handler.late !== undefined && (outcome.deferred || holdsPlaceholder(wanted)));
      if (!isLate) {
        const asWritten = { ...task, wanted, destinationId: outcome.id };
        await this.verifier.verify({ item, handler, task: asWritten, writer, outcome });
      } else {
        for (const message of writer.warnings) this.deps.tally.warn(item, message);
        this.late.push({ ...item, destinationId: outcome.id, dependsOn: [], handler });
      }
    });
  }

  /** Retries items that were refused because of another item, as long as a retry succeeds. */
  async refused(): Promise<void> {
    const renamed = new Map<string, () => Promise<void>>();
    for (;;) {
      const waiting = [...this.conflicts.values()];
      this.conflicts.clear();
      await runScheduled(waiting.map(({ item }) => item), this.pool, (item) => this.again(item));
      if (this.conflicts.size < waiting.length) continue;
      const one = inCircle([...this.conflicts.values()], renamed);
      if (one === null) break;
      renamed.set(itemKey(one.item), await this.renameTemporarily(one));
    }
    await this.giveUp(renamed);
  }

  /**
   * Tries permanently refused items one last time, part by part, so that only the refused parts are omitted. Items that
   * waited for them are tried afterwards, with or without them.
   */
  private async giveUp(renamed: ReadonlyMap<string, () => Promise<void>>): Promise<void> {
    const refused = [...this.conflicts].filter(([, { error }]) => !(error instanceof VerifyError));
    const waiting = [...this.conflicts.values()].filter(({ error }) => error instanceof VerifyError);
    this.conflicts.clear();
    this.isLast = true;
    for (const [key, { item, writer }] of refused) {
      await this.guarded({ item, writer }, async () => await renamed.get(key)?.());
    }
    await runScheduled(refused.map(([, { item }]) => item), this.pool, (item) => this.again(item));
    if (refused.length > 0) {
      await runScheduled(waiting.map(({ item }) => item), this.pool, (item) => this.again(item));
      return await this.giveUp(renamed);
    }
    for (const { item, writer, error } of waiting) this.outcomes.fail(item, writer, error);
  }

  /** Tries an item again, based on what the first attempt may have created. */
  private async again(item: PlannedItem): Promise<void> {
    const { translator, destination } = this.deps;
    const found = translator.find(item.type, item.id);
    // An item that was not written to is checked again before the write.
    const isUntouched = item.destinationId !== null && !this.deps.shared.touched.wrote(item);
    if (found.state !== "there" || isUntouched) return await this.item(item);
    const writer = writerOf(item, this.deps, { isLast: this.isLast });
    await this.guarded({ item, writer }, async () => {
      const live = await handlerOf(item.type)?.read(writer, found.id) ?? null;
      destination.addItem({ type: item.type, id: found.id }, live);
      await this.item({ ...item, destinationId: found.id });
    });
  }

  /** Gives an item a temporary name. Returns a function that restores the name. */
  private async renameTemporarily(conflict: NameConflict): Promise<() => Promise<void>> {
    const { item, writer } = conflict, handler = handlerOf(item.type);
    const live = this.deps.destination.body({ type: item.type, id: item.destinationId ?? "" });
    if (handler === undefined || live === null) return () => Promise.resolve();
    const { rename, back } = renameTemporarily(handler, conflict, live);
    await this.guarded({ item, writer, onConflict: () => {} }, async () => {
      await handler.update(rename);
    });
    return async () => void await handler.update(back);
  }

  /** Writes and reads back the items that had to wait for all others. */
  async secondPass(): Promise<void> {
    this.isLast = true;
    await runScheduled(this.late, this.pool, async (item) => {
      const writer = writerOf(item, this.deps, { isLast: this.isLast });
      await this.guarded({ item, writer }, async () => {
        const { handler, destinationId } = item;
        const live = await this.verifier.readBack(handler, writer, { id: destinationId ?? "" });
        const task = lateTask({ item, handler, writer, live }, this.deps);
        const written = task.changes.length > 0
          ? await (handler.late ?? handler.update)(task)
          : done(destinationId ?? "", { readBack: live });
        // The first pass wrote a part of the item.
        writer.hasWritten = true;
        const outcome = { ...written, omitted: [...written.omitted, ...writer.refusedParts()] };
        await this.verifier.verify({ item, handler, task, writer, outcome });
      });
    });
  }

  /** Returns the task of an item in its current state; null if the item is not written. That is reported. */
  private async current(item: PlannedItem, handler: Handler, writer: ItemWriter): Promise<Task | null> {
    const { deps, deps: { shared: { touched } } } = this;
    const task = this.task(item, handler, writer);
    if (task === null) return null;
    const standing = await lookAgain({ item, handler, task, reader: writer }, { ...deps, touched });
    if (standing.as === "planned") return task;
    if (standing.as === "left") return this.leave(item, standing.why);
    deps.destination.addItem({ type: item.type, id: task.destinationId ?? "" }, standing.live);
    const now = this.task(item, handler, writer);
    // A live source computes the wanted form from the current state, so the write overwrites no edit of another user.
    const isSafe = now === null || deps.source.followsLive === true;
    const why = isSafe ? null : race(standing.byOthers, now.changes);
    return why === null ? now : this.leave(item, why);
  }

  private leave(item: PlannedItem, why: Reason): null {
    this.outcomes.leave(item, why);
    return null;
  }

  /**
   * Returns the task of an item with all references translated; null if an item that it refers to was not created. The
   * failure is reported.
   */
  private task(item: PlannedItem, handler: Handler, writer: ItemWriter): Task | null {
    const { task, lost, pending } = taskOf({ item, handler, writer }, this.deps);
    const waitsFor = [...lost, ...pending].find((key) => this.conflicts.has(key));
    if (waitsFor !== undefined) {
      const error = new VerifyError(`It needs ${keyWords(waitsFor)}, which could not be restored`);
      this.conflicts.set(itemKey(item), { item, writer, error });
      return null;
    }
    if (lost.length === 0 || (handler.late !== undefined && item.linksOnly !== true)) return task;
    const text = `it needs ${lost.map((key) => keyWords(key)).join(", ")}, which could not be restored`;
    this.outcomes.skip(item, reason("needs_unrestored", text));
    return null;
  }

  /** Runs `work` on one item. Reports its error, or records it as a conflict if another item is in the way. */
  private async guarded(
    { item, writer, onConflict }: {
      item: PlannedItem;
      writer: ItemWriter;
      onConflict?: (error: Error) => void;
    },
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Looker is unreachable, and the item did not cause the error. The restore ends, and can be resumed.
      if (isGone(error)) throw error;
      if (onConflict !== undefined && !this.isLast && mayPassLater(error)) return onConflict(error);
      if (!isRecordable(error) && !(error instanceof DamagedBodyError) && !(error instanceof VerifyError)) {
        throw error;
      }
      this.outcomes.fail(item, writer, error);
    }
  }
}
