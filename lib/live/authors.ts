/**
 * Who changed an item: the user whom Looker names, a restore of this vault, or the two runs between which it changed.
 *
 * @module
 */
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { PERSON } from "../looker/content_types.ts";
import { type ChangedBodies, changeTold, type Deed } from "../looker/told_by.ts";
import { type OwnWrite, ownWrites, runsByType, type TypeRun, userRow } from "../vault/authors.ts";
import type { Vault } from "../vault/vault.ts";

/** Who changed an item, in the format of `--json`. */
export interface Author {
  /** `restored`: by a restore of this vault. */
  did: Deed | "restored";
  /** The user's id, with the name and address that the vault or Looker has. */
  id: string | null;
  name: string | null;
  email: string | null;
  /** The time of the change, ISO 8601 UTC; null if Looker does not report it. */
  at: string | null;
  /** The restore's session; null if the change was not made by a restore. */
  restore: string | null;
}

/** The start times (ISO 8601 UTC) of the last run before a change and of the run that found it. */
export interface RunsAround {
  /** Null if no earlier run had captured the type completely. */
  after: string | null;
  /** Null if no run has found the change yet, because it is between the vault and Looker's current state. */
  before: string | null;
}

/** A change of an item. */
export interface ItemChange extends ChangedBodies {
  type: ContentType;
  /** The id in Looker. */
  id: string;
  /** When a run found the change, ISO 8601 UTC; null for Looker's current state. */
  seen: string | null;
}

/** Finds who changed items of a vault's instance. Each kind of facts is read when it is first needed. */
export class Authors {
  private runs: Map<number, TypeRun[]> | null = null;
  private writes: Map<string, OwnWrite[]> | null = null;
  private readonly people = new Map<string, { name: string | null; email: string | null }>();

  constructor(private readonly vault: Vault) {}

  /** Returns who made the latest change; null if it is unknown. */
  of({ type, id, seen, from, to }: ItemChange): Author | null {
    const told = changeTold(type, { from, to });
    const write = this.writeOf(type, id, seen);
    if (told === null) return write === null ? null : this.restored(write, null);
    const { did, userId, userName, at } = told;
    const { name, email } = this.person(userId);
    // Another user may have edited the item after the restore.
    if (write !== null && write.userId === userId) return this.restored(write, at);
    return { did, id: userId, name: name ?? userName, email, at, restore: null };
  }

  /** Returns the runs around a change that was found at `seen` (ISO 8601 UTC, or null for Looker's current state). */
  runsAround(type: ContentType, seen: string | null): RunsAround {
    this.runs ??= runsByType(this.vault);
    const runs = this.runs.get(typeCode(type)) ?? [];
    if (seen === null) {
      return { after: runs.find(({ complete }) => complete)?.startedAt ?? null, before: null };
    }
    const at = runs.findIndex(({ startedAt }) => startedAt <= seen);
    const former = at < 0 ? undefined : runs.slice(at + 1).find(({ complete }) => complete);
    return { after: former?.startedAt ?? null, before: runs[at]?.startedAt ?? seen };
  }

  /** Returns a user's name and email address, as far as the vault has them. */
  person(id: string): { name: string | null; email: string | null } {
    let known = this.people.get(id);
    if (known === undefined) {
      known = userRow(this.vault, typeCode(PERSON), id) ?? { name: null, email: null };
      this.people.set(id, known);
    }
    return known;
  }

  private writeOf(type: ContentType, id: string, seen: string | null): OwnWrite | null {
    this.writes ??= ownWrites(this.vault);
    const writes = this.writes.get(`${typeCode(type)}/${id}`);
    if (writes === undefined) return null;
    const { after } = this.runsAround(type, seen);
    return writes.find(({ at }) => (seen === null || at <= seen) && (after === null || at >= after)) ?? null;
  }

  private restored({ userId, userEmail, sessionId, at }: OwnWrite, told: string | null): Author {
    const { name, email } = userId === null ? { name: null, email: null } : this.person(userId);
    return {
      did: "restored",
      id: userId,
      name,
      email: email ?? userEmail,
      at: told ?? at,
      restore: sessionId,
    };
  }
}
