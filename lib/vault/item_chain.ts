/**
 * Chains of ids of the same item. A restore to the same instance that creates an item again gives it another id.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import { allMappings } from "./id_map.ts";
import type { Vault } from "./vault.ts";

/** A step of a chain: a restore created an item again. */
export interface ChainStep {
  /** The id in the backup, and the id of the new item. */
  from: string;
  to: string;
  /** The session of the restore. */
  sessionId: string | null;
  /** ISO 8601 UTC. */
  at: string;
}

/** The ids that belong to the same item, within each kind: a content type, or a part such as `dashboard_elements`. */
export class ItemChains {
  private readonly forward = new Map<string, ChainStep>();
  private readonly backward = new Map<string, ChainStep[]>();

  /** Builds chains from steps by kind. If an id has several steps, the last one counts. */
  constructor(steps: Iterable<ChainStep & { kind: string }>) {
    for (const { kind, ...step } of steps) {
      if (step.from !== step.to) this.forward.set(`${kind}/${step.from}`, step);
    }
    for (const [key, step] of this.forward) {
      const to = `${key.slice(0, key.indexOf("/"))}/${step.to}`, known = this.backward.get(to);
      if (known === undefined) this.backward.set(to, [step]);
      else known.push(step);
    }
  }

  /** Returns the steps that follow an id, the nearest first: `25 → 431`, `431 → 502`. Empty for an item with one id. */
  after(kind: string, id: string): ChainStep[] {
    const found: ChainStep[] = [], seen = new Set([id]);
    for (let step = this.forward.get(`${kind}/${id}`); step !== undefined && !seen.has(step.to);) {
      found.push(step);
      seen.add(step.to);
      step = this.forward.get(`${kind}/${step.to}`);
    }
    return found;
  }

  /** Returns the steps that precede an id, the nearest first. Several ids of a backup may have become one item. */
  before(kind: string, id: string): ChainStep[] {
    const found: ChainStep[] = [], seen = new Set([id]);
    for (let level = this.backward.get(`${kind}/${id}`) ?? []; level.length > 0;) {
      const fresh = level.filter(({ from }) => !seen.has(from));
      for (const { from } of fresh) seen.add(from);
      found.push(...fresh);
      level = fresh.flatMap(({ from }) => this.backward.get(`${kind}/${from}`) ?? []);
    }
    return found;
  }

  /** Returns the ids that follow an id, the nearest first. */
  successors(kind: string, id: string): string[] {
    return this.after(kind, id).map(({ to }) => to);
  }

  /** Returns the ids that precede an id, the nearest first. */
  predecessors(kind: string, id: string): string[] {
    return this.before(kind, id).map(({ from }) => from);
  }

  /** Whether every item of the vault has only one id. */
  get isEmpty(): boolean {
    return this.forward.size === 0;
  }
}

/**
 * Returns the chains that result from a vault's restores to its own instance. Reads the entire id map, so call it one
 * time for many items. A step shows that a restore recorded it, not that the item still exists.
 */
export function itemChains(vault: Vault): ItemChains {
  const own = allMappings(vault).filter(({ source, destination }) => sameAddress(source, destination));
  own.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  return new ItemChains(
    own.map(({ kind, sourceId, destinationId, sessionId, createdAt }) => ({
      kind,
      from: sourceId,
      to: destinationId,
      sessionId,
      at: createdAt,
    })),
  );
}
