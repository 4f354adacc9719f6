/**
 * One restore, from the first read of the target instance to the summary.
 *
 * @module
 */
import { Destination } from "../live/destination_state.ts";
import { isWritten, type PlannedItem } from "./plan/model.ts";
import { planNames } from "./plan/plan_names.ts";
import { callsOf, shownInPlace, shownItems, shownLinkers } from "./plan/plan_report.ts";
import { isoTime } from "../base/clock.ts";
import { keepsPublicLinks, scrubVault } from "../extract/scrub.ts";
import { carryOut, requireUnchanged } from "./apply/carry_out.ts";
import { requireNoNewAdmin } from "./plan/judge_rights.ts";
import { webAddress } from "../looker/web_address.ts";
import { withWritable } from "../looker/writable.ts";
import { InterruptedError, messageOf } from "../base/errors.ts";
import { TYPE_CODES } from "../looker/content_type_names.ts";
import { temporaryVault } from "../vault/open.ts";
import { RestoreTally } from "./apply/outcomes.ts";
import { mappedSource } from "./replace/mapped_source.ts";
import { RestoreSession } from "./journal/restore_session.ts";
import { leftOutOf, makesAnew } from "./recovery/makes_anew.ts";
import { type RecoveryStep, recoverySteps } from "./recovery/steps.ts";
import type { RestoreStatus, RestoreSummary } from "./restore_summary.ts";
import {
  aloneOf,
  isDetailed,
  lookFirst,
  type PlannedRestore,
  planRestore,
  type RestoreContext,
  type RestoreRequest,
} from "./plan_restore.ts";
import type { Agreement, RestoreDeps, RestoreOptions } from "./restore_request.ts";

/**
 * Runs a restore, or a dry run. Failures of single items are in the summary. An error that ends the entire restore is
 * thrown after the vault has recorded what was written.
 *
 * @throws {UsageError} for items that the backup does not contain, and for filters that cannot apply.
 * @throws {DestinationError} if the destination cannot be read completely. Nothing has been changed then.
 */
export async function runRestore(
  options: RestoreOptions,
  deps: RestoreDeps,
  request: RestoreRequest,
): Promise<RestoreSummary> {
  const own = aloneOf(options)?.source(request.source) ?? request.source;
  // A live source replaces the names in the bodies that it reads. An undo uses the names before the restore.
  const source = options.undo !== null || options.live === true ? own : mappedSource(own, options.mapping);
  using run = new Run(options, deps, { ...request, source });
  return await run.execute();
}

class Run implements Disposable {
  private readonly context: RestoreContext;
  private readonly session: RestoreSession;
  private readonly controller = new AbortController();
  private readonly startedMonotonic: number;
  private planned: PlannedRestore | null = null;
  /** How long the confirmation took, in milliseconds. It does not count toward the duration of the restore. */
  private asked = 0;

  constructor(options: RestoreOptions, deps: RestoreDeps, request: RestoreRequest) {
    const { clock, connection, vault } = deps;
    vault.clean = connection.redact;
    const tally = new RestoreTally(options), whole = temporaryVault(TYPE_CODES);
    const destination = new Destination(connection.instance, whole, vault), { signal } = this.controller;
    request.source.attach?.(destination);
    this.context = { options, deps, request, tally, destination, whole, signal };
    this.session = new RestoreSession(deps, { options, request, tally });
    this.startedMonotonic = clock.monotonic();
  }

  [Symbol.dispose](): void {
    this.context.whole[Symbol.dispose]();
  }

