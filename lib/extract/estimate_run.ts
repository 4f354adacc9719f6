/**
 * Estimates the requests of an extraction from listings of ids only.
 *
 * @module
 */
import type { Estimate, TypeEstimate } from "./estimate.ts";
import type { ExtractOptions } from "./options.ts";
import type { EventSink } from "./events.ts";
import { CallCounter } from "./capture/estimates.ts";
import type { Clock } from "../base/clock.ts";
import type { Connection } from "../looker/connect.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { instanceInfo } from "../looker/instance_info.ts";
import type { RunContext } from "./context.ts";
import { SharedLists } from "./capture/shared_lists.ts";
import { TypeTracker } from "./tracker.ts";
import { PriorityGate } from "./priority_gate.ts";

/** The dependencies of an estimate. */
export interface EstimateDeps {
  connection: Connection;
  clock: Clock;
  sink: EventSink;
  signal: AbortSignal;
}

/** Login, versions, me, roles of the API user, the API spec if the release is new to the vault, and logout. */
const SESSION_CALLS = 6;

/** Estimates the requests of an extraction. Lists ids and writes nothing. */
export async function estimateExtract(options: ExtractOptions, deps: EstimateDeps): Promise<Estimate> {
  const { connection, clock, sink, signal } = deps;
  const trackers = new Map<ContentType, TypeTracker>();
  const context: Omit<RunContext, "writer"> = {
    client: connection.client,
    options,
    clock,
    shared: new SharedLists(),
    gate: new PriorityGate(options.workers, { gently: false }),
    signal,
    emit: sink,
    tracker(type) {
      const tracker = trackers.get(type) ?? new TypeTracker(type, sink, () => {});
      trackers.set(type, tracker);
      return tracker;
    },
    heldRow: () => null,
    leftRow: () => null,
    held: () => null,
    known: () => null,
    knownStates: () => null,
    reads: options.incremental ? "changes" : "all",
    release: () => Promise.resolve(null),
    wasWhole: () => false,
    live: () => new Set(),
    accessReads: () => new Map(),
    countOf: () => 0,
    typicalSize: () => null,
    ready: () => Promise.resolve(),
    email: () => null,
  };
  const info = await instanceInfo(connection.client, connection.instance, { signal });
  const counter = new CallCounter(context as RunContext);
  const types: TypeEstimate[] = await Promise.all(options.types.map((type) => counter.estimate(type)));
  // Before the requests are counted, so that the count includes the logout.
  await connection[Symbol.asyncDispose]();
  return {
    command: "extract",
    dry_run: true,
    instance: connection.instance,
    looker_version: info.looker_version,
    types,
    total_calls: SESSION_CALLS + types.reduce((sum, { calls }) => sum + calls, 0),
    calls: connection.limiter.calls,
  };
}
