/**
 * One restore, from the first look at the destination to the closing summary.
 *
 * @module
 */
import type { WriterShared } from "./apply/item_writer.ts";
import { handlerOf } from "./handlers/mod.ts";
import type { Alone } from "./handlers/handler.ts";
import type { WriteOptions } from "./handlers/task.ts";
import { type ItemRef, unique } from "../looker/item_ref.ts";
import { isoTime } from "../base/clock.ts";
import { InterruptedError, messageOf } from "../base/errors.ts";
import { asText } from "../codec/json_value.ts";
import { keepsPublicLinks, scrubVault } from "../extract/scrub.ts";
import { BACKOFF } from "../http/backoff.ts";
import type { Backoff } from "../http/retry.ts";
import { CONTENT_TYPES, type ContentType } from "../looker/content_type_names.ts";
import { temporaryVault } from "../vault/open.ts";
import { applyPlan } from "./apply/apply.ts";
import { captureWhole, type Uncaptured } from "../live/capture.ts";
import { type GatherDeps, gatherItems } from "./plan/read_destination.ts";
import { type CreatedItem, isWritten } from "./plan/model.ts";
import type { Agreement, RestoreDeps, RestoreOptions } from "./restore_request.ts";
import { FRESH } from "./apply/last_look.ts";
import { staleInLooker, staleInVault, StalePlanError } from "./plan/check_pins.ts";
import { differingItems, type PinnedPlan, type PlanDocument, planDocument } from "./plan/plan_document.ts";
import { Touched } from "./apply/touched.ts";
import { actionsOf, callsOf, recognised, shownItems, shownLinkers } from "./plan/plan_report.ts";
import { knowerOf, prepare, type Prepared } from "./plan/prepare.ts";
import { Destination } from "./plan/destination.ts";
import type { RightsChange } from "../looker/rights/describe.ts";
import { judgeRights, requireNoNewAdmin } from "./plan/rights.ts";
import { destinationWritable } from "../live/instance_writable.ts";
import type { WritableExtension } from "../looker/instance_spec.ts";
import { withWritable } from "../looker/writable.ts";
import { isRecordable } from "../extract/tracker.ts";
import { ApiReader } from "../live/reader.ts";
import { RestoreSession, type Resumed } from "./journal/restore_session.ts";
import { select } from "./plan/select.ts";
import type { RestoreSource } from "./plan/source.ts";
import type { RestoreStatus, RestoreSummary } from "./restore_summary.ts";
import { RestoreTally } from "./tally.ts";
import { removeCreated, withoutCreated } from "./journal/undo.ts";
import { findCreated, judgeCreated } from "./journal/undo_created.ts";

/** What a restore is given besides its options. */
export interface RestoreRequest {
  /** `restore single` and the like, for the summary. */
  command: string;
  /** Where the items come from. */
  source: RestoreSource;
  dryRun: boolean;
  /** Is given the plan, of a dry run, for a file. */
  onPlan?: (plan: PlanDocument) => void;
  /** The plan of a file: another one is not carried out. */
  expected?: PinnedPlan;
  /** The interrupted restore that is gone on with. */
  resumed?: Resumed;
  /** Waits between tries of creates whose outcome is unknown; for tests. */
  backoff?: Backoff;
}

/**
 * Restores, or says what a restore would do. Failures of single items are in the summary; what ends the restore as a
 * whole is thrown, after what was done is written down.
 *
 * @throws {UsageError} for items that the backup does not hold, and for filters that cannot apply.
 * @throws {DestinationError} when the destination cannot be read whole: then nothing was changed.
 */
export async function runRestore(
  options: RestoreOptions,
  deps: RestoreDeps,
  request: RestoreRequest,
): Promise<RestoreSummary> {
  const source = aloneOf(options)?.source(request.source) ?? request.source;
  return await new Run(options, deps, { ...request, source }).execute();
}

/** How the items come that are restored without those which would bring them back into groups, roles and the like. */
function aloneOf({ scope, undo }: RestoreOptions): Alone | undefined {
  const type = scope.kind === "single" || scope.kind === "bulk" ? scope.type : null;
  return undo !== null || type === null ? undefined : handlerOf(type)?.alone;
}

