/**
 * What the vault records of a restore as a whole: that it began or is resumed, its state, how it ended.
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

/** What a session is about. */
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

/** What the vault is told of one restore. */
export class RestoreSession {
  readonly id: string;
  /** ISO 8601 UTC; of one that is resumed, when it first began. */
  readonly startedAt: string;
  /** Whether the vault knows of it. */
  isOpen = false;

  constructor(private readonly deps: RestoreDeps, private readonly about: RestoreSessionCase) {
    const { resumed } = about.request;
    this.id = resumed?.session.id ?? newSessionId();
    this.startedAt = resumed?.session.startedAt ?? isoTime(deps.clock.now());
  }

  /** Writes down that it begins, or goes on, and who runs it. */
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

  /** Who writes down what is done with each of `of` items. */
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

  /** Writes down how it ended. Nothing of one that never began. */
  close(status: string, error: string | null): void {
    if (!this.isOpen) return;
    const { vault } = this.deps;
    vault.withTransaction(() => {
      if (!isUnfinished({ status })) foldCheckpoints(vault, this.id);
      saveRestoration(vault, this.id, this.standing(status, error));
    });
    vault.compact();
  }

  /** Requests so far, those of an earlier part included. */
  calls(): number {
    return this.deps.connection.limiter.calls + (this.about.request.resumed?.session.calls ?? 0);
  }

  /** How many items were read back the same, and how many were not, in all parts of the restore. */
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

/** Short, as for extractions. */
function newSessionId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(-12);
}

/** A restore that is resumed. */
export interface Resumed {
  session: StoredRestoration;
  /** What happened to items so far, by `type/id`. */
  results: ReadonlyMap<string, Result>;
  /** Creates that were about to be sent, or were, and whose outcome is unknown: `type/id step`. */
  unknown: ReadonlySet<string>;
}

const UNFINISHED = new Set(["running", "interrupted", "failed"]);

/** The restore with that id, or the newest; null when there is none. */
export function findRestoration(vault: Vault, id: string | null): StoredRestoration | null {
  const all = restorations(vault);
  return (id === null ? all[0] : all.find((session) => session.id === id)) ?? null;
}

/** Whether a restore never came to its end. */
export function isUnfinished({ status }: Pick<StoredRestoration, "status">): boolean {
  return UNFINISHED.has(status);
}

/** What is known of a restore that is to be resumed. */
export function resumedRestore(vault: Vault, session: StoredRestoration): Resumed {
  const results = new Map<string, Result>(), unknown = new Set<string>();
  for (const { type, itemId, step, state } of restorationCheckpoints(vault, session.id)) {
    const name = typeOfCode(type);
    if (name === undefined) continue;
    const ref = { type: name, id: itemId };
    if (state === "intended") unknown.add(stepKey(ref, step));
    else if (step === WHOLE_ITEM) results.set(itemKey(ref), state);
    // Created, and not yet read back when the restore stopped.
    else if (step === name && !results.has(itemKey(ref))) results.set(itemKey(ref), state);
  }
  return { session, results, unknown };
}
