/**
 * Writes one item. Does not rely on a write whose outcome is unknown, and creates nothing twice.
 *
 * @module
 */
import { type Omission, reason } from "../../handlers/reason.ts";
import type { CreateStep, WriteOptions, Writer } from "../../handlers/task.ts";
import { holdsPlaceholder } from "../../live/placeholders.ts";
import type { ItemRef, RefKind } from "../../looker/item_ref.ts";
import type { Clock } from "../../base/clock.ts";
import {
  asText,
  isJsonObject,
  type JsonObject,
  jsonText,
  type JsonValue,
  sameJson,
} from "../../codec/json_value.ts";
import { BadAnswerError, HttpError, NotSentError, StatusError } from "../../http/errors.ts";
import { backoffWait } from "../../http/backoff.ts";
import { isRecordable } from "../../extract/tracker.ts";
import type { Backoff } from "../../http/retry.ts";
import type { CallOptions, LookerClient, Operation } from "../../looker/client.ts";
import { pick } from "../../live/form_changes.ts";
import { ApiReader } from "../../live/reader.ts";
import { type Journal, stepKey } from "../journal/journal.ts";
import type { Touched } from "./last_look.ts";
import { dispensable, isGone, isRefused, isTaken, isUncertain, mayPassLater } from "../../looker/refusal.ts";
import type { Refs } from "../../handlers/references.ts";
import type { Translator } from "../plan/translator.ts";

/** What the writers of all items share. */
export interface WriterShared {
  client: LookerClient;
  call: CallOptions;
  clock: Clock;
  journal: Pick<Journal, "intend" | "created" | "translate">;
  translator: Translator;
  /** What the restore has written so far. */
  touched: Touched;
  options: WriteOptions;
  /**
   * Creates of the interrupted restore whose outcome is unknown. The writer searches for their results before it sends
   * them.
   */
  unknown: ReadonlySet<string>;
  /** The maximum number of retries of a create whose outcome is unknown. */
  maxRetries: number;
  /** Waits between the retries. */
  backoff: Backoff;
}

/** The writer of one item. */
export class ItemWriter extends ApiReader implements Writer {
  readonly warnings = new Set<string>();
  /** Parts that could not be written, with their errors. */
  readonly refusals: Refusal[] = [];
  /** Whether a part of the item was written. */
  hasWritten = false;
  readonly options: WriteOptions;
  private readonly intended = new Set<string>();
  private sent: { operation: string; body: JsonValue | undefined; tries: number } | null = null;

  readonly refs: Refs;
  private readonly ref: ItemRef;
  /** Whether this is the last attempt. A refusal is then permanent. */
  private readonly isLast: boolean;

  constructor(
    private readonly shared: WriterShared,
    { ref, refs, known, isLast = false }: { ref: ItemRef; refs: Refs; known: JsonObject; isLast?: boolean },
  ) {
    super(shared.client, shared.call, known);
    this.isLast = isLast;
    this.options = shared.options;
    this.refs = refs;
    this.ref = ref;
  }

  async send(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body?: JsonValue,
  ): Promise<JsonValue> {
    this.note(operation, params, body);
    try {
      const answer = await this.client.write(operation, params, {
        ...this.call,
        ...(body !== undefined && { body }),
        // Creates of content-addressed items and setters that replace the entire value have the same effect if
        // repeated.
        idempotent: true,
      });
      this.hasWritten = true;
      return answer;
    } catch (error) {
      // Already deleted, perhaps by a first attempt whose response was lost.
      if (operation.startsWith("delete_") && error instanceof StatusError && error.status === 404) {
        return null;
      }
      throw error;
    }
  }

  async patch(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body: JsonObject,
    { at = "" }: { at?: string } = {},
  ): Promise<void> {
    const entries = Object.entries(body);
    if (entries.length === 0) return;
    const failure = await this.send(operation, params, body).then(() => null, (error: unknown) => error);
    if (failure === null) return;
    const isOpen = !this.isLast && mayPassLater(failure);
    if (isOpen || !isRefused(failure) || (entries.length === 1 && at === "" && !this.hasWritten)) {
      throw failure;
    }
    for (const [key, value] of entries) {
      await this.attempt(partPath(at, key), async () => {
        if (entries.length === 1) throw failure;
        await this.send(operation, params, { [key]: value });
      });
    }
  }