  async execute(): Promise<RestoreSummary> {
    const { signal, sink, connection, vault } = this.context.deps;
    const { source, dryRun } = this.context.request;
    const stop = (): void => {
      if (signal.reason instanceof InterruptedError) sink({ event: "interrupting" });
      this.controller.abort(signal.reason);
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const session_id = dryRun ? null : this.session.id;
    const { instance } = connection;
    sink({ event: "started", session_id, source: source.instance, destination: instance, db: vault.path });
    let status: RestoreStatus = "planned", failure: unknown = null;
    try {
      const look = await lookFirst(this.context);
      await withWritable(look.writable, async () => {
        const planned = this.planned = await planRestore(this.context, look);
        if (!dryRun) status = await this.consentAndCarryOut(planned);
      });
    } catch (error) {
      failure = error;
      status = error instanceof InterruptedError ? "interrupted" : "failed";
    } finally {
      signal.removeEventListener("abort", stop);
    }
    // Closed here, so that the summary counts the logout request too.
    await connection[Symbol.asyncDispose]();
    return this.finish(status, failure);
  }

  private async consentAndCarryOut(planned: PlannedRestore): Promise<RestoreStatus> {
    const { context, context: { options, request: { command }, deps: { vault }, tally } } = this;
    if (!options.allowAdmin) requireNoNewAdmin(command, planned.rights);
    const agreed = this.consented(planned);
    if (agreed === false) return "planned";
    const readAt = await requireUnchanged(context, planned, agreed);
    const status = await carryOut(context, { ...planned, readAt }, this.session);
    // Only after the restore, because items are pinned as they were in the vault.
    const said = scrubVault(vault, { keepLinks: keepsPublicLinks(vault) });
    if (said !== null) tally.say(said);
    return status;
  }

  private consented(
    { items, lacking, rights, outside, created, links, dependents, remarks }: PlannedRestore,
  ): Agreement {
    if (!items.some(isWritten) && created.length === 0) return true;
    const { request: { source }, deps: { clock, connection, consent } } = this.context;
    const before = clock.monotonic();
    try {
      return consent({
        source: source.instance,
        destination: connection.instance,
        items,
        names: planNames(source, this.context.destination),
        lacking,
        rights,
        outside,
        dependents,
        removals: created,
        linkers: links.linkers,
        remarks,
      });
    } finally {
      this.asked = clock.monotonic() - before;
    }
  }

  /** Returns the manual steps, if the restore creates an instance again. */
  private steps(status: RestoreStatus, items: readonly PlannedItem[]): RecoveryStep[] {
    const { options, request: { source }, destination } = this.context;
    const isDone = status === "planned" || status === "completed" || status === "partial";
    const isOther = source.instance !== destination.instance;
    if (!isDone || !makesAnew(options, { items, isOther })) return [];
    return recoverySteps(source, {
      leftOut: leftOutOf(items),
      to: isOther ? destination.instance : null,
      enablesSchedules: options.enableSchedules,
    });
  }

  private finish(status: RestoreStatus, failure: unknown): RestoreSummary {
    const { tally, deps: { connection, vault, clock, sink }, request: { source, command }, destination } =
      this.context;
    this.session.close(status, status === "failed" ? messageOf(failure) : null);
    sink({ event: "finished", status });
    if (status === "failed") throw failure;
    const { planned } = this, items = planned?.items ?? [], planned_calls = callsOf(items);
    // Before the items are shown, because showing them replaces the entries of the list.
    const names = planNames(source, this.context.destination), steps = this.steps(status, items);
    return {
      command,
      status,
      session_id: this.session.isOpen ? this.session.id : null,
      source: source.instance,
      destination: connection.instance,
      db: vault.path,
      started_at: this.session.startedAt,
      completed_at: isoTime(clock.now()),
      totals: tally.totals(),
      types: tally.lines(),
      removals: [...planned?.created ?? []],
      removed: { ...tally.removed },
      items: isDetailed(this.context) ? shownInPlace(items, names) : shownItems(items, false, names),
      outside: [...planned?.outside ?? []],
      made: tally.made.map((one) => ({
        ...one,
        url: webAddress(destination.web ?? connection.instance, one.type, one.destination_id),
      })),
      dependents: { ...planned?.dependents },
      rights: [...planned?.rights ?? []],
      lacking: [...planned?.lacking ?? []],
      links: shownLinkers(planned?.links.linkers ?? []),
      steps,
      verified: this.session.verified(),
      calls: this.session.calls(),
      planned_calls,
      duration_seconds: (clock.monotonic() - this.startedMonotonic - this.asked) / 1000,
      warnings: tally.warnings,
      errors: tally.errors,
    };
  }
}
