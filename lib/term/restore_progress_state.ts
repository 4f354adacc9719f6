/**
 * The state of a progress display for a restore. Its phases are represented as types of a run of `extract`, so that the
 * same lines can be drawn. Pure.
 *
 * @module
 */
import type { ExtractEvent, TypeCounts } from "../extract/events.ts";
import type { RestoreEvent } from "../restore/restore_request.ts";
import { handledItems, initialProgress, type ProgressState, reduceProgress } from "./progress_state.ts";

/** The phases, by their displayed names. */
export const PHASES = { reading: "reading", restoring: "restoring" } as const;

/** The progress of the entire restore. */
export interface RestoreProgress {
  readonly progress: ProgressState;
  /** The number of items that are expected to be read. */
  readonly expected: number;
  /** The counts of items read so far, by type. */
  readonly read: ReadonlyMap<string, number>;
  readonly restoring: TypeCounts;
}

const NOTHING: TypeCounts = {
  listed: 0,
  stored: 0,
  new: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  failed: 0,
  calls: 0,
};

/** Returns the state before the first event. */
export function initialRestore(at: number, workers: number): RestoreProgress {
  const progress = { ...initialProgress(at), workers };
  return { progress, expected: 0, read: new Map(), restoring: NOTHING };
}

/** Returns the state after `event`, which arrived at `at` (milliseconds of the monotonic clock). */
export function reduceRestore(state: RestoreProgress, event: RestoreEvent, at: number): RestoreProgress {
  const also = (event: ExtractEvent, changed: Partial<RestoreProgress> = {}): RestoreProgress => ({
    ...state,
    ...changed,
    progress: reduceProgress(state.progress, event, at),
  });
  switch (event.event) {
    case "reading": {
      const expected = state.expected + event.items;
      return also({ event: "listed", type: PHASES.reading, total: expected }, { expected });
    }
    case "read": {
      const read = new Map([...state.read, [event.type, event.items]]);
      return also({ event: "stored", type: PHASES.reading, counts: readCounts(read) }, { read });
    }
    case "planned":
      return planned(state, event, at);
    case "item_done": {
      if (event.result === "skipped") return state;
      const failed = event.result === "failed" ? 1 : 0;
      const restoring = plus(state.restoring, 1 - failed, failed);
      return also({ event: "stored", type: PHASES.restoring, counts: restoring }, { restoring });
    }
    case "paused":
    case "retry":
    case "interrupting":
      return also(event);
    default:
      return state;
  }
}

/**
 * Ends the reading phase and sets the number of items to write. Resets the rate, because writing is slower than
 * reading.
 */
function planned(
  state: RestoreProgress,
  { actions }: Extract<RestoreEvent, { event: "planned" }>,
  at: number,
): RestoreProgress {
  const total = actions.create + actions.update + actions.undelete;
  const read = state.progress.types.some(({ type }) => type === PHASES.reading)
    ? reduceProgress(
      state.progress,
      {
        event: "type_done",
        type: PHASES.reading,
        counts: readCounts(state.read),
        complete: true,
        note: null,
      },
      at,
    )
    : state.progress;
  const progress = reduceProgress(read, { event: "listed", type: PHASES.restoring, total }, at);
  return { ...state, progress: { ...progress, samples: [{ at, items: handledItems(progress) }] } };
}

function readCounts(read: ReadonlyMap<string, number>): TypeCounts {
  return { ...NOTHING, stored: [...read.values()].reduce((sum, items) => sum + items, 0) };
}

function plus(counts: TypeCounts, stored: number, failed: number): TypeCounts {
  return { ...counts, stored: counts.stored + stored, failed: counts.failed + failed };
}