class Run {
  private readonly tally: RestoreTally;
  private readonly session: RestoreSession;
  private readonly startedMonotonic: number;
  private readonly controller = new AbortController();
  private readonly whole = temporaryVault(CONTENT_TYPES);
  private readonly destination: Destination;
  private prepared: Prepared | null = null;
  private user: { id: string | null; email: string | null } = { id: null, email: null };
  /** What the restore that is to be undone has made; nothing unless one is. */
  private created: readonly CreatedItem[] = [];
  /** The same with what is gone by now. */
  private allMade: readonly ItemRef[] = [];
  /** Who gains or loses rights by the plan. */
  private rights: readonly RightsChange[] = [];
  /** When the reading began that the plan rests on, by the monotonic clock. */
  private readAt: number;
  /** How long a person was asked, milliseconds: no part of the restore's duration. */
  private asked = 0;

  constructor(
    private readonly options: RestoreOptions,
    private readonly deps: RestoreDeps,
    private readonly request: RestoreRequest,
  ) {
    const { clock, connection, vault } = deps;
    vault.clean = connection.redact;
    this.tally = new RestoreTally(options);
    this.session = new RestoreSession(deps, { options, request, tally: this.tally });
    this.startedMonotonic = this.readAt = clock.monotonic();
    this.destination = new Destination(connection.instance, this.whole);
  }

