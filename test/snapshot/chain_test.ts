import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Chain, chainBreaks, headOf, type Pruned, worthKeeping } from "../../lib/snapshot/chain.ts";
import type { Link } from "../../lib/snapshot/manifest.ts";
import type { Removed } from "../../lib/snapshot/prune_record.ts";

interface Node extends Link {
  previous: Link | null;
}

const FIRST = "2026-01-01T00-00-00Z";
const NOTHING: Pruned = { removed: [], records: [], since: null };

/** A chain of so many manifests: the first is the oldest. */
function manifests(count: number): Node[] {
  const nodes: Node[] = [];
  for (let i = 0; i < count; i++) {
    const { stamp, sha256 } = nodes.at(-1) ?? { stamp: "", sha256: "" };
    const previous = i === 0 ? null : { stamp, sha256 };
    nodes.push({ stamp: `2026-01-${String(i + 1).padStart(2, "0")}T00-00-00Z`, sha256: `m${i}`, previous });
  }
  return nodes;
}

const removedAs = (node: Node): Removed => ({ ...node, at: "", reason: "" });

function breaks(chain: Partial<Chain>): string[] {
  return chainBreaks({ manifests: [], records: [], pruned: NOTHING, head: null, ...chain })
    .map(({ kind, stamp, namedBy }) => `${stamp.slice(5, 10)} ${kind}, ${namedBy?.slice(5, 10) ?? "vault"}`);
}

Deno.test("a whole chain has no break, nor has an empty one", () => {
  assertEquals(breaks({ manifests: manifests(5) }), []);
  assertEquals(breaks({}), []);
});

Deno.test("a manifest that was removed shows, wherever it stood", () => {
  const all = manifests(5), head = all[4] ?? null;
  const without = (i: number): string[] => breaks({ manifests: all.filter((_, at) => at !== i), head });
  assertEquals(without(0), ["01-01 removed, 01-02"]);
  assertEquals(without(2), ["01-03 removed, 01-04"]);
  assertEquals(without(4), ["01-05 removed, vault"]);
  assertEquals(breaks({ manifests: [], head }), ["01-05 removed, vault"]);
  assertEquals(breaks({ manifests: all.slice(0, 2), head }), ["01-05 removed, vault"]);
});

Deno.test("a manifest that was replaced shows", () => {
  const all = manifests(3).map((node, i) => i === 1 ? { ...node, sha256: "forged" } : node);
  assertEquals(breaks({ manifests: all }), ["01-02 replaced, 01-03"]);
  assertEquals(breaks({ manifests: all.slice(0, 2), head: manifests(2)[1] ?? null }), [
    "01-02 replaced, vault",
  ]);
});

Deno.test("what a record says was pruned is no break; what was removed between is one", () => {
  const all = manifests(5), pruned = { removed: all.slice(1, 4).map(removedAs), records: [], since: FIRST };
  const left = all.filter((_, i) => i === 0 || i === 4);
  assertEquals(breaks({ manifests: left, pruned }), []);
  assertEquals(breaks({ manifests: left.slice(1), pruned }), ["01-01 removed, 01-02"]);
  const some = { ...pruned, removed: pruned.removed.filter((_, i) => i !== 1) };
  assertEquals(breaks({ manifests: left, pruned: some }), ["01-03 removed, 01-04"]);
});

Deno.test("a record is a link itself: one that was removed shows, one that was taken up does not", () => {
  const [first, ...rest] = manifests(2);
  const record = { stamp: "2026-01-01T12-00-00Z", sha256: "r1", previous: first ?? null };
  const last = { ...rest[0], stamp: "2026-01-02T00-00-00Z", sha256: "m1", previous: record };
  const both = first === undefined ? [] : [first, last];
  assertEquals(breaks({ manifests: both, records: [record] }), []);
  assertEquals(breaks({ manifests: both }), ["01-01 removed, 01-02"]);
  assertEquals(breaks({ manifests: both, pruned: { ...NOTHING, records: [record] } }), []);
});

Deno.test("a vault older than the oldest copy has no say: its last one may have been pruned long ago", () => {
  const all = manifests(4);
  assertEquals(
    breaks({
      manifests: all.slice(2),
      pruned: worthKeeping({ ...NOTHING, removed: all.slice(0, 2).map(removedAs) }, all.slice(2)),
      head: all[0] ?? null,
    }),
    [],
  );
});

Deno.test("headOf() is the newest of manifests and records", () => {
  const all = manifests(2), record = { stamp: "2026-01-02T00-00-00Z", sha256: "r", previous: null };
  assertEquals(headOf({ manifests: [], records: [] }), null);
  assertEquals(headOf({ manifests: all.toReversed(), records: [] })?.sha256, "m1");
  assertEquals(headOf({ manifests: all, records: [record] })?.sha256, "r");
});

Deno.test("whatever is pruned in whatever order: no false break, and every other removal shows", () => {
  const prunes = fc.array(fc.array(fc.nat(11), { maxLength: 6 }), { maxLength: 5 });
  fc.assert(fc.property(prunes, fc.nat(11), (prunes, victim) => {
    let left = manifests(12), pruned = NOTHING;
    for (const one of prunes) {
      const goes = left.slice(0, -1).filter((_, i) => one.includes(i));
      left = left.filter((node) => !goes.includes(node));
      pruned = worthKeeping({ ...pruned, removed: [...pruned.removed, ...goes.map(removedAs)] }, left);
      assertEquals(chainBreaks({ manifests: left, records: [], pruned, head: left.at(-1) ?? null }), []);
    }
    const taken = left[victim % left.length];
    const rest = left.filter((node) => node !== taken);
    const shown = chainBreaks({ manifests: rest, records: [], pruned, head: left.at(-1) ?? null });
    assertEquals(shown.map(({ stamp }) => stamp), taken === undefined ? [] : [taken.stamp]);
  }));
});
