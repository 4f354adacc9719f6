/**
 * Resolves a task to restores: the items, the state of the vault that is the source, and the target instance.
 *
 * @module
 */
import type { RestoreSource } from "../../../handlers/restore_source.ts";
import { sameAddress } from "../../../base/address.ts";
import { counted } from "../../../base/counted.ts";
import { UsageError } from "../../../base/errors.ts";
import { commandOf } from "../../../inspect/restorations.ts";
import { itemKey } from "../../../looker/item_ref.ts";
import { typeCode } from "../../../looker/content_type_names.ts";
import { NO_MAPPING } from "../../../looker/uses/mapping.ts";
import { type Resumed, resumedRestore } from "../../../restore/journal/restore_session.ts";
import { changedBy } from "../../../restore/journal/undo.ts";
import type { PinnedPlan } from "../../../restore/plan/plan_document.ts";
import { effectiveTime } from "../../../restore/plan/select.ts";
import { beforeSource, vaultSource } from "../../../restore/plan/source.ts";
import { liveSource } from "../../../restore/replace/mapped_source.ts";
import type { RestoreOptions } from "../../../restore/restore_request.ts";
import { shownTime } from "../../../term/shown_time.ts";
import { shownZone } from "../../times.ts";
import { lastBeforeTrash } from "../../../vault/before_trash.ts";
import { restorations, type StoredRestoration } from "../../../vault/restorations.ts";
import type { Vault } from "../../../vault/vault.ts";
import { NOT_YOURS, requireDestination } from "./allowed_destination.ts";
import { namedSelection, ownersAt } from "./named_selection.ts";
import { settledTimes } from "./restore_times.ts";
import { deadLettersByRestore } from "./restore_dead_letters.ts";
import type { RestoreRequest, RestoreTask, Tuning } from "./restore_task.ts";
import { storedOptions, toResume, toUndo } from "./stored_restores.ts";

/** One restore that is ready to run. */
export interface Job {
  options: RestoreOptions;
  source: RestoreSource;
  resumed?: Resumed;
  /** The plan from a plan file. */
  expected?: PinnedPlan;
}

/**
 * The vault with the journal, and the vault that is the source. For a snapshot they differ, and `stamp` is its
 * timestamp.
 */
export interface Vaults {
  vault: Vault;
  from: Vault;
  stamp: string | null;
}

/** Returns the restores of a task. Also checks the target instance. */
export function jobsOf(vaults: Vaults, request: RestoreRequest): Job[] {
  const { task, instance: { baseUrl: configured } } = request, { vault, from, stamp } = vaults;
  const source = sourceOf(from, request);
  switch (task.kind) {
    case "restore": {
      const times = settledTimes(request.context, from, task.times);
      const { options: named, owners } = namedSelection(from, { ...task.options, ...times });
      // For folders that are deleted, the time is that of their last state.
      const at = effectiveTime(vaultSource(from, source, null), named) ?? untrashed(request, from, named);
      const ofItems = at === null ? untrashedEach(request, from, named) : {};
      const asked = vaultSource(from, source, at, ofItems);
      const options = {
        ...named,
        at,
        ...Object.keys(ofItems).length > 0 && { times: ofItems },
        owners: ownersAt(asked, owners),
        ...stamp !== null && { fromSnapshot: stamp },
      };
      return [{ options, source: asked }];
    }
    case "undo": {
      if (stamp !== null) {
        throw new UsageError("Cannot undo from a snapshot: the previous state is in the vault", {
          hint: "Remove --from-snapshot.",
        });
      }
      const session = toUndo(vault, task.session);
      requireSame("undo", session, configured);
      if (task.session === null) sayUndone(request, { vault, session });
      const scope = { kind: "items", items: changedBy(vault, session.id) } as const;
      const options = { ...task.options, scope, undo: session.id };
      return [{ options, source: beforeSource(vault, session.destination, session.id) }];
    }
    case "resume": {
      const session = toResume(vault, task.session);
      requireSame("resume", session, configured);
      return [{ ...jobOf(vaults, session, task.tuning), resumed: resumedRestore(vault, session) }];
    }
    case "retry":
      return deadLettersByRestore(vault, { letter: task.letter, configured }).map(({ session, items }) => {
        const job = jobOf(vaults, session, task.tuning);
        return { ...job, options: { ...job.options, scope: { kind: "items", items } } };
      });
    case "apply":
      return [jobOfPlan(vaults, { source, task, request })];
    case "drill":
    case "replace":
      return [];
  }
}

/** Names the restore that is undone, and whether newer ones changed nothing. */
function sayUndone(
  { context }: RestoreRequest,
  { vault, session: { id, options, startedAt } }: { vault: Vault; session: StoredRestoration },
): void {
  const [newest] = restorations(vault), when = shownTime(startedAt, shownZone(context));
  const what = `${commandOf(options) ?? "restore"} of ${when}, session ${id}`;
  context.log.info(
    newest === undefined || newest.id === id
      ? `Undoing the last restore: ${what}`
      : `The last restore changed nothing. Undoing the newest restore that did: ${what}`,
  );
}

/**
 * Returns the time of the last version of a single item before it was in the trash, if its newest version is in the
 * trash. Otherwise an item that is in the trash both in Looker and in the backup would count as restored.
 */
