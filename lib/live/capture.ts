/**
 * Captures types of the destination whole, as a backup would, into a vault in memory.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { runExtract } from "../extract/run.ts";
import type { Connection } from "../looker/connect.ts";
import { type ContentType, isContentType } from "../looker/content_type_names.ts";
import type { Vault } from "../vault/vault.ts";
import type { RestoreSink } from "../restore/restore_events.ts";
import type { Uncaptured } from "../restore/plan/read_destination.ts";

/** What a capture takes. */
export interface CaptureDeps {
  connection: Connection;
  into: Vault;
  clock: Clock;
  signal: AbortSignal;
  workers: number;
  maxRetries: number;
  sink: RestoreSink;
  lookervaultVersion: string;
  /** A backup of the same instance: what cannot change is taken from it. */
  held?: Vault;
}

/** Captures types; what of them could not be read. */
export async function captureWhole(
  deps: CaptureDeps,
  types: readonly ContentType[],
): Promise<Uncaptured[]> {
  const { connection, into, clock, signal, workers, maxRetries, sink } = deps;
  const summary = await runExtract({
    types,
    workers,
    batchSize: 100,
    maxRetries,
    folders: [],
    recursive: false,
    noTrash: false,
    noUserValues: false,
    acceptDeletions: false,
    incremental: false,
  }, {
    // The restore goes on with the same connection: the extraction must not log it out.
    connection: { ...connection, [Symbol.asyncDispose]: () => Promise.resolve() },
    vault: into,
    clock,
    sink: (event) => {
      if (event.event === "stored" && isContentType(event.type)) {
        sink({ event: "read", type: event.type, items: event.counts.stored });
      }
      if (event.event === "retry" || event.event === "paused") sink(event);
    },
    signal,
    lookervaultVersion: deps.lookervaultVersion,
    ...(deps.held !== undefined && { held: deps.held }),
    hostUser: null,
    readsSpec: false,
    goOn: () => false,
  });
  const { errors } = summary;
  const failed = errors.flatMap(({ type, id, operation, message }): Uncaptured[] =>
    id === null ? [] : [{ type, id, operation, why: message }]
  );
  // Where every failure is an item's, all the others were read.
  const unlisted = summary.types.filter(({ complete }) => !complete).flatMap(
    ({ type, note }): Uncaptured[] => {
      const own = errors.filter((one) => one.type === type), whole = own.find(({ id }) => id === null);
      if (own.length > 0 && whole === undefined) return [];
      return [{ type, id: null, operation: null, why: whole?.message ?? note ?? "it was not listed whole" }];
    },
  );
  return [...unlisted, ...failed];
}
