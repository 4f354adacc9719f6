/**
 * The verification of a restore: reads each item back and compares it with its wanted form.
 *
 * @module
 */
import { type Omission, reason, sortOmissions } from "../../handlers/reason.ts";
import { keyOfPath } from "../plan/form_pin.ts";
import type { Outcome, Task } from "../../handlers/task.ts";
import { isPlaceholder } from "../../live/placeholders.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import type { Clock } from "../../base/clock.ts";
import { forEachPooled } from "../../base/pool.ts";
import { isRecordable } from "../../extract/tracker.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { type Change, changesOf } from "../../live/form_changes.ts";
import type { PlannedItem, Result } from "../plan/model.ts";
import type { ItemWriter, WriterShared } from "./item_writer.ts";
import type { Handler } from "../../handlers/handler.ts";
import { AS_IS } from "../../handlers/references.ts";
import type { ItemRefs } from "../plan/item_references.ts";
import { type Outcomes, type RestoreTally, VerifyError } from "./outcomes.ts";

/** What verifying works with. */
export interface ReadBackDeps {
  shared: Pick<WriterShared, "call" | "options">;
  clock: Clock;
  workers: number;
  outcomes: Outcomes;
  /** All items that are to be written. Many items of one type are read back together. */
  items: readonly PlannedItem[];
  tally: RestoreTally;
  /** Runs `work` on one item, and reports its error. */
  guarded: (written: Written, work: () => Promise<void>) => Promise<void>;
}

/** An item that is written and waits to be read back. */
export interface Written {
  item: PlannedItem;
  handler: Handler;
  task: Task;
  writer: ItemWriter;
  outcome: Outcome;
}

const RESULT: Partial<Record<string, Exclude<Result, "skipped" | "failed">>> = {
  create: "created",
  update: "updated",
  undelete: "undeleted",
};

/**
 * How often a new item that cannot be read yet is requested again, and the wait before each attempt, in milliseconds.
 */
const READ_TRIES = 5, READ_WAIT = 200;

/** Up to `FEW` items of a type are read back one by one; more are read in groups of `TOGETHER`. */
const FEW = 10, TOGETHER = 25;

/** Verifies each item one time. */
export class ReadBackVerifier {
  private readonly waiting = new Map<ContentType, Written[]>();
  private readonly counts: ReadonlyMap<ContentType, number>;

  constructor(private readonly deps: ReadBackDeps) {
    const groups = Map.groupBy(deps.items, ({ type }) => type);
    this.counts = new Map([...groups].map(([type, items]) => [type, items.length]));
  }

  /** Verifies an item now, or together with others of its type if Looker can list items by their ids. */
  async verify(written: Written): Promise<void> {
    const { handler, outcome } = written;
    const isOneOfMany = handler.readMany !== undefined && (this.counts.get(handler.type) ?? 0) > FEW;
    if (!isOneOfMany || outcome.readBack !== null) return await this.one(written);
    // Reported now, because a resume would not know the warning.
    for (const message of written.writer.warnings) this.deps.tally.warn(written.item, message);
    const waiting = this.waiting.get(handler.type) ?? [];
    waiting.push(written);
    this.waiting.set(handler.type, waiting);
    if (waiting.length >= TOGETHER) await this.together(handler);
  }

  /** Verifies the items that still wait for others. */
  async rest(): Promise<void> {
    for (const [, [first]] of this.waiting) if (first !== undefined) await this.together(first.handler);
  }

  /** Reads an item back. Retries, because a created item may not be readable at once. */
  async readBack(
    handler: Handler,
    writer: ItemWriter,
    { id, task }: { id: string; task?: Task },
  ): Promise<JsonObject> {
    for (let attempt = 1;; attempt++) {
      const live = await handler.read(writer, id, task);
      if (live !== null) return live;
      if (attempt >= READ_TRIES) throw new VerifyError("It was written, but cannot be read back");
      await this.deps.clock.delay(READ_WAIT, this.deps.shared.call.signal);
    }
  }

  private async together(handler: Handler): Promise<void> {
    const group = this.waiting.get(handler.type) ?? [], [first] = group;
    this.waiting.delete(handler.type);
    const read = first === undefined
      ? undefined
      : handler.readMany?.(first.writer, group.map(({ task }) => task));
    // An item that is not listed is read alone, and so are all items if the listing fails. Otherwise one response would
    // fail
    // them all.
    const found = await read?.catch((error) => {
      if (!isRecordable(error)) throw error;
      return new Map<string, JsonObject>();
    });
    await forEachPooled(group, this.deps.workers, async (written) => {
      const { outcome } = written, readBack = found?.get(outcome.id) ?? outcome.readBack;
      await this.deps.guarded(written, () => this.one({ ...written, outcome: { ...outcome, readBack } }));
    });
  }

  /** Reads an item back and compares it with its wanted form. */
  private async one({ item, handler, task, writer, outcome }: Written): Promise<void> {
    const { tally, outcomes, shared } = this.deps;
    const { id } = outcome;
    const live = outcome.readBack ?? await this.readBack(handler, writer, { id, task });
    const form = handler.form(live, AS_IS);
    // The policy applies to the read-back form too, because the server may have added values itself.
    const wanted = handler.applyPolicy?.(task.wanted, form, shared.options) ?? task.wanted;
    const different = changesOf(handler, form, wanted).filter(isReal);
    const refs = writer.refs as ItemRefs, known = [...refs.omitted, ...outcome.omitted];
    const omitted = sortOmissions([...known, ...notKept(different, known, handler)]);
    tally.verified[omitted.incomplete.length === 0 ? "same" : "different"]++;
    for (const message of new Set([...refs.warnings, ...writer.warnings])) tally.warn(item, message);
    const result = RESULT[item.action];
    if (result !== undefined) outcomes.done(item, result, { id, omitted, form });
  }
}

/**
 * Returns omissions for written values that differ when read back and have no known reason: Looker did not keep them.
 */
export function notKept(
  different: readonly Change[],
  known: readonly Omission[],
  { hostOf = () => null, ownRequests = [] }: Pick<Handler, "hostOf" | "ownRequests"> = {},
): Omission[] {
  const isKnown = (path: string): boolean => {
    // Omitted references are not expected in a list of references. Any other difference of the list is reported.
    const isList = ownRequests.includes(keyOfPath(path));
    return known.some((one) => !(isList && one.isReference === true) && isWithin(path, one.path));
  };
  const rest = different.filter(({ path }) => !isKnown(path) && !isKnown(hostOf(path) ?? path));
  const why = reason(
    "not_kept",
    "Looker accepted the value, but returns a different one when the item is read back",
  );
  return rest.map(({ path }) => ({ path, reason: why }));
}

/** Whether two paths are equal, or one leads into the other. */
function isWithin(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long === short || (long.startsWith(short) && /^[.[]/.test(long.slice(short.length)));
}

/** Whether a change is real. A reference that could not be translated is omitted on purpose, and already reported. */
function isReal({ to }: Change): boolean {
  return !isPlaceholder(to);
}
