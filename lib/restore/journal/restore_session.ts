/**
 * The vault's record of a restore: its start or resume, its state, and its end.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { itemKey } from "../../looker/item_ref.ts";
import { isoTime } from "../../base/clock.ts";
import { typeOfCode } from "../../looker/content_type_names.ts";
import {
  beginRestoration,
  describeRestoration,
  foldCheckpoints,
  restorationCheckpoints,
  restorations,
  type RestorationStanding,
  resumeRestoration,
  saveRestoration,
  type StoredRestoration,
} from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Result } from "../plan/model.ts";
import type { RestoreDeps, RestoreOptions } from "../restore_request.ts";
import type { RestoreTally } from "../apply/outcomes.ts";
import { Journal, stepKey, WHOLE_ITEM } from "./journal.ts";

/** The options, the request and the counts of a restore. */
export interface RestoreSessionCase {
  options: RestoreOptions;
  request: {
    command: string;
    source: RestoreSource;
    /** The interrupted restore that is resumed. */
    resumed?: Resumed;
  };
  tally: RestoreTally;
}

/** Records one restore in the vault. */
export class RestoreSession {
  readonly id: string;
  /** ISO 8601 UTC. For a resumed restore, its first start. */
  readonly startedAt: string;
  /** Whether the vault has a record of the restore. */
  isOpen = false;

  constructor(private readonly deps: RestoreDeps, private readonly about: RestoreSessionCase) {
    const { resumed } = about.request;
    this.id = resumed?.session.id ?? newSessionId();
    this.startedAt = resumed?.session.startedAt ?? isoTime(deps.clock.now());
  }

  /** Records that the restore starts or resumes, and who runs it. */
  begin(user: { id: string | null; email: string | null }): void {
    const { vault, hostUser, lookervaultVersion, connection } = this.deps;
    const { options, request: { source, command, resumed } } = this.about;
    vault.withTransaction(() => {
      if (resumed !== undefined) resumeRestoration(vault, this.id);
      else {
        beginRestoration(vault, {
          id: this.id,
          source: source.instance,
          destination: connection.instance,
          startedAt: this.startedAt,
          hostUser,
          lookervaultVersion,
          // Pinned: a backup between now and a resume must not change what is restored.
          options: { ...options, at: options.at ?? this.startedAt, command },
        });
      }
      describeRestoration(vault, this.id, user);
    });
    this.isOpen = true;
  }

  /** Returns the journal of the restore, which writes `of` items. */
  journal(of: number): Journal {
    const { deps: { vault, clock, sink, connection }, about: { options, request } } = this;
    let done = 0;
    return new Journal({
      vault,
      clock,
      sessionId: this.id,
      direction: { source: request.source.instance, destination: connection.instance },
      interval: options.checkpointInterval,
      createdBefore: new Set(
        [...request.resumed?.results ?? []].flatMap(([key, result]) => result === "created" ? [key] : []),
      ),
      standing: () => this.standing("running", null),
      onCheckpoint: (items) => sink({ event: "checkpoint", done: done += items, of }),
    });
  }

  /** Records how the restore ended, if it was started. */
  close(status: string, error: string | null): void {
    if (!this.isOpen) return;
    const { vault } = this.deps;
    vault.withTransaction(() => {
      if (!isUnfinished({ status })) foldCheckpoints(vault, this.id);
      saveRestoration(vault, this.id, this.standing(status, error));
    });
    vault.compact();
  }

  /** Returns the number of requests so far, including an earlier part of the restore. */
  calls(): number {
    return this.deps.connection.limiter.calls + (this.about.request.resumed?.session.calls ?? 0);
  }

  /** Returns how many items were equal when read back, and how many were not, in all parts of the restore. */
  verified(): { same: number; different: number } {
    const { tally, request: { resumed } } = this.about, earlier = resumed?.session;
    return {
      same: tally.verified.same + (earlier?.verifiedSame ?? 0),
      different: tally.verified.different + (earlier?.verifiedDifferent ?? 0),
    };
  }

  private standing(status: string, error: string | null): RestorationStanding {
    const { deps: { connection, clock }, about: { tally, request: { resumed } } } = this;
    return {
      ...tally.totals(),
      status,
      completedAt: status === "running" ? null : isoTime(clock.now()),
      calls: this.calls(),
      bytes: connection.bytes() + (resumed?.session.bytes ?? 0),
      verifiedSame: this.verified().same,
      verifiedDifferent: this.verified().different,
      error,
    };
  }
}

/** Returns a short id, in the form of the ids of runs of `extract`. */
function newSessionId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(-12);
}

/** A restore that is resumed. */
export interface Resumed {
  session: StoredRestoration;
  /** The results of items so far, by `type/id`. */
  results: ReadonlyMap<string, Result>;
  /** Creates that may have been sent and whose outcome is unknown: `type/id step`. */
  unknown: ReadonlySet<string>;
}

const UNFINISHED = new Set(["running", "interrupted", "failed"]);

/** Returns the restore with the id, or the newest restore if the id is null; null if there is none. */
export function findRestoration(vault: Vault, id: string | null): StoredRestoration | null {
  const all = restorations(vault);
  return (id === null ? all[0] : all.find((session) => session.id === id)) ?? null;
}

/** Whether a restore is not finished. */
export function isUnfinished({ status }: Pick<StoredRestoration, "status">): boolean {
  return UNFINISHED.has(status);
}

/** Returns the recorded state of a restore that is to be resumed. */
export function resumedRestore(vault: Vault, session: StoredRestoration): Resumed {
  const results = new Map<string, Result>(), unknown = new Set<string>();
  for (const { type, itemId, step, state } of restorationCheckpoints(vault, session.id)) {
    const name = typeOfCode(type);
    if (name === undefined) continue;
    const ref = { type: name, id: itemId };
    if (state === "intended") unknown.add(stepKey(ref, step));
    else if (step === WHOLE_ITEM) results.set(itemKey(ref), state);
    // The item was created, but not yet read back when the restore stopped.
    else if (step === name && !results.has(itemKey(ref))) results.set(itemKey(ref), state);
  }
  return { session, results, unknown };
}
