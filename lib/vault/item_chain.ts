/**
 * Items that are each other under other ids: what a restore created again on the same instance follows what it stands for.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import { allMappings } from "./id_map.ts";
import type { Vault } from "./vault.ts";

/** One step of a chain: a restore made an item again. */
export interface ChainStep {
  /** The id in the backup, and the one that it got. */
  from: string;
  to: string;
  /** The restore. */
  sessionId: string | null;
  /** ISO 8601 UTC. */
  at: string;
}

/** Which ids are one item, within each kind: a content type, or a part such as `dashboard_elements`. */
export class ItemChains {
  private readonly forward = new Map<string, ChainStep>();
  private readonly backward = new Map<string, ChainStep[]>();

  /** Steps by kind; the last one of an id counts. */
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

  /** The restores that led on from an id, the nearest first: `25 → 431`, `431 → 502`. Empty for an item with one id. */
  after(kind: string, id: string): ChainStep[] {
    const found: ChainStep[] = [], seen = new Set([id]);
    for (let step = this.forward.get(`${kind}/${id}`); step !== undefined && !seen.has(step.to);) {
      found.push(step);
      seen.add(step.to);
      step = this.forward.get(`${kind}/${step.to}`);
    }
    return found;
  }

  /** The restores that gave an id, the nearest first; several ids of a backup may have become one item. */
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

  /** Ids that came after an id, the nearest first. */
  successors(kind: string, id: string): string[] {
    return this.after(kind, id).map(({ to }) => to);
  }

  /** Ids that an id has come of, the nearest first. */
  predecessors(kind: string, id: string): string[] {
    return this.before(kind, id).map(({ from }) => from);
  }

  /** Whether no item of a vault has more than one id. */
  get isEmpty(): boolean {
    return this.forward.size === 0;
  }
}

/**
 * The chains that a vault's restores to its own instance have made. Reads the id map once: ask it of many items. A step
 * says that a restore recorded it, not that the item is still there.
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
