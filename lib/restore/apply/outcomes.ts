/**
 * The results of items: counted by type and in total, recorded and reported.
 *
 * @module
 */
import {
  meaningOf,
  type Omissions,
  omissionText,
  type Reason,
  type ReasonCode,
  sortOmissions,
} from "../../handlers/reason.ts";
import { handlerOf } from "../../handlers/mod.ts";
import { HttpError } from "../../http/errors.ts";
import type { RestoreOptions, RestoreSink } from "../restore_request.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import { pinOf } from "../plan/form_pin.ts";
import type { ItemWriter } from "./item_writer.ts";
import type { Journal } from "../journal/journal.ts";
import type { Translator } from "../plan/translator.ts";
import { type ItemRef, itemWords } from "../../looker/item_ref.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { isWritten, type PlannedItem, type Result } from "../plan/model.ts";
import {
  INCOMPLETE,
  type MadeItem,
  noTotals,
  type RestoreError,
  type RestoreTotals,
  type RestoreTypeSummary,
} from "../restore_summary.ts";

/** Reasons for which a restore never changes a part. Such a part is reported even if nothing is written. */
const KEPT_AS_IS: ReadonlySet<ReasonCode> = new Set(["fixed", "unknown_property"]);

/** The counts of one restore. */
export class RestoreTally {
  readonly errors: RestoreError[] = [];
  readonly warnings: string[] = [];
  readonly verified = { same: 0, different: 0 };
  /** The counts by type of items that an undo removed. The totals count them as updated. */
  readonly removed: Partial<Record<ContentType, number>> = {};
  /** Items that got another id than in the backup. */
  readonly made: Omit<MadeItem, "url">[] = [];
  private readonly types = new Map<ContentType, RestoreTotals>();

  /** Whether a result that lacks a part counts as complete. */
  private readonly allowIncomplete: boolean;

  constructor({ allowIncomplete }: Pick<RestoreOptions, "allowIncomplete">) {
    this.allowIncomplete = allowIncomplete;
  }

  /**
   * Counts the items of a plan. Items that are not written are finished here; in a dry run, all items are. `before`
   * contains
   * the results of the run that is resumed.
   */
  plan(
    items: readonly PlannedItem[],
    { before, isDryRun }: { before: ReadonlyMap<string, Result>; isDryRun: boolean },
  ): void {
    for (const item of items) {
      const totals = this.of(item.type);
      totals.planned++;
      const earlier = before.get(`${item.type}/${item.id}`);
      if (item.action === "none") {
        if (earlier === "created" || earlier === "updated" || earlier === "undeleted") totals[earlier]++;
        else totals.unchanged++;
      } else if (item.action === "skip") {
        totals.skipped++;
        if (item.reason !== null && meaningOf(item.reason) === "blocked") {
          this.errors.push(errorOf(item, item.reason));
        }
      } else if (item.action === "unrestorable") totals.unrestorable++;
      if (isDryRun || !isWritten(item)) this.omitted(item, sortOmissions(item.omitted));
      for (const warning of item.warnings) this.warn(item, warning);
    }
  }

  /** Counts the result of an item that was processed. */
  result(item: ItemRef, result: Result, error: RestoreError | null): void {
    this.of(item.type)[result]++;
    if (error !== null) this.errors.push(error);
  }

  /** Counts an item that an undo removed. */
  gone(item: ItemRef): void {
    this.result(item, "updated", null);
    this.removed[item.type] = (this.removed[item.type] ?? 0) + 1;
  }

  /** Counts an item that lacks parts, and reports the parts. Parts that cannot be restored are only reported. */
  omitted(item: PlannedItem, { incomplete, unrestorable }: Omissions): void {
    // Parts are reported if the item is written. A part that cannot be changed is always reported, because no other
    // output
    // names it.
    for (const omission of unrestorable) {
      if (isWritten(item) || KEPT_AS_IS.has(omission.reason.code)) this.warn(item, omissionText(omission));
    }
    if (incomplete.length === 0) return;
    this.of(item.type).incomplete++;
    for (const omission of incomplete) {
      const { type, id } = item, { reason: { code } } = omission, message = omissionText(omission);
      if (this.allowIncomplete) this.warn(item, message);
      else {
        const { operation, status } = omission.refused ?? { operation: INCOMPLETE, status: null };
        this.errors.push({ type, id, operation, status, message, code });
      }
    }
  }