  async execute(): Promise<RestoreSummary> {
    const { signal, sink, connection, vault } = this.deps;
    const { source, dryRun } = this.request;
    const stop = (): void => {
      if (signal.reason instanceof InterruptedError) sink({ event: "interrupting" });
      this.controller.abort(signal.reason);
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const session_id = dryRun ? null : this.session.id;
    const { instance } = connection;
    sink({ event: "started", session_id, source: source.instance, destination: instance, db: vault.path });
    using _whole = this.whole;
    let status: RestoreStatus = "planned", failure: unknown = null;
    try {
      await withWritable(await this.begin(), async () => {
        await this.prepare();
        if (!dryRun && !this.options.allowAdmin) requireNoNewAdmin(this.request.command, this.rights);
        const agreed = !dryRun && this.consented();
        if (agreed === false) return;
        await this.requireUnchanged(agreed);
        status = await this.apply();
        this.scrub();
      });
    } catch (error) {
      failure = error;
      status = error instanceof InterruptedError ? "interrupted" : "failed";
    } finally {
      signal.removeEventListener("abort", stop);
    }
    // Now, so that the summary counts the log-out too.
    await connection[Symbol.asyncDispose]();
    return this.finish(status, failure);
  }

  /** The first looks at the destination, beside each other: who and what it is, and what the items are there. */
  private async begin(): Promise<WritableExtension> {
    this.readAt = this.deps.clock.monotonic();
    const [met, read] = await Promise.allSettled([this.meet(), this.readAhead()]);
    if (met.status === "rejected") throw met.reason;
    if (read.status === "rejected") throw read.reason;
    return met.value;
  }

  /** Reads what is known to be needed before anything else is known. */
  private async readAhead(): Promise<void> {
    const { options, destination, request: { source } } = this;
    if (!this.isSameInstance() || options.undo !== null) return;
    await gatherItems(
      {
        source,
        destination,
        reader: this.reader(),
        workers: options.workers,
        capture: (types) => this.capture(types),
      },
      unique(select(source, options)),
    );
  }

  private reader(): ApiReader {
    const { connection: { client } } = this.deps;
    return new ApiReader(client, { signal: this.controller.signal }, {}, (said) => this.tally.say(said));
  }

  /** Who and what the destination is; what can be written there beyond what this version knows. */
  private async meet(): Promise<WritableExtension> {
    const { deps: { connection: { client }, vault, clock }, request: { dryRun } } = this;
    const call = { signal: this.controller.signal };
    const asked = client.call("versions", { fields: "looker_release_version,web_server_url" }, call)
      .catch((error: unknown) => {
        if (!isRecordable(error)) throw error;
        this.tally.say(`which Looker the destination is is not known: ${error.message}`);
        return null;
      });
    const [me, versions] = await Promise.all([
      client.call("me", { fields: "id,email" }, call),
      asked,
    ]);
    this.user = { id: asText(me.id), email: me.email ?? null };
    if (!this.isSameInstance()) this.destination.web = versions?.web_server_url ?? null;
    return await destinationWritable({
      client,
      call,
      release: versions?.looker_release_version ?? null,
      vault,
      at: isoTime(clock.now()),
      keeps: !dryRun,
      sameInstance: this.isSameInstance(),
      say: (message) => this.tally.say(message),
    });
  }

  /** Not before: what is restored is pinned as it stood in the vault. */
  private scrub(): void {
    const { vault } = this.deps;
    const said = scrubVault(vault, { keepLinks: keepsPublicLinks(vault) });
    if (said !== null) this.tally.say(said);
  }

  private async prepare(): Promise<void> {
    const { options, deps: { vault, sink }, request: { source, resumed } } = this;
    const reader = this.reader();
    const capture = (types: readonly ContentType[]): Promise<Uncaptured[]> => this.capture(types);
    if (options.undo !== null) await this.findMade(options.undo, { reader, capture });
    this.prepared = await prepare({
      options: { ...options, scope: withoutCreated(options.scope, this.allMade) },
      source,
      destination: this.destination,
      reader,
      vault,
      write: this.writeOptions(),
      detailed: this.isDetailed(),
      capture,
    });
    const { items, links } = this.prepared;
    for (const warning of links.warnings) this.tally.say(warning);
    const restored = items.filter(({ linksOnly }) => linksOnly !== true);
    this.rights = await judgeRights(restored, { source, destination: this.destination, reader });
    this.tally.plan(items, { before: resumed?.results ?? new Map(), isDryRun: this.request.dryRun });
    for (const { ref, message } of aloneOf(options)?.unreadable(source) ?? []) {
      this.tally.errors.push({ ...ref, operation: "read", status: null, message });
    }
    sink({ event: "planned", actions: actionsOf(items), calls: callsOf(items) });
    for (const remark of this.request.dryRun ? this.remarks() : []) this.tally.say(remark);
    this.comparePlan();
  }

  private async capture(types: readonly ContentType[]): Promise<Uncaptured[]> {
    const { options: { workers, maxRetries }, deps, request: { source } } = this;
    const { connection, vault, clock, sink, lookervaultVersion } = deps, signal = this.controller.signal;
    const items = types.reduce((sum, type) => sum + source.items(type).length, 0);
    sink({ event: "reading", types: [...types], items });
    return await captureWhole(
      {
        connection,
        into: this.whole,
        clock,
        signal,
        workers,
        maxRetries,
        sink,
        lookervaultVersion,
        ...this.isSameInstance() && { held: vault },
      },
      types,
    );
  }

  /** @throws {StalePlanError} when it is not the plan of the file that is to be applied. */
  private comparePlan(): void {
    const { prepared, created, rights, options, destination, deps, request } = this;
    const { command, source, onPlan, expected } = request;
    if (prepared === null || (onPlan === undefined && expected === undefined)) return;
    const plan = planDocument({
      command,
      lookervaultVersion: deps.lookervaultVersion,
      at: isoTime(deps.clock.now()),
      options,
      items: prepared.items,
      removals: created,
      rights,
      lacking: prepared.lacking,
      source,
      destination,
    });
    onPlan?.(plan);
    const other = expected === undefined ? [] : differingItems(expected, plan);
    if (other.length > 0) throw new StalePlanError(command, other);
  }

  private consented(): Agreement {
    const { items, lacking } = this.prepared ?? { items: [], lacking: [] };
    if (!items.some(isWritten) && this.created.length === 0) return true;
    const { request: { source }, deps: { clock, connection, consent } } = this;
    const before = clock.monotonic();
    try {
      const destination = connection.instance;
      return consent({
        source: source.instance,
        destination,
        items,
        lacking,
        rights: this.rights,
        removals: this.created,
        linkers: this.prepared?.links.linkers ?? [],
        remarks: this.remarks(),
      });
    } finally {
      this.asked = clock.monotonic() - before;
    }
  }

  /** What was asked, perhaps by somebody else and long ago, and does not show in the items. */
  private remarks(): string[] {
    const sends = (this.prepared?.items ?? []).some((item) =>
      isWritten(item) && handlerOf(item.type)?.sendsMail === true
    );
    return this.options.enableSchedules && sends
      ? ["Schedules and alerts are enabled again as in the backup: Looker sends mail then"]
      : [];
  }

  /**
   * Everything that is going to be written must be as it was when it was planned: the backup always, which costs no
   * request, and Looker where time went by.
   *
   * @throws {StalePlanError} when it is not: nothing is written then.
   */
  private async requireUnchanged(agreed: Agreement): Promise<void> {
    const { prepared, created, options, deps: { clock, connection }, request: { source, command } } = this;
    if (prepared === null) return;
    const stale = staleInVault(prepared.items, source);
    if (stale.length > 0) throw new StalePlanError(command, stale);
    if (agreed !== "asked" && clock.monotonic() - this.readAt <= FRESH) return;
    const readAt = clock.monotonic();
    const moved = await staleInLooker(prepared.items, created, {
      source,
      destination: this.destination,
      translator: prepared.translator,
      owners: prepared.owners,
      write: { ...this.writeOptions(), knows: knowerOf(prepared.translator, options) },
      reader: new ApiReader(connection.client, { signal: this.controller.signal }),
      workers: options.workers,
    });
    if (moved.length > 0) throw new StalePlanError(command, moved);
    this.readAt = readAt;
  }

  private async apply(): Promise<RestoreStatus> {
    const { options, deps, destination, prepared, request: { source } } = this;
    if (prepared === null) throw new Error("Cannot apply: there is no plan");
    const { items, translator, owners, links } = prepared;
    const todo = items.filter(isWritten);
    this.session.begin(this.user);
    const journal = this.session.journal(todo.length);
    journal.keep(destination, [
      ...todo.flatMap(({ type, destinationId }) =>
        destinationId === null ? [] : [{ type, id: destinationId }]
      ),
      ...this.created.filter(({ removal }) => removal !== "stay"),
    ]);
    journal.translate(recognised(items, this.isSameInstance()));
    try {
      const shared: WriterShared = {
        client: deps.connection.client,
        call: { signal: this.controller.signal },
        clock: deps.clock,
        journal,
        translator,
        touched: new Touched((where, key) => journal.readBacks.touched(where, key)),
        options: { ...this.writeOptions(), knows: knowerOf(translator, options) },
        unknown: this.request.resumed?.unknown ?? new Set(),
        maxRetries: options.maxRetries,
        backoff: this.request.backoff ?? BACKOFF,
      };
      // It goes first: it may hold names that are needed again.
      await removeCreated(this.created, {
        source,
        destination,
        shared,
        tally: this.tally,
        workers: options.workers,
        readAt: this.readAt,
      });
      await applyPlan({
        source,
        destination,
        translator,
        owners,
        journal,
        shared,
        readAt: this.readAt,
        clock: deps.clock,
        workers: options.workers,
        sink: deps.sink,
        report: (item, result, error) => this.tally.result(item, result, error),
        omitted: (item, omitted) => this.tally.omitted(item, omitted),
        verified: (same) => void (same ? this.tally.verified.same++ : this.tally.verified.different++),
        warn: (item, message) => this.tally.warn(item, message),
        oldIds: links.old,
      }, todo);
    } finally {
      journal.flush();
    }
    return this.tally.errors.length > 0 ? "partial" : "completed";
  }

  /** Finds out what the restore that is to be undone has made. What goes is gone for all that is planned. */
  private async findMade(
    undo: string,
    { reader, capture }: Pick<GatherDeps, "reader" | "capture">,
  ): Promise<void> {
    const { destination, options: { workers }, deps: { vault }, request: { source } } = this;
    const { records, origin } = await findCreated(undo, { vault, destination, reader, workers });
    this.allMade = records;
    this.created = await judgeCreated(records, { source, destination, reader, workers, capture, origin });
    destination.leave(this.created.filter(({ removal }) => removal === "remove"));
    destination.putAway(this.created.filter(({ removal }) => removal === "trash"));
  }

  private finish(status: RestoreStatus, failure: unknown): RestoreSummary {
    const { vault, clock, sink } = this.deps;
    this.session.close(status, status === "failed" ? messageOf(failure) : null);
    sink({ event: "finished", status });
    if (status === "failed") throw failure;
    const { items, lacking } = this.prepared ?? { items: [], lacking: [] };
    const { tally, deps: { connection }, request: { source, command } } = this;
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
      removals: [...this.created],
      items: shownItems(items, this.isDetailed()),
      rights: [...this.rights],
      lacking: [...lacking],
      links: shownLinkers(this.prepared?.links.linkers ?? []),
      verified: this.session.verified(),
      calls: this.session.calls(),
      planned_calls: callsOf(items),
      duration_seconds: (clock.monotonic() - this.startedMonotonic - this.asked) / 1000,
      warnings: tally.warnings,
      errors: tally.errors,
    };
  }

  private writeOptions(): WriteOptions {
    return {
      enableSchedules: this.options.enableSchedules,
      sameInstance: this.isSameInstance(),
      isUndo: this.options.undo !== null,
      there: this.destination,
      ownId: this.user.id,
    };
  }

  /** Whether each item is named with everything that changes. */
  private isDetailed(): boolean {
    const { dryRun, onPlan, expected } = this.request;
    const isForFile = onPlan !== undefined || expected !== undefined;
    return (dryRun && !isForFile) || this.options.scope.kind === "single";
  }

  private isSameInstance(): boolean {
    return this.request.source.instance === this.deps.connection.instance;
  }
}
