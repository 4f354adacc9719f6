/**
 * What became of items: written down, counted and told.
 *
 * @module
 */
import { HttpError } from "../../http/errors.ts";
import type { RestoreSink } from "../restore_request.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import type { PlannedItem, Result } from "../plan/model.ts";
import { pinOf } from "../plan/form_pin.ts";
import type { ItemWriter } from "./item_writer.ts";
import type { Journal } from "../journal/journal.ts";
import { type Omissions, omissionText, type Reason } from "../plan/model.ts";
import type { RestoreError } from "../restore_summary.ts";
import type { Translator } from "../plan/translator.ts";

/** Who is told. */
export interface OutcomeDeps {
  journal: Journal;
  sink: RestoreSink;
  translator: Translator;
  report: (item: PlannedItem, result: Result, error: RestoreError | null) => void;
  /** Parts of an item that are left out or stay as they are. */
  omitted: (item: PlannedItem, omitted: Omissions) => void;
}

/** What was read back is not what was written. */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
}

/** Tells everybody what became of an item. */
export class Outcomes {
  constructor(private readonly deps: OutcomeDeps) {}

  /** It is as it was to become, but for what is left out: under this id of the destination, and in this form. */
  done(
    item: PlannedItem,
    result: Exclude<Result, "skipped" | "failed">,
    { id, omitted, form }: { id: string; omitted: Omissions; form: JsonObject },
  ): void {
    const { journal, report } = this.deps;
    if (result === "created" || journal.hasCreated(item)) {
      journal.readBacks.readBack({ ref: { type: item.type, id: item.id }, id, pin: pinOf(item.type, form) });
    }
    journal.done(item, result, id);
    report(item, result, null);
    this.deps.omitted(item, omitted);
    const missing = omitted.incomplete.map(omissionText).join("; ");
    this.tell(item, result, missing === "" ? null : missing);
  }

  /** It could not be tried. */
  skip(item: PlannedItem, { code, text }: Reason): void {
    const { journal, report, translator } = this.deps;
    const { type, id } = item;
    translator.lost(item);
    journal.done(item, "skipped", null);
    report(item, "skipped", { type, id, operation: "plan", status: null, message: text, code });
    this.tell(item, "skipped", text);
  }

  /** It is not what the plan was made for any more: it is left as it is, and tried in vain it was not. */
  leave(item: PlannedItem, { code, text }: Reason): void {
    const { journal, report, translator } = this.deps;
    const { type, id } = item;
    if (translator.find(type, id).state === "pending") translator.lost(item);
    journal.done(item, "skipped", null);
    report(item, "skipped", { type, id, operation: "plan", status: null, message: text, code });
    this.tell(item, "skipped", text);
  }

  /** It was tried in vain: into the dead letter queue. */
  fail(item: PlannedItem, writer: ItemWriter, error: Error): void {
    const { journal, report, translator } = this.deps;
    const { type, id } = item, { message } = error;
    const { status, operation } = error instanceof HttpError
      ? error
      : { status: null, operation: error instanceof VerifyError ? "verify" : "read" };
    if (translator.find(type, id).state === "pending") translator.lost(item);
    const payload = writer.last?.payload ?? null;
    // A retry of the queue restores items, and this one was to be left as it is but for its links.
    if (item.linksOnly === true) journal.done(item, "failed", null);
    else journal.fail(item, { operation, status, message, stack: error.stack ?? null, payload });
    report(item, "failed", { type, id, operation, status, message });
    this.tell(item, "failed", message);
  }

  private tell({ type, id, name }: PlannedItem, result: Result, message: string | null): void {
    this.deps.sink({ event: "item_done", type, id, name, result, message });
  }
}
