/**
 * Reads the merge queries of a dashboard that are in the vault.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { DamagedBodyError, MalformedError } from "../../codec/errors.ts";
import { VAULT_KEY } from "../encode.ts";
import type { RunContext } from "../context.ts";
import { sources } from "./merge_sources.ts";

/** A merge query as it is stored: the served object, and the served queries that it merges. */
export interface MergePart {
  merge: Uint8Array;
  queries: Uint8Array[];
}

/** The merge queries of a dashboard that the vault holds. */
export interface HeldMerges {
  /** Returns a merge query with all its sources; null if a part is missing or must be read again. */
  merge: (id: string) => MergePart | null;
  /** Merge queries that did not exist any more in an earlier run. */
  uncaptured: ReadonlySet<string>;
}

const NONE: HeldMerges = { merge: () => null, uncaptured: new Set() };

/** Returns the merge queries of a dashboard that the vault holds. A damaged body contains none. */
export function heldMerges(
  { held, options }: Pick<RunContext, "held" | "options">,
  dashboardId: string,
): HeldMerges {
  try {
    const kept = held("dashboards", dashboardId);
    const parts = kept === null ? undefined : Body.parse(kept.body).raw(VAULT_KEY);
    if (kept === null || parts === undefined) return NONE;
    const vault = Body.parse(parts);
    const merges = mapOf(vault, "merge_queries"), queries = mapOf(vault, "merge_source_queries");
    const gone = vault.get("uncaptured_merge_queries");
    return {
      merge: (id) => options.reread === true ? null : partOf(merges?.raw(id), queries),
      uncaptured: new Set(kept.before && Array.isArray(gone) ? gone.map(String) : []),
    };
  } catch (error) {
    if (error instanceof DamagedBodyError) return NONE;
    throw error;
  }
}

function mapOf(vault: Body, key: string): Body | null {
  const bytes = vault.raw(key);
  return bytes === undefined ? null : Body.parse(bytes);
}

function partOf(merge: Uint8Array | undefined, held: Body | null): MergePart | null {
  if (merge === undefined || held === null) return null;
  const queries: Uint8Array[] = [];
  try {
    for (const { id, slug } of sources(Body.parse(merge))) {
      const query = id !== null ? held.raw(id) : slug === null ? undefined : bySlug(held, slug);
      if (query === undefined) return null;
      queries.push(query);
    }
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
  return { merge, queries };
}

function bySlug(held: Body, slug: string): Uint8Array | undefined {
  return held.keys().map((id) => held.raw(id)).find((query) =>
    query !== undefined && Body.parse(query).text("slug") === slug
  );
}
