/**
 * Checks that every snapshot that was ever pushed still exists or was pruned. Each manifest and prune record contains
 * the hash of the previous one, and the vault records the newest. Pure.
 *
 * @module
 */
import type { Link } from "./manifest.ts";
import type { Removed } from "./prune_record.ts";

/** A manifest or a prune record of one instance, as it is in the store. */
export interface ChainNode extends Link {
  previous: Link | null;
}

/** A manifest or record that is missing or was replaced. */
export interface ChainBreak {
  /** `removed` if no manifest has this timestamp, `replaced` if a different manifest has it. */
  kind: "removed" | "replaced";
  /** The timestamp of the missing manifest or record. */
  stamp: string;
  /** The timestamp of the manifest or record that refers to the missing one; null if the vault refers to it. */
  namedBy: string | null;
}

/** The chain of one instance, for {@linkcode chainBreaks}. */
export interface Chain {
  manifests: readonly ChainNode[];
  records: readonly ChainNode[];
  /** The combined content of the prune records. */
  pruned: Pruned;
  /** The newest manifest that this vault has pushed; null if there is no vault, or if it has pushed none. */
  head: Link | null;
}

/** The snapshots and records that all prune records together list as removed. */
export interface Pruned {
  removed: readonly Removed[];
  /** Earlier records that later records include. */
  records: readonly ChainNode[];
  /** The records list every removal since this timestamp; null if nothing was pruned. */
  since: string | null;
}

/** Returns every break of a chain, oldest first, without duplicates. */
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
 * Returns the removals and records that must be kept if only these manifests remain: all since the oldest manifest, and
 * the older ones to which a manifest or a removal refers. Nothing that remains refers to anything older.
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

/**
 * Returns the newest of the manifests and records, to which a new manifest refers. If both have the same timestamp, the
 * record is newer.
 */
export function headOf({ manifests, records }: Pick<Chain, "manifests" | "records">): Link | null {
  const all = [...manifests, ...records];
  if (all.length === 0) return null;
  const { stamp, sha256 } = all.reduce((a, b) => b.stamp >= a.stamp ? b : a);
  return { stamp, sha256 };
}
