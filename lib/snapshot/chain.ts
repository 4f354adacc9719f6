/**
 * Whether every copy that was ever made exists or was pruned: manifests and prune records name the previous one by its
 * hash, and the vault records its newest. Pure.
 *
 * @module
 */
import type { Link } from "./manifest.ts";
import type { Removed } from "./prune_record.ts";

/** A manifest or a prune record of one instance, as it is in the store. */
export interface ChainNode extends Link {
  previous: Link | null;
}

/** Something that should be there, as it was, and is not. */
export interface ChainBreak {
  /** Nothing is there; or something else is. */
  kind: "removed" | "replaced";
  /** The timestamp of what is missing. */
  stamp: string;
  /** What names it: the timestamp of a manifest or record; null for the vault. */
  namedBy: string | null;
}

/** What is looked at, of one instance. */
export interface Chain {
  manifests: readonly ChainNode[];
  records: readonly ChainNode[];
  /** What the records say. */
  pruned: Pruned;
  /** The newest manifest that this vault made; null where there is no vault, or it made none. */
  head: Link | null;
}

/** What all prune records together say is gone. */
export interface Pruned {
  removed: readonly Removed[];
  /** Earlier records that later ones have taken up. */
  records: readonly ChainNode[];
  /** The timestamp from which on all that was removed is named; null where nothing was pruned. */
  since: string | null;
}

/** Every break of a chain, oldest first, each once. */
export function chainBreaks({ manifests, records, pruned, head }: Chain): ChainBreak[] {
  const nodes = [...manifests, ...records];
  const gone: ChainNode[] = [...pruned.removed, ...pruned.records];
  const known = new Set([...nodes, ...gone].map(({ sha256 }) => sha256));
  const stamps = new Set(manifests.map(({ stamp }) => stamp));
  const breaks = new Map<string, ChainBreak>();
  const look = ({ stamp, sha256 }: Link, namedBy: string | null): void => {
    if (known.has(sha256) || breaks.has(sha256)) return;
    breaks.set(sha256, { kind: stamps.has(stamp) ? "replaced" : "removed", stamp, namedBy });
  };
  const isNamed = ({ stamp }: Link): boolean => pruned.since === null || stamp >= pruned.since;
  for (const { stamp, previous } of [...nodes, ...gone.filter(isNamed)]) {
    if (previous !== null) look(previous, stamp);
  }
  if (head !== null && isNamed(head)) look(head, null);
  return [...breaks.values()].sort((a, b) => a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0);
}

/**
 * What of the records has still to be known, once only these manifests are left: all since the oldest of them, and what is
 * named before it. Nothing that is there leads further back.
 */
export function worthKeeping(pruned: Pruned, manifests: readonly ChainNode[]): Pruned {
  const oldest = manifests.map(({ stamp }) => stamp).sort()[0];
  if (oldest === undefined) return pruned;
  const isLate = ({ stamp }: Link): boolean => stamp >= oldest;
  const naming = [...manifests, ...pruned.removed.filter(isLate), ...pruned.records.filter(isLate)];
  const named = new Set(naming.map(({ previous }) => previous?.sha256));
  const isKept = (link: Link): boolean => isLate(link) || named.has(link.sha256);
  return {
    removed: pruned.removed.filter(isKept),
    records: pruned.records.filter(isKept),
    since: oldest,
  };
}

/** The newest of the manifests and records: what a new one names. Of one second, a record comes after a manifest. */
export function headOf({ manifests, records }: Pick<Chain, "manifests" | "records">): Link | null {
  const all = [...manifests, ...records];
  if (all.length === 0) return null;
  const { stamp, sha256 } = all.reduce((a, b) => b.stamp >= a.stamp ? b : a);
  return { stamp, sha256 };
}
