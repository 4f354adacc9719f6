/**
 * One extraction, from the first request to the closing summary.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { InterruptedError } from "../base/errors.ts";
import { CallBudgetError } from "../http/errors.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { accessReads } from "../vault/access_reads.ts";
import { heldBody, meanSize } from "../vault/captured.ts";
import { countLive, itemStates, liveIds, statesOf } from "../vault/content.ts";
import { FORMS_KEY } from "../vault/forms.ts";
import { hasRows, heldRow } from "../vault/held_item.ts";
import { leavableRow } from "../vault/left_bodies.ts";
import { FORM_REVISION } from "../looker/equality.ts";
import { instanceAndRights, type InstanceInfo, type Untold } from "../looker/instance_info.ts";
import { asSpecRecord, beyondTexts, readSpec } from "../looker/spec_record.ts";
import { keepSpec, storedSpec } from "../vault/api_specs.ts";
import { endSession } from "../vault/sessions.ts";
import { captureUse, useHost } from "./capture/content_use.ts";
import { captureOf } from "./capture/mod.ts";
import type { RunContext } from "./context.ts";
import { leaveAlone } from "./left_alone.ts";
import { lastAttempts } from "../vault/coverage.ts";
import { CostMeter } from "./cost.ts";
import { withoutDamage } from "./damage.ts";
import type { ExtractDeps } from "./deps.ts";
import { notCaptured, stoppedByBudget } from "./give_up.ts";
import { guardMemory } from "./memory_guard.ts";
import { newSessionId, openSession, recordUser, requireSameInstance } from "./open_session.ts";
import { type ExtractOptions, modeOf } from "./options.ts";
import { loadEmails } from "./capture/owners.ts";
import { findInterrupted, type Interrupted } from "./resume.ts";
import { folderScope } from "./scope.ts";
import { scrubVault } from "./scrub.ts";
import { SharedLists } from "./capture/shared_lists.ts";
import type { ErrorSummary, ExtractSummary, RunStatus } from "./summary.ts";
import { outcomeOf, summarize } from "./summarize.ts";
import { isRecordable, TypeTracker } from "./tracker.ts";
import { VisibilityCheck } from "./visibility_check.ts";
import { PriorityGate } from "./priority_gate.ts";
import { BatchWriter } from "./writer.ts";

export type { ExtractDeps } from "./deps.ts";

/**
 * Runs an extraction. The summary contains failures of single requests and items. An error that ends the entire run is
 * thrown after everything that was read is in the vault.
 *
 * @throws {UsageError} if the vault belongs to another instance, or a folder does not exist.
 * @throws {LoginError} {@linkcode UnreachableError} {@linkcode VaultError}
 */
export async function runExtract(options: ExtractOptions, deps: ExtractDeps): Promise<ExtractSummary> {
  requireSameInstance(deps.vault, deps.connection.instance);
  deps.vault.clean = deps.connection.redact;
  const { interrupted, unreadable } = findInterrupted(deps.vault, options);
  const goesOn = interrupted !== null && (deps.resumes?.(interrupted) ?? true);
  const sound = goesOn ? await withoutDamage(interrupted, deps) : null;
  return await new Run(options, deps, sound).execute(unreadable);
}

type Identity = Awaited<ReturnType<typeof instanceAndRights>>;

/**
 * Additional items in progress per worker, so that requests are in flight while a response is parsed. A single worker
 * sends no request before it has processed the last response.
 */
const AHEAD = 0.5;

class Run {
  private readonly trackers = new Map<ContentType, TypeTracker>();
  private readonly typesWithRows = new Map<ContentType, boolean>();
  private readonly errors: ErrorSummary[] = [];
  private readonly warnings: string[] = [];
  private readonly sessionId: string;
  private readonly startedAt: string;
  private readonly controller = new AbortController();
  private readonly context: RunContext;
  private info: InstanceInfo | null = null;
  /** The error that ends the run early. */
  private fatal: unknown = null;
  private emails: ReadonlyMap<string, string> | null = null;
  private identified: Promise<Identity> | null = null;
  private addressed: Promise<void> | null = null;
  private wholeTypes: ReadonlySet<number> | null = null;
  private readonly visibility: VisibilityCheck;
  private readonly meter: CostMeter;

