/**
 * The cost of a run, including the parts before its interruptions.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Connection } from "../looker/connect.ts";
import { saveCost, type SessionCost } from "../vault/sessions.ts";
import type { Vault } from "../vault/vault.ts";

/** Milliseconds between two records of the cost while nothing else is written. */
const NOTED_MS = 250;

/** Options of {@linkcode CostMeter}. */
export interface CostMeterOptions {
  vault: Vault;
  clock: Clock;
  connection: Connection;
  sessionId: string;
  /** The cost of the earlier parts of the run; null if there are none. */
  before: SessionCost | null;
  /** Receives the error if the cost cannot be recorded. */
  onError: (error: unknown) => void;
}

/** Measures the cost from its construction on. The time between the parts of a run is not counted. */
export class CostMeter {
  private readonly began: number;
  private noted = 0;

  constructor(private readonly options: CostMeterOptions) {
    this.began = options.clock.monotonic();
  }

  /** Returns the cost so far. */
  cost(): SessionCost {
    const { connection, clock, before } = this.options;
    return {
      calls: connection.limiter.calls + (before?.calls ?? 0),
      retries: connection.retries() + (before?.retries ?? 0),
      bytes: connection.bytes() + (before?.bytes ?? 0),
      activeMs: clock.monotonic() - this.began + (before?.activeMs ?? 0),
      busyMs: connection.limiter.busyMs + (before?.busyMs ?? 0),
    };
  }

  /**
   * Records the cost in the vault at intervals. Listing sends requests but writes nothing, and a kill must not lose
   * their count.
   */
  start(): Disposable {
    return this.options.clock.every(NOTED_MS, () => this.note());
  }

  private note(): void {
    const { vault, sessionId, onError } = this.options;
    const cost = this.cost();
    if (cost.calls === this.noted) return;
    this.noted = cost.calls;
    try {
      vault.withTransaction(() => saveCost(vault, sessionId, cost));
    } catch (error) {
      onError(error);
    }
  }
}
