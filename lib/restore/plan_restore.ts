/**
 * The first half of a restore: reads the destination, finds what an undo removes, and plans. Writes nothing to Looker.
 *
 * @module
 */
import type { RestoreSource } from "../handlers/restore_source.ts";
import type { Destination } from "../live/destination_state.ts";
import { isWritten } from "./plan/model.ts";
import { captureWhole } from "../live/capture.ts";
import { ApiReader } from "../live/reader.ts";
import { StalePlanError } from "./plan/check_pins.ts";
import { findCreated, judgeCreated } from "./journal/undo_created.ts";
import { actionsOf, callsOf } from "./plan/plan_report.ts";
import { judgeRights } from "./plan/judge_rights.ts";
import { withoutCreated } from "./journal/undo.ts";
import { select } from "./plan/select.ts";
import { type ItemRef, unique } from "../looker/item_ref.ts";
import { type GatherDeps, gatherItems, gatherListings, referencesOf } from "./plan/read_destination.ts";
import { sideBySide } from "../base/pool.ts";
import { isoTime } from "../base/clock.ts";
import { handlerOf } from "../handlers/mod.ts";
import type { Alone } from "../handlers/handler.ts";
import type { WriteOptions } from "../handlers/task.ts";
import type { RightsChange } from "../looker/rights/describe.ts";
import type { CreatedItem, OutsideMail, PlannedItem } from "./plan/model.ts";
import { outsideMail } from "./plan/outside_mail.ts";
import { picksOf } from "./plan/picks.ts";
import { knowerOf, prepare, type Prepared } from "./plan/prepare.ts";
import { meet, type Met } from "../live/instance_writable.ts";
import type { Vault } from "../vault/vault.ts";
import type { RestoreTally } from "./apply/outcomes.ts";
import type { RestoreDeps, RestoreOptions } from "./restore_request.ts";
import type { Backoff } from "../http/retry.ts";
import { findRestoration, type Resumed } from "./journal/restore_session.ts";
import { differingItems, type PinnedPlan, type PlanDocument, planDocument } from "./plan/plan_document.ts";

/** The input of a restore, in addition to its options. */
export interface RestoreRequest {
  /** The command, such as `restore single`, for the summary. */
  command: string;
  /** The source of the items. */
  source: RestoreSource;
  dryRun: boolean;
  /** Receives the plan of a dry run, to write it to a file. */
  onPlan?: (plan: PlanDocument) => void;
  /** The plan of a plan file. If the new plan differs, the restore stops. */
  expected?: PinnedPlan;
  /** The interrupted restore that is resumed. */
  resumed?: Resumed;
  /** Waits between attempts of creates whose outcome is unknown; for tests. */
  backoff?: Backoff;
}

/** What every step of a restore works with. */
export interface RestoreContext {
  options: RestoreOptions;
  deps: RestoreDeps;
  request: RestoreRequest;
  tally: RestoreTally;
  destination: Destination;
  /** A temporary vault for the types that are read completely from the destination. */
  whole: Vault;
  /** Aborts the work in progress. */
  signal: AbortSignal;
}

/** The facts that are read before planning. */
export interface FirstLook extends Met {
  /** When reading began, by the monotonic clock. */
  readAt: number;
}

/** A plan, and everything that is needed to judge it and to apply it. */
export interface PlannedRestore extends Prepared {
  /** For an undo: the items that the restore created, and how each of them is removed. Empty otherwise. */
  created: readonly CreatedItem[];
  /** The users and groups that gain or lose rights. */
  rights: readonly RightsChange[];
  /** The items that send mail to domains that no user of the backup has. */
  outside: readonly OutsideMail[];
  /** Remarks that do not show in the items, to read before confirming the plan. */
  remarks: readonly string[];
  user: Met["user"];
  write: WriteOptions;
  /** When the reading for the plan began, by the monotonic clock. */
  readAt: number;
}

/**
 * Returns how the handler of the type restores items alone, without the groups, roles and so on that contain their
 * memberships.
 */
export function aloneOf({ scope, undo }: RestoreOptions): Alone | undefined {
  const type = scope.kind === "single" || scope.kind === "bulk" ? scope.type : null;
  return undo !== null || type === null ? undefined : handlerOf(type)?.alone;
}

/** Reads the API user, the instance and the current state of the items from the destination, concurrently. */
export async function lookFirst(context: RestoreContext): Promise<FirstLook> {
  const { deps: { connection: { client }, vault, clock }, request: { dryRun }, tally, destination } = context;
  const readAt = clock.monotonic(), sameInstance = isSameInstance(context);
  const [met, read] = await Promise.allSettled([
    meet({
      client,
      call: { signal: context.signal },
      vault,
      at: isoTime(clock.now()),
      keeps: !dryRun,
      sameInstance,
      say: (message) => tally.say(message),
    }),
    readAhead(context),
  ]);
  if (met.status === "rejected") throw met.reason;
  if (read.status === "rejected") throw read.reason;
  if (!sameInstance) destination.web = met.value.web;
  return { ...met.value, readAt };
}

/** Reads the items and listings that planning needs in any case. */
async function readAhead(context: RestoreContext): Promise<void> {
  const { options, request: { source } } = context;
  if (!isSameInstance(context) || options.undo !== null) return;
  const deps = gatherDeps(context), chosen = unique(select(source, options));
  await sideBySide([() => gatherItems(deps, chosen), () => listReferences(deps, chosen)]);
}

/**
 * Lists the types that a single item refers to, at the same time as the item is read. Such an item usually has changes,
 * so
 * the listings are needed.
 */
