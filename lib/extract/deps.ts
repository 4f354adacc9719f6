/**
 * The dependencies of an extraction.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Connection } from "../looker/connect.ts";
import type { Vault } from "../vault/vault.ts";
import type { EventSink } from "./events.ts";
import type { Interrupted } from "./resume.ts";

/** What an extraction works with. */
export interface ExtractDeps {
  connection: Connection;
  vault: Vault;
  clock: Clock;
  sink: EventSink;
  /** Aborts when the user wants to stop, or when Looker is gone. */
  signal: AbortSignal;
  lookervaultVersion: string;
  /** The person at this machine. */
  hostUser: string | null;
  /** Where what cannot change is held; without it, the vault that is written. */
  held?: Vault;
  /** Whether bodies that `held` has byte for byte are omitted from the vault that is written: who reads them looks there. */
  leavesHeldBodies?: boolean;
  /** Whether Looker is read only to be compared: parts that no comparison shows are not asked for. */
  isLive?: boolean;
  /** Whether a release that the vault does not know is asked for its spec; without it, yes. */
  readsSpec?: boolean;
  /** Whether to resume an interrupted run that was found; without it, yes. */
  resumes?: (interrupted: Interrupted) => boolean;
}