  warn({ type, id, name }: PlannedItem, message: string): void {
    this.say(`${itemWords({ type, id }, name)}: ${message}`);
  }

  /** Adds a warning that is not about an item of the plan. */
  say(text: string): void {
    if (!this.warnings.includes(text)) this.warnings.push(text);
  }

  totals(): RestoreTotals {
    const sum = noTotals();
    for (const totals of this.types.values()) {
      for (const key of Object.keys(sum) as (keyof RestoreTotals)[]) sum[key] += totals[key];
    }
    return sum;
  }

  lines(): RestoreTypeSummary[] {
    return [...this.types].map(([type, totals]) => ({ type, ...totals }));
  }

  private of(type: ContentType): RestoreTotals {
    let totals = this.types.get(type);
    if (totals === undefined) this.types.set(type, totals = noTotals());
    return totals;
  }
}

function errorOf({ type, id }: PlannedItem, { code, text }: Reason): RestoreError {
  return { type, id, operation: "plan", status: null, message: text, code };
}

/** What receives the outcomes. */
export interface OutcomeDeps {
  journal: Journal;
  sink: RestoreSink;
  translator: Translator;
  tally: RestoreTally;
}

/** The item that was read back differs from what was written. */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
}

/** Reports the result of an item to the journal, the counts, the id map and the event sink. */
export class Outcomes {
  constructor(private readonly deps: OutcomeDeps) {}

  /** Reports a restored item with its id in the destination, the omitted parts, and the form that was read back. */
  done(
    item: PlannedItem,
    result: Exclude<Result, "skipped" | "failed">,
    { id, omitted, form }: { id: string; omitted: Omissions; form: JsonObject },
  ): void {
    const { journal, tally } = this.deps;
    const handler = handlerOf(item.type);
    if (handler !== undefined && (result === "created" || journal.hasCreated(item))) {
      journal.readBacks.readBack({ ref: { type: item.type, id: item.id }, id, pin: pinOf(handler, form) });
    }
    journal.done(item, result, id);
    if (id !== item.id && id !== item.destinationId) {
      tally.made.push({ type: item.type, id: item.id, name: item.name, destination_id: id });
    }
    tally.result(item, result, null);
    tally.omitted(item, omitted);
    const missing = omitted.incomplete.map(omissionText).join("; ");
    this.tell(item, result, missing === "" ? null : missing);
  }

  /** Reports an item that could not be tried. */
  skip(item: PlannedItem, { code, text }: Reason): void {
    const { journal, tally, translator } = this.deps;
    const { type, id } = item;
    translator.lost(item);
    journal.done(item, "skipped", null);
    tally.result(item, "skipped", { type, id, operation: "plan", status: null, message: text, code });
    this.tell(item, "skipped", text);
  }

  /** Reports an item that has changed since the plan. It is left unchanged, and does not count as failed. */
  leave(item: PlannedItem, { code, text }: Reason): void {
    const { journal, tally, translator } = this.deps;
    const { type, id } = item;
    if (translator.find(type, id).state === "pending") translator.lost(item);
    journal.done(item, "skipped", null);
    tally.result(item, "skipped", { type, id, operation: "plan", status: null, message: text, code });
    this.tell(item, "skipped", text);
  }

  /** Reports an item that could not be written, and adds it to the dead-letter queue. */
  fail(item: PlannedItem, writer: ItemWriter, error: Error): void {
    const { journal, tally, translator } = this.deps;
    const { type, id } = item, { message } = error;
    const { status, operation } = error instanceof HttpError
      ? error
      : { status: null, operation: error instanceof VerifyError ? "verify" : "read" };
    if (translator.find(type, id).state === "pending") translator.lost(item);
    const payload = writer.last?.payload ?? null;
    // A retry from the queue restores the complete item, but only the links or positions of this item were to change.
    if (item.linksOnly === true || item.placesOnly === true) journal.done(item, "failed", null);
    else journal.fail(item, { operation, status, message, stack: error.stack ?? null, payload });
    tally.result(item, "failed", { type, id, operation, status, message });
    this.tell(item, "failed", message);
  }

  private tell({ type, id, name }: PlannedItem, result: Result, message: string | null): void {
    this.deps.sink({ event: "item_done", type, id, name, result, message });
  }
}
