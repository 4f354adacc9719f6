/**
 * The first half of a restore: looks at the destination, finds out what an undo takes back, and plans. Writes nothing.
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
  /** The interrupted restore that is resumed. */
  resumed?: Resumed;
  /** Waits between tries of creates whose outcome is unknown; for tests. */
  backoff?: Backoff;
}

/** What every step of a restore works with. */
export interface RestoreContext {
  options: RestoreOptions;
  deps: RestoreDeps;
  request: RestoreRequest;
  tally: RestoreTally;
  destination: Destination;
  /** Holds the types of the destination that are captured whole. */
  whole: Vault;
  /** Aborts what is under way. */
  signal: AbortSignal;
}

/** The facts that are read before planning. */
export interface FirstLook extends Met {
  /** When the reading began, by the monotonic clock. */
  readAt: number;
}

/** A plan, and everything by which it is judged and carried out. */
export interface PlannedRestore extends Prepared {
  /** What the restore that is undone created, and how it goes again; nothing unless one is. */
  created: readonly CreatedItem[];
  /** Who gains or loses rights. */
  rights: readonly RightsChange[];
  /** What sends to addresses of domains that no user of the backup has. */
  outside: readonly OutsideMail[];
  /** What must be known of it before it is confirmed, and does not show in the items. */
  remarks: readonly string[];
  user: Met["user"];
  write: WriteOptions;
  /** When the reading began that the plan rests on, by the monotonic clock. */
  readAt: number;
}

/** How the items come that are restored without those which would restore them into groups, roles and the like. */
export function aloneOf({ scope, undo }: RestoreOptions): Alone | undefined {
  const type = scope.kind === "single" || scope.kind === "bulk" ? scope.type : null;
  return undo !== null || type === null ? undefined : handlerOf(type)?.alone;
}

/** Looks at the destination, at several things side by side: who and what it is, and what the items are there. */
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

/** Reads what is known to be needed before anything else is known. */
async function readAhead(context: RestoreContext): Promise<void> {
  const { options, request: { source } } = context;
  if (!isSameInstance(context) || options.undo !== null) return;
  const deps = gatherDeps(context), chosen = unique(select(source, options));
  await sideBySide([() => gatherItems(deps, chosen), () => listReferences(deps, chosen)]);
}

/** Lists what a single item refers to, without waiting for how it is: most that are named by themselves are changed. */
async function listReferences(deps: GatherDeps, chosen: readonly ItemRef[]): Promise<void> {
  const [only] = chosen;
  if (only === undefined || chosen.length > 1) return;
  const body = deps.source.body(only);
  const found = body === null ? [] : referencesOf(deps.source, only, body);
  await gatherListings(deps, new Set(found.filter(({ isLink }) => isLink !== true).map(({ kind }) => kind)));
}

/**
 * Plans.
 *
 * @throws {StalePlanError} when it is not the plan of the file that is to be applied.
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
      // Without dependencies it says what is restored, not what may be lacking.
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

/** Finds out what the restore that is to be undone created. What goes is gone for all that is planned. */
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

/** When a restore ended that is undone: what it wrote itself is no edit of somebody's. */
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

/** What was asked, perhaps by somebody else and long ago, and does not show in the items. */
function remarksOn(items: readonly PlannedItem[], { enableSchedules }: RestoreOptions): string[] {
  const sends = items.some((item) => isWritten(item) && handlerOf(item.type)?.sendsMail === true);
  return enableSchedules && sends
    ? ["Schedules and alerts are enabled as in the backup: Looker then sends mail again"]
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

/** Whether each item is named with everything that changes. */
export function isDetailed({ options, request }: RestoreContext): boolean {
  const { dryRun, onPlan, expected } = request;
  const isForFile = onPlan !== undefined || expected !== undefined;
  return (dryRun && !isForFile) || options.scope.kind === "single";
}

function isSameInstance({ request, deps }: RestoreContext): boolean {
  return request.source.instance === deps.connection.instance;
}
