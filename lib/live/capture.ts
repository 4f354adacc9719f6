/**
 * Captures entire types of a Looker instance, as a backup does, into a vault in memory.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { dropPageBuffers } from "../codec/json_reader.ts";
import { runExtract } from "../extract/run.ts";
import { dropBodyBuffers } from "../http/read_body.ts";
import type { Connection } from "../looker/connect.ts";
import { type ContentType, isContentType } from "../looker/content_type_names.ts";
import type { Vault } from "../vault/vault.ts";

/** The events of a capture. */
export type CaptureEvent =
  /** The number of items of a type that were read so far. */
  | { event: "read"; type: ContentType; items: number }
  | { event: "retry"; operation: string; attempt: number; status: number | null; reason: string }
  | { event: "paused"; wait_ms: number; status: number };

/** The inputs of a capture. */
export interface CaptureDeps {
  connection: Connection;
  into: Vault;
  clock: Clock;
  signal: AbortSignal;
  workers: number;
  maxRetries: number;
  sink: (event: CaptureEvent) => void;
  lookervaultVersion: string;
  /** A backup of the same instance. Immutable parts are taken from it. */
  held?: Vault;
}

/** Captures types. Returns what could not be read. */
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
    // The restore uses the same connection afterwards, so the extraction must not log it out.
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
    ...(deps.held !== undefined && { held: deps.held, leavesHeldBodies: true }),
    hostUser: null,
    isLive: true,
    readsSpec: false,
    resumes: () => false,
  });
  // Frees memory, because planning from the capture needs a lot.
  dropBodyBuffers();
  dropPageBuffers();
  const { errors } = summary;
  const failed = errors.flatMap(({ type, id, operation, message }): Uncaptured[] =>
    id === null ? [] : [{ type, id, operation, why: message }]
  );
  // If all failures belong to single items, the listing itself was complete.
  const unlisted = summary.types.filter(({ complete }) => !complete).flatMap(
    ({ type, note }): Uncaptured[] => {
      const own = errors.filter((one) => one.type === type), whole = own.find(({ id }) => id === null);
      if (own.length > 0 && whole === undefined) return [];
      return [{
        type,
        id: null,
        operation: null,
        why: whole?.message ?? note ?? "it was not listed completely",
      }];
    },
  );
  return [...unlisted, ...failed];
}

/** Something that a capture could not read: an item or a part of one, or some items of a type if `id` is null. */
export interface Uncaptured {
  type: ContentType;
  id: string | null;
  why: string;
  /** The operation that failed; null if it is unknown. */
  operation: string | null;
}
