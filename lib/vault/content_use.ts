/**
 * How much content is used, in the table `meta`. It sorts search results and is not part of a version.
 *
 * @module
 */
import { LONGEST_JSON, storedJson } from "./stored_json.ts";
import type { Vault } from "./vault.ts";

/** How often an item was viewed, and when last (ISO 8601 UTC); null if unknown. */
export interface StoredUse {
  views: number | null;
  last: string | null;
}

const KEY = "content_use";
/** The maximum number of recorded items. The last viewed stay. */
const MOST = 50_000;
/** The longest id that is recorded, characters. */
const LONGEST = 64;

/** Returns how much content is used, by type code and id; empty if no run has read it. */
export function contentUse(vault: Vault): Map<number, Map<string, StoredUse>> {
  const stored = storedJson(vault.meta(KEY)), use = new Map<number, Map<string, StoredUse>>();
  if (typeof stored !== "object" || stored === null) return use;
  for (const [code, items] of Object.entries(stored)) {
    if (typeof items !== "object" || items === null || !/^\d+$/.test(code)) continue;
    use.set(Number(code), new Map(Object.entries(items).map(([id, row]) => [id, asUse(row)])));
  }
  return use;
}

/** Records what a run read. Items that the run did not read keep their former values. Inside a transaction. */
export function keepContentUse(
  vault: Vault,
  read: ReadonlyMap<number, ReadonlyMap<string, StoredUse>>,
): void {
  const use = contentUse(vault);
  for (const [code, items] of read) {
    const known = use.get(code) ?? new Map<string, StoredUse>();
    for (const [id, one] of items) if (id.length <= LONGEST) known.set(id, one);
    use.set(code, known);
  }
  const all = [...use].flatMap(([code, items]) => [...items].map(([id, one]) => ({ code, id, ...one })));
  all.sort((a, b) => (a.last ?? "") < (b.last ?? "") ? 1 : -1);
  for (let most = MOST; most > 0; most >>= 1) {
    const kept: Record<string, Record<string, [number | null, string | null]>> = {};
    for (const { code, id, views, last } of all.slice(0, most)) (kept[code] ??= {})[id] = [views, last];
    const text = vault.cleanJson(kept);
    // A text that is too long to be read again would lose all entries.
    if (text.length <= LONGEST_JSON) return vault.setMeta(KEY, text);
  }
}

function asUse(row: unknown): StoredUse {
  const [views, last]: unknown[] = Array.isArray(row) ? row : [];
  const at = new Date(typeof last === "string" ? last : NaN);
  return {
    views: typeof views === "number" && Number.isSafeInteger(views) && views >= 0 ? views : null,
    last: Number.isNaN(at.getTime()) ? null : at.toISOString().replace(".000Z", "Z"),
  };
}