  constructor(
    private readonly options: ExtractOptions,
    private readonly deps: ExtractDeps,
    private readonly interrupted: Interrupted | null,
  ) {
    const { vault, clock, connection, sink } = deps;
    this.sessionId = interrupted?.session.id ?? newSessionId();
    this.startedAt = interrupted?.session.startedAt ?? isoTime(clock.now());
    this.visibility = new VisibilityCheck(options);
    const onError = (error: unknown): void => this.end(error);
    this.meter = new CostMeter({
      vault,
      clock,
      connection,
      sessionId: this.sessionId,
      before: interrupted?.session ?? null,
      onError,
    });
    const isJudgedAlike = vault.meta(FORMS_KEY) === String(FORM_REVISION);
    this.context = {
      client: connection.client,
      options,
      clock,
      writer: new BatchWriter({
        vault,
        sessionId: this.sessionId,
        instance: connection.instance,
        batchSize: options.batchSize,
        clock,
        emit: sink,
        staleErrors: interrupted?.session.lastError ?? 0,
        cost: () => this.meter.cost(),
        onError,
      }),
      gate: new PriorityGate(options.workers + Math.floor(options.workers * AHEAD), {
        gently: interrupted !== null,
      }),
      shared: new SharedLists(),
      signal: this.controller.signal,
      emit: sink,
      tracker: (type) => this.tracker(type),
      held: (type, id) => {
        const held = heldBody(deps.held ?? vault, { type: typeCode(type), id, sessionId: this.sessionId });
        return held && { body: held.body, before: !held.isCaptured };
      },
      leftRow: (type, id) =>
        deps.leavesHeldBodies === true && deps.held !== undefined
          ? leavableRow(deps.held, typeCode(type), id) ?? null
          : null,
      heldRow: (type, id) =>
        isJudgedAlike && this.hadRows(type) ? heldRow(vault, typeCode(type), id) ?? null : null,
      known: (type) => options.incremental ? itemStates(vault, typeCode(type)) : null,
      knownStates: (type) => options.incremental ? statesOf(vault, typeCode(type)) : null,
      reads: deps.isLive === true ? "live" : options.incremental ? "changes" : "all",
      release: async () => (await this.identity()).info.looker_version,
      wasWhole: (type) => this.whole().has(typeCode(type)),
      live: (type) => liveIds(vault, typeCode(type)),
      accessReads: (type) => accessReads(vault, typeCode(type)),
      countOf: (type) => countLive(deps.held ?? vault, typeCode(type)),
      typicalSize: (type) => meanSize(vault, typeCode(type)),
      ready: () => this.addresses(),
      email: (user) => {
        if (this.emails === null) {
          throw new Error("Cannot create a row: the addresses of the users have not been read");
        }
        return this.emails.get(user) ?? null;
      },
    };
  }