  async attempt(
    path: string | readonly string[],
    work: () => Promise<unknown>,
    { about = null }: { about?: string | null } = {},
  ): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isRecordable(error) || isGone(error)) throw error;
      for (const one of [path].flat()) this.refusals.push({ path: one, error, about });
      return false;
    }
  }

  /**
   * Returns the parts that are omitted because Looker refused them. Before the last attempt, throws a refusal that a
   * later
   * attempt may avoid, so that the item is tried again. Throws the first refusal if no part of the item could be
   * written.
   */
  refusedParts(): Omission[] {
    const errors = this.refusals.map(({ error }) => error);
    const open = this.isLast ? undefined : errors.find(mayPassLater);
    if (open !== undefined) throw open;
    if (!this.hasWritten && errors[0] !== undefined) throw errors[0];
    return this.refusals.map(({ path, error, about }) => ({
      path,
      reason: reason(
        // Another item has the name, so the item is restored without it.
        isTaken(error) && !path.includes("[") ? "name_taken" : "refused",
        `${error.message}${about === null ? "" : ` (${about})`}`,
      ),
      ...(error instanceof HttpError && { refused: { operation: error.operation, status: error.status } }),
    }));
  }

  /** The request that was sent last, for the dead-letter queue. */
  get last(): { operation: string; payload: string | null; tries: number } | null {
    if (this.sent === null) return null;
    const { operation, body, tries } = this.sent;
    return { operation, payload: body === undefined ? null : jsonText(body), tries };
  }

  async intend(steps: readonly string[], { isHidden = false } = {}): Promise<void> {
    if (steps.length === 0) return;
    await this.shared.journal.intend(this.ref, steps, { isHidden });
    for (const step of steps) this.intended.add(step);
  }

  async create(
    { operation, params = {}, body, step, creates, idKey = "id", at = "", keep = [], isHidden = false, find }:
      CreateStep,
  ): Promise<JsonObject> {
    const { journal, translator, clock, maxRetries, backoff } = this.shared;
    const mayBeThere = this.shared.unknown.has(stepKey(this.ref, step));
    const known = mayBeThere ? await find() : null;
    if (!this.intended.delete(step)) await journal.intend(this.ref, [step], { isHidden });
    for (let attempt = 1;; attempt++) {
      const created = known ??
        await this.createOrLess(operation, params, { body, at, keep }).catch(async (error) => {
          if (!isUncertain(error)) throw error;
          const found = await find();
          if (found === null && attempt > maxRetries) throw error;
          return found;
        });
      if (created === null) {
        await clock.delay(backoffWait(attempt, backoff), this.call.signal);
        continue;
      }
      this.hasWritten = true;
      const id = asText(created[idKey]);
      // Requests that refer to the item would be sent with an empty id.
      if (id === null && creates !== undefined) {
        throw new BadAnswerError(operation, 200, `it has no ${idKey} of the created item`);
      }
      const translation = creates === undefined || id === null
        ? null
        : { kind: creates.kind, from: creates.id, to: id };
      journal.created(this.ref, step, { id: id ?? "", translation });
      if (creates !== undefined && id !== null) translator.created(creates.kind, creates.id, id);
      return created;
    }
  }

  map(kind: RefKind, from: string, to: string): void {
    this.shared.journal.translate([{ kind, from, to }]);
    this.shared.translator.created(kind, from, to);
  }

  isTaken(kind: RefKind, id: string): boolean {
    // An earlier attempt of this item may have created an item that is already recognized.
    return this.shared.translator.isTaken(kind, id, kind === this.ref.type ? { than: this.ref.id } : {});
  }

  warn(message: string): void {
    this.warnings.add(message);
  }

  /**
   * Sends a create. If Looker names properties that it refuses, sends it again without them; they are omitted and
   * reported.
   */
  private async createOrLess(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    { body, at, keep }: { body: JsonValue; at: string; keep: readonly string[] },
  ): Promise<JsonObject> {
    for (let rest = body;;) {
      try {
        return await this.tryCreate(operation, params, rest);
      } catch (error) {
        if (!isRefused(error) || (!this.isLast && mayPassLater(error)) || !isJsonObject(rest)) throw error;
        const names = dispensable(error, rest).filter((name) => !keep.includes(name));
        if (names.length === 0) throw error;
        for (const name of names) this.refusals.push({ path: partPath(at, name), error, about: null });
        rest = pick(rest, Object.keys(rest).filter((key) => !names.includes(key)));
      }
    }
  }

  private async tryCreate(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body: JsonValue,
  ): Promise<JsonObject> {
    this.note(operation, params, body);
    const created = await this.client.write(operation, params, { ...this.call, body, idempotent: false });
    if (!isJsonObject(created)) throw new BadAnswerError(operation, 200, "it is not a JSON object");
    return created;
  }

  private note(
    operation: string,
    params: Readonly<Record<string, unknown>>,
    body: JsonValue | undefined,
  ): void {
    if (body !== undefined && holdsPlaceholder(body)) {
      throw new NotSentError(operation, "an item that it refers to has no id in the target instance yet");
    }
    this.shared.touched.note(this.ref, operation, { params, body });
    const again = this.sent?.operation === operation && sameJson(this.sent.body, body);
    this.sent = { operation, body, tries: again ? (this.sent?.tries ?? 0) + 1 : 1 };
  }
}

function partPath(at: string, key: string): string {
  return at === "" ? key : `${at}.${key}`;
}

/** A part that could not be written. */
export interface Refusal {
  path: string;
  error: Error;
  about: string | null;
}
