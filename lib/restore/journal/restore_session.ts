/**
 * What the vault is told of a restore as a whole: that it began, how it stands, how it ended.
 *
 * @module
 */
import { isoTime } from "../../base/clock.ts";
import {
  beginRestoration,
  describeRestoration,
  type RestorationStanding,
  resumeRestoration,
  saveRestoration,
} from "../../vault/restorations.ts";
import type { RestoreOptions } from "../plan/restore_options.ts";
import { Journal } from "./journal.ts";
import type { RestoreSource } from "../plan/source.ts";
import type { Resumed } from "./resume.ts";
import type { RestoreDeps } from "../restore_deps.ts";
import type { RestoreTally } from "../tally.ts";

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
  /** ISO 8601 UTC; of one that is gone on with, when it first began. */
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
      madeBefore: new Set(
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
    vault.withTransaction(() => saveRestoration(vault, this.id, this.standing(status, error)));
    vault.checkpointLog();
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