  /** Runs the extraction. `warning` is about a run that cannot be resumed. */
  async execute(warning: string | null): Promise<ExtractSummary> {
    const { signal, connection, clock } = this.deps;
    const stop = (): void => {
      if (signal.reason instanceof InterruptedError) this.deps.sink({ event: "interrupting" });
      this.controller.abort(signal.reason);
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    openSession(this.options, this.deps, {
      id: this.sessionId,
      mode: modeOf(this.options),
      startedAt: this.startedAt,
      interrupted: this.interrupted,
    });
    if (warning !== null) this.warn(`${warning}. Starting a new run.`);
    const scrubbed = scrubVault(this.deps.vault, { keepLinks: this.options.keepPublicLinks === true });
    if (scrubbed !== null) this.warn(scrubbed);
    for (const [type, { doubt }] of this.interrupted?.partial ?? []) {
      if (doubt !== null) this.warn(`${type} ${doubt}`);
    }
    using _guard = guardMemory({
      clock,
      limiter: connection.limiter,
      workers: this.options.workers,
      maxMemoryMb: this.options.maxMemoryMb,
      warn: (message) => this.warn(message),
    });
    using writer = this.context.writer;
    {
      using _meter = this.meter.start();
      try {
        // The first listings are sent while the instance and the API user are identified. Nothing is stored or marked
        // as deleted before both are known.
        const types = this.options.types.map((type) => () => this.capture(type));
        await Promise.all([() => this.tell(), ...types].map((work) => this.guarded(work)));
      } catch (error) {
        this.fatal ??= error;
      } finally {
        signal.removeEventListener("abort", stop);
      }
      writer[Symbol.dispose]();
      // Here, so that the summary counts the logout too. The rest is written in the meantime.
      const loggedOut = connection[Symbol.asyncDispose]();
      try {
        await clock.delay(0);
        writer.flushAll();
        this.deps.vault.checkpointLog();
      } finally {
        await loggedOut;
      }
    }
    return this.finish();
  }

  /** Ends the run if one type throws. The other types are of no use then, but are still awaited. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.end(error);
    }
  }

  private end(error: unknown): void {
    this.fatal ??= error;
    this.controller.abort(error);
  }

  /** Identifies the instance and the API user, then reports what is new in this release. */
  private async tell(): Promise<void> {
    try {
      const { info } = await this.identity();
      await this.lookBeyond(info.looker_version);
    } catch (error) {
      // Each type reports it.
      if (!(error instanceof CallBudgetError)) throw error;
    }
  }

  /** Returns the instance and what the run may see of it. Both must be known before anything is marked as deleted. */
  private identity(): Promise<Identity> {
    return this.identified ??= this.identify();
  }

  private async identify(): Promise<Identity> {
    const { vault, connection } = this.deps;
    const untold = ({ operation, error }: Untold): void => {
      this.warn(`Cannot read ${operation}, which describes the instance: ${error.message}`);
    };
    const options = { signal: this.context.signal, untold };
    const answer = await instanceAndRights(connection.client, connection.instance, options);
    const { info, rights } = answer;
    this.info = info;
    const warning = this.visibility.judge(vault, this.sessionId, { ...info.user, rights });
    if (warning !== null) this.warn(warning);
    recordUser(vault, this.sessionId, answer);
    return answer;
  }

  /** Reads the email addresses for the rows, one time per run. */
  private addresses(): Promise<void> {
    return this.addressed ??= this.readAddresses();
  }

  private async readAddresses(): Promise<void> {
    await folderScope(this.context);
    const left = this.options.types.filter((type) => this.interrupted?.done.has(type) !== true);
    this.emails = await loadEmails(this.context, this.deps.vault, left);
  }

  /**
   * Reports what a new release of Looker has that this version of lookervault does not know. Takes one request per
   * release; the vault stores the result.
   */
  private async lookBeyond(release: string | null): Promise<void> {
    const { vault, connection, clock, readsSpec = true } = this.deps;
    if (!readsSpec || release === null || asSpecRecord(storedSpec(vault, release)) !== null) return;
    try {
      const at = isoTime(clock.now());
      const record = await readSpec(connection.client, { signal: this.context.signal, release, at });
      keepSpec(vault, record);
      for (const text of beyondTexts(record)) this.warn(text);
    } catch (error) {
      if (!isRecordable(error)) throw error;
      this.warn(`Cannot compare the API of Looker ${release} with this version: ${error.message}`);
    }
  }

  /** Captures one type. Throws only errors that end the entire run. */
  private async capture(type: ContentType): Promise<void> {
    const tracker = this.tracker(type);
    const done = this.interrupted?.done.get(type);
    try {
      if (done !== undefined) {
        await this.identity();
        tracker.adopt(done);
        return this.typeDone(tracker);
      }
      if (!leaveAlone(this.context, tracker)) {
        const use = useHost(this.context) === type ? captureUse(this.context, tracker) : Promise.resolve();
        // `use` is awaited below in any case, so that no request is sent after the type is finished.
        use.catch(() => {});
        try {
          await captureOf(type)(this.context, tracker);
        } finally {
          await use;
        }
      }
      await this.identity();
      tracker.abandon("no response from Looker contained them", "read");
    } catch (error) {
      if (error instanceof CallBudgetError) stoppedByBudget(tracker, error);
      else if (isRecordable(error)) notCaptured(tracker, error);
      else throw error;
    }
    this.typeDone(tracker);
  }

  /** Finishes a type: nothing more of it is read. */
  private typeDone(tracker: TypeTracker): void {
    const { folders, acceptDeletions } = this.options;
    const { blockedBecause } = this.visibility;
    const closing = { scoped: folders.length > 0, accept: acceptDeletions, blockedBecause };
    if (this.context.writer.finish(tracker, closing)) this.visibility.withheld = true;
    tracker.isFinished = true;
    this.deps.sink({
      event: "type_done",
      type: tracker.type,
      counts: tracker.counts(),
      complete: tracker.complete,
      note: tracker.note,
    });
  }

  private finish(): ExtractSummary {
    const { vault, clock, sink } = this.deps;
    const interrupted = this.fatal instanceof InterruptedError;
    const failed = this.fatal !== null && !interrupted;
    const writer = this.context.writer;
    const summary = this.summary(
      interrupted ? "interrupted" : failed ? "failed" : outcomeOf(this.errors, this.captured()),
    );
    vault.withTransaction(() => {
      writer.flushFailures();
      endSession(vault, this.sessionId, {
        ...summary.totals,
        ...this.meter.cost(),
        status: summary.status,
        completedAt: isoTime(clock.now()),
        isMeasure: this.visibility.isMeasure(summary.status),
        error: failed ? String(this.fatal instanceof Error ? this.fatal.message : this.fatal) : null,
      });
    });
    sink({ event: "finished", status: summary.status });
    if (failed) throw this.fatal;
    return summary;
  }

  private summary(status: RunStatus): ExtractSummary {
    const { vault, clock, connection } = this.deps;
    const { calls, retries, bytes, activeMs, busyMs } = this.meter.cost();
    return summarize({
      status,
      session_id: this.sessionId,
      mode: modeOf(this.options),
      instance: connection.instance,
      looker_version: this.info?.looker_version ?? null,
      db: vault.path,
      started_at: this.startedAt,
      completed_at: isoTime(clock.now()),
      durationMs: activeMs,
      busyMs,
      workers: this.options.workers,
      calls,
      retries,
      bytes,
      vault_bytes: vault.size(),
      errors: this.errors,
      warnings: this.warnings,
    }, this.captured());
  }

  /** Returns the codes of the types that an earlier run captured completely. */
  private whole(): ReadonlySet<number> {
    return this.wholeTypes ??= new Set(
      [...lastAttempts(this.deps.vault)].flatMap(([code, { lastComplete }]) =>
        lastComplete === null ? [] : [code]
      ),
    );
  }

  /**
   * Whether the vault had rows of a type when the run processed the first item of the type. If not, no row is looked
   * up: the run stores each item only once.
   */
  private hadRows(type: ContentType): boolean {
    let had = this.typesWithRows.get(type);
    if (had === undefined) this.typesWithRows.set(type, had = hasRows(this.deps.vault, typeCode(type)));
    return had;
  }

  private captured(): TypeTracker[] {
    return this.options.types.flatMap((type) => this.trackers.get(type) ?? []);
  }

  private tracker(type: ContentType): TypeTracker {
    let tracker = this.trackers.get(type);
    if (tracker === undefined) {
      tracker = new TypeTracker(type, this.deps.sink, (failure) => {
        this.errors.push(failure);
        this.context.writer.fail(failure);
        this.deps.sink({ event: "failed", ...failure });
      }, this.options.only ?? null);
      const partial = this.interrupted?.partial.get(type);
      if (partial !== undefined) tracker.resumeFrom(partial);
      this.trackers.set(type, tracker);
    }
    return tracker;
  }

  private warn(message: string): void {
    this.warnings.push(message);
    this.deps.sink({ event: "warning", message });
  }
}
