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

/** The dependencies of an extraction. */
export interface ExtractDeps {
  connection: Connection;
  vault: Vault;
  clock: Clock;
  sink: EventSink;
  /** Aborts when the user wants to stop, or when Looker is unreachable. */
  signal: AbortSignal;
  lookervaultVersion: string;
  /** The operating-system user on this machine. */
  hostUser: string | null;
  /** The vault that holds what cannot change; by default, the vault that is written. */
  held?: Vault;
  /** Whether the written vault omits bodies that `held` has byte for byte. Readers then take them from `held`. */
  leavesHeldBodies?: boolean;
  /** Whether Looker is read only for a comparison. Parts that no comparison shows are not requested. */
  isLive?: boolean;
  /** Whether to request the API spec of a release that is new to the vault; by default, true. */
  readsSpec?: boolean;
  /** Whether to resume an interrupted run that was found; by default, always. */
  resumes?: (interrupted: Interrupted) => boolean;
}
