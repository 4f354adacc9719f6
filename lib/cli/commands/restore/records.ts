/**
 * What the `restore` commands that need no network ask of the vault.
 *
 * @module
 */
import type { Clock } from "../../../base/clock.ts";
import type {
  DeadLetterFilter,
  DeadLetterRecord,
  FullDeadLetter,
  MappingFilter,
  MappingRecord,
  Page,
  SessionRecord,
} from "../../../inspect/restorations.ts";

/** Who clears, and when. */
export interface ClearHost {
  clock: Clock;
  hostUser: string | undefined;
  /** Called when the vault is open: no other file is written. */
  opened: () => Promise<void>;
}

/** What the commands ask of the vault at a path. */
export interface RecordDeps {
  /** The restores, the newest first; with an id, or the beginning of one, only that. */
  sessions: (path: string, id: string | null) => Promise<SessionRecord[]>;
  deadLetters: (path: string, filter: DeadLetterFilter) => Promise<Page<DeadLetterRecord>>;
  deadLetter: (path: string, id: number) => Promise<FullDeadLetter>;
  /** Empties the queue, or takes one letter out; how many went. */
  clear: (path: string, id: number | null, host: ClearHost) => Promise<number>;
  mappings: (path: string, filter: MappingFilter) => Promise<Page<MappingRecord>>;
}

/** The real thing, loaded when it is needed. */
export const VAULT: RecordDeps = {
  sessions: async (path, id) => (await load()).sessions(path, id),
  deadLetters: async (path, filter) => (await load()).letters(path, filter),
  deadLetter: async (path, id) => (await load()).letter(path, id),
  clear: async (path, id, host) => (await load()).clear(path, id, host),
  mappings: async (path, filter) => (await load()).mappings(path, filter),
};

async function load(): Promise<typeof import("../../restore_records.ts")> {
  return await import("../../restore_records.ts");
}