function untrashed(
  { context }: RestoreRequest,
  vault: Vault,
  { scope, parts = [], accessOnly = false }: RestoreOptions,
): string | null {
  if (scope.kind !== "single" || parts.length > 0 || accessOnly) return null;
  const at = lastBeforeTrash(vault, typeCode(scope.type), scope.id);
  if (at === null) return null;
  const when = shownTime(at, shownZone(context), "second");
  context.log.warning(
    `${scope.type} ${scope.id} is in the trash in the newest backup. Its last version before that is restored: ` +
      `the state of ${when}`,
  );
  return at;
}

/** The maximum number of items that a warning names. */
const NAMED = 5;

/** Does the same as {@linkcode untrashed} for items that `--id` names. Returns the time of each, by `type/id`. */
function untrashedEach(
  { context }: RestoreRequest,
  vault: Vault,
  { scope, only, ids, accessOnly = false }: RestoreOptions,
): Record<string, string> {
  const type = scope.kind === "bulk" ? scope.type : scope.kind === "all" ? only[0] : undefined;
  if (type === undefined || accessOnly) return {};
  const found = ids.flatMap((id) => {
    const at = lastBeforeTrash(vault, typeCode(type), id);
    return at === null ? [] : [{ id, at }];
  });
  if (found.length > 0) {
    const named = found.slice(0, NAMED).map(({ id, at }) =>
      `${id} (the state of ${shownTime(at, shownZone(context), "second")})`
    );
    const more = found.length > NAMED ? ` and ${counted(found.length - NAMED, "other")}` : "";
    context.log.warning(
      `These ${type} are in the trash in the newest backup. The last version of each before that is restored: ` +
        `${named.join(", ")}${more}`,
    );
  }
  return Object.fromEntries(found.map(({ id, at }) => [itemKey({ type, id }), at]));
}

/**
 * Returns the restore of a plan file. @throws {UsageError} if the plan is of another backup, or for another instance.
 */
function jobOfPlan(
  { vault, from: read, stamp }: Vaults,
  { source, task: { plan, options: how }, request: { instance: { baseUrl } } }: {
    source: string;
    task: Extract<RestoreTask, { kind: "apply" }>;
    request: RestoreRequest;
  },
): Job {
  const { undo, at } = plan.options;
  requireCopy(plan.options, stamp);
  const from = undo === null ? source : plan.destination;
  if (!sameAddress(plan.source, from) || !sameAddress(plan.destination, baseUrl)) {
    throw new UsageError(
      `Cannot apply the plan: it restores ${plan.source} into ${plan.destination}, and this command would ` +
        `restore ${from} into ${baseUrl}`,
      { hint: "Point --db at the vault of the plan, and --base-url at its instance." },
    );
  }
  const options = { ...plan.options, ...how };
  if (undo !== null) {
    requireSame("undo", toUndo(vault, undo), baseUrl);
    return { options, source: beforeSource(vault, from, undo), expected: plan };
  }
  return { options, source: wantedSource(read, source, { ...options, at }), expected: plan };
}

/** Returns the source of the wanted state: the backup, or the current state of Looker with names replaced. */
export function wantedSource(
  vault: Vault,
  instance: string,
  { at, times, live, mapping }: Pick<RestoreOptions, "at" | "times" | "live" | "mapping">,
): RestoreSource {
  return live === true
    ? liveSource(vaultSource(vault, instance, null), mapping ?? NO_MAPPING)
    : vaultSource(vault, instance, at, times);
}

/** Returns the vault's instance after checking that the configured one may be written to. */
export function sourceOf(vault: Vault, { config: { db }, instance, to, task }: RestoreRequest): string {
  // The target instance of a plan was given when the plan was created.
  const named = to ?? (task.kind === "apply" ? task.plan.destination : undefined);
  return requireDestination({ db, source: vault.meta("instance"), configured: instance.baseUrl, to: named });
}

/** Returns an earlier restore with its options. */
function jobOf({ vault, from, stamp }: Vaults, session: StoredRestoration, tuning: Tuning): Job {
  const options = { ...storedOptions(session), ...tuning };
  requireCopy(options, stamp);
  const source = options.undo === null
    ? wantedSource(from, session.source, options)
    : beforeSource(vault, session.source, options.undo);
  return { options, source };
}

/** Checks the source. @throws {UsageError} if the earlier restore had another source. */
function requireCopy({ fromSnapshot = null }: { fromSnapshot?: string | null }, stamp: string | null): void {
  if (fromSnapshot === stamp) return;
  const [was, is] = [fromSnapshot, stamp].map((one) => one === null ? "the vault" : `the snapshot ${one}`);
  throw new UsageError(
    `Cannot resume: the restore read from ${was}, and this command would read from ${is}`,
    {
      hint: fromSnapshot === null ? "Remove --from-snapshot." : `Add --from-snapshot ${fromSnapshot}.`,
    },
  );
}

/** Checks the target instance. @throws {UsageError} if the earlier restore wrote to another instance. */
function requireSame(what: string, { id, destination }: StoredRestoration, configured: string): void {
  if (sameAddress(destination, configured)) return;
  throw new UsageError(
    `Cannot ${what} the restore ${id}: it wrote to ${destination}, and ${configured} is configured`,
    {
      hint: NOT_YOURS,
    },
  );
}