async function listReferences(deps: GatherDeps, chosen: readonly ItemRef[]): Promise<void> {
  const [only] = chosen;
  if (only === undefined || chosen.length > 1) return;
  const body = deps.source.body(only);
  const found = body === null ? [] : referencesOf(deps.source, only, body);
  await gatherListings(deps, new Set(found.filter(({ isLink }) => isLink !== true).map(({ kind }) => kind)));
}

/**
 * Plans a restore.
 *
 * @throws {StalePlanError} if the plan differs from the plan of the file that is to be applied.
 */
export async function planRestore(context: RestoreContext, look: FirstLook): Promise<PlannedRestore> {
  const { options, deps: { vault, sink }, request, tally, destination } = context;
  const { source, resumed, dryRun } = request, gather = gatherDeps(context);
  const { records, created } = options.undo === null
    ? { records: [], created: [] }
    : await findUndone(options.undo, context);
  const picks = picksOf(source, options);
  const write: WriteOptions = {
    picksOf: (ref) => picks.of(ref),
    enableSchedules: options.enableSchedules,
    allowSignIn: options.allowSignIn === true,
    sameInstance: isSameInstance(context),
    isUndo: options.undo !== null,
    there: destination,
    ownId: look.user.id,
  };
  const prepared = await prepare({
    ...gather,
    options: { ...options, scope: withoutCreated(options.scope, records) },
    vault,
    write,
    detailed: isDetailed(context),
    owners: {
      map: options.ownerMap,
      fallback: options.defaultOwner,
      // Without dependencies, `exclude` limits what is restored, not what may be missing.
      exclude: new Set(options.withDependencies ? options.exclude : []),
    },
    picks,
    editedAfter: options.undo === null ? null : endOf(vault, options.undo),
  });
  const { items, links, translator } = prepared;
  for (const warning of links.warnings) tally.say(warning);
  const restored = items.filter(({ linksOnly }) => linksOnly !== true);
  const rights = await judgeRights(restored, gather);
  tally.plan(items, { before: resumed?.results ?? new Map(), isDryRun: dryRun });
  for (const { ref, message } of aloneOf(options)?.unreadable(source) ?? []) {
    tally.errors.push({ ...ref, operation: "read", status: null, message });
  }
  sink({ event: "planned", actions: actionsOf(items), calls: callsOf(items) });
  const remarks = remarksOn(items, options);
  for (const remark of dryRun ? remarks : []) tally.say(remark);
  const planned: PlannedRestore = {
    ...prepared,
    created,
    rights,
    outside: outsideMail(restored, source),
    remarks,
    user: look.user,
    write: { ...write, knows: knowerOf(translator, options) },
    readAt: look.readAt,
  };
  comparePlan(context, planned);
  return planned;
}

/** Finds the items that the restore to undo created. The plan treats items that the undo removes as deleted. */
async function findUndone(
  undo: string,
  context: RestoreContext,
): Promise<{ records: readonly ItemRef[]; created: readonly CreatedItem[] }> {
  const { destination, deps: { vault } } = context, gather = gatherDeps(context);
  const { records, origin } = await findCreated(undo, { ...gather, vault });
  const created = await judgeCreated(records, { ...gather, origin });
  destination.leave(created.filter(({ removal }) => removal === "remove"));
  destination.putAway(created.filter(({ removal }) => removal === "trash"));
  return { records, created };
}

/** Returns when the restore to undo ended: its own writes are not edits by users. */
function endOf(vault: Vault, id: string): string | null {
  return findRestoration(vault, id)?.completedAt ?? null;
}

function comparePlan({ options, deps, request, destination }: RestoreContext, planned: PlannedRestore): void {
  const { command, source, onPlan, expected } = request;
  if (onPlan === undefined && expected === undefined) return;
  const { items, created: removals, rights, outside, lacking } = planned;
  const plan = planDocument({
    command,
    lookervaultVersion: deps.lookervaultVersion,
    at: isoTime(deps.clock.now()),
    options,
    items,
    removals,
    rights,
    outside,
    lacking,
    source,
    destination,
  });
  onPlan?.(plan);
  const other = expected === undefined ? [] : differingItems(expected, plan);
  if (other.length > 0) throw new StalePlanError(command, other);
}

/** Returns remarks on options that do not show in the items, and that may come from an earlier command. */
function remarksOn(items: readonly PlannedItem[], { enableSchedules }: RestoreOptions): string[] {
  const sends = items.some((item) => isWritten(item) && handlerOf(item.type)?.sendsMail === true);
  return enableSchedules && sends
    ? ["Schedules and alerts are enabled as in the backup: Looker will send mail again"]
    : [];
}

function gatherDeps(context: RestoreContext): GatherDeps {
  const { options, deps, request: { source }, tally, destination, whole, signal } = context;
  const { connection, vault, clock, sink, lookervaultVersion } = deps, { workers, maxRetries } = options;
  return {
    source,
    destination,
    workers,
    reader: new ApiReader(connection.client, { signal }, {}, (said) => tally.say(said)),
    capture: async (types) => {
      const items = types.reduce((sum, type) => sum + source.items(type).length, 0);
      sink({ event: "reading", types: [...types], items });
      return await captureWhole({
        connection,
        into: whole,
        clock,
        signal,
        workers,
        maxRetries,
        sink,
        lookervaultVersion,
        ...isSameInstance(context) && { held: vault },
      }, types);
    },
  };
}

/** Whether the summary names each item with all of its changes. */
export function isDetailed({ options, request }: RestoreContext): boolean {
  const { dryRun, onPlan, expected } = request;
  const isForFile = onPlan !== undefined || expected !== undefined;
  return (dryRun && !isForFile) || options.scope.kind === "single";
}

function isSameInstance({ request, deps }: RestoreContext): boolean {
  return request.source.instance === deps.connection.instance;
}
