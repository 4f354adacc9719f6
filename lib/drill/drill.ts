/**
 * Runs one drill, from the choice of items to the summary.
 *
 * @module
 */
import type { RestoreSource } from "../handlers/restore_source.ts";
import { omissionText, sortOmissions } from "../handlers/reason.ts";
import { isoTime } from "../base/clock.ts";
import { BACKOFF } from "../http/backoff.ts";
import { TYPE_CODES } from "../looker/content_type_names.ts";
import { temporaryVault } from "../vault/open.ts";
import { drill, existingScratch, sample, SCRATCH, UNREADABLE } from "./copies.ts";
import { Touched } from "../restore/apply/last_look.ts";
import { Destination } from "../live/destination_state.ts";
import { ApiReader } from "../live/reader.ts";
import type { RestoreDeps } from "../restore/restore_request.ts";
import { INCOMPLETE, noTotals, type RestoreError, type RestoreSummary } from "../restore/restore_summary.ts";

/** Options of a drill. */
export interface DrillOptions {
  /** The number of dashboards and looks to copy. */
  sample: number;
  workers: number;
  maxRetries: number;
  /** Whether to choose the items, and to write nothing. */
  dryRun?: boolean;
}

/** The number of requests for a copy: create, fill, read back, move to the trash (`docs/call-budgets.md`). */
const CALLS_PER_COPY = 11;

/** The number of differences that a message names. */
const NAMED = 5;

/** A journal that records nothing, because the copies of a drill do not replace any item. */
const UNRECORDED = {
  intend: (): Promise<void> => Promise.resolve(),
  created: (): void => {},
  translate: (): void => {},
};

/**
 * Runs a drill. The status is `completed` if every copy equals the backup, otherwise `partial`; for a dry run `planned`.
 */
export async function runDrill(
  options: DrillOptions,
  deps: Omit<RestoreDeps, "consent" | "hostUser" | "lookervaultVersion">,
  { source, random }: { source: RestoreSource; random: () => number },
): Promise<RestoreSummary> {
  const { connection, vault, clock, sink, signal } = deps;
  const startedAt = isoTime(clock.now()), started = clock.monotonic();
  const totals = noTotals();
  const verified = { same: 0, different: 0 };
  const errors: RestoreError[] = [];
  const { instance } = connection;
  sink({
    event: "started",
    session_id: null,
    source: source.instance,
    destination: instance,
    db: vault.path,
  });
  using whole = temporaryVault(TYPE_CODES);
  const call = { signal };
  const chosen = sample(source, options.sample, random);
  totals.planned = chosen.length;
  const destination = new Destination(instance, whole), reader = new ApiReader(connection.client, call);
  const { workers, dryRun = false } = options;
  const planned: Partial<RestoreSummary> = !dryRun ? {} : {
    planned_calls: chosen.length * CALLS_PER_COPY,
    sampled: chosen.map((ref) => ({ ...ref, name: source.item(ref)?.name ?? null })),
    scratch: { id: await existingScratch({ destination, reader, workers }), name: SCRATCH },
  };
  if (!dryRun) {
    await drill({
      source,
      destination,
      reader,
      shared: {
        touched: new Touched(),
        client: connection.client,
        call,
        clock,
        journal: UNRECORDED,
        options: { enableSchedules: false, sameInstance: source.instance === instance, ownId: null },
        unknown: new Set(),
        maxRetries: options.maxRetries,
        backoff: BACKOFF,
      },
      workers,
      random,
      done: ({ type, id }, { different, omitted }) => {
        const name = source.item({ type, id })?.name ?? null;
        const { incomplete } = sortOmissions(omitted);
        if (different.length === 0 && incomplete.length > 0) {
          totals.created++;
          totals.incomplete++;
          for (const omission of incomplete) {
            const message = omissionText(omission), { code } = omission.reason;
            errors.push({ type, id, operation: INCOMPLETE, status: null, message, code });
          }
          const message = incomplete.map(omissionText).join("; ");
          return sink({ event: "item_done", type, id, name, result: "created", message });
        }
        if (different.length === 0) {
          totals.created++;
          verified.same++;
          return sink({ event: "item_done", type, id, name, result: "created", message: null });
        }
        const message = different[0] === UNREADABLE
          ? UNREADABLE
          : `The copy differs from the backup in ${some(different)}`;
        verified.different++;
        totals.failed++;
        errors.push({ type, id, operation: "verify", status: null, message });
        sink({ event: "item_done", type, id, name, result: "failed", message });
      },
      failed: (error) => {
        verified.different++;
        totals.failed++;
        errors.push(error);
      },
    }, chosen);
  }
  await connection[Symbol.asyncDispose]();
  const status = dryRun ? "planned" : errors.length === 0 ? "completed" : "partial";
  sink({ event: "finished", status });
  return {
    command: "restore drill",
    status,
    session_id: null,
    source: source.instance,
    destination: instance,
    db: vault.path,
    started_at: startedAt,
    completed_at: isoTime(clock.now()),
    totals,
    types: [],
    items: [],
    removals: [],
    rights: [],
    outside: [],
    made: [],
    dependents: {},
    steps: [],
    lacking: [],
    links: [],
    verified,
    calls: connection.limiter.calls,
    planned_calls: 0,
    duration_seconds: (clock.monotonic() - started) / 1000,
    warnings: [],
    errors,
    ...planned,
  };
}

function some(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : "";
  return `${paths.slice(0, NAMED).join(", ")}${more}`;
}
