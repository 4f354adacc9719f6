import { assert, assertEquals } from "@std/assert";
import { contentUse, keepContentUse, type StoredUse } from "../../lib/vault/content_use.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { temporaryVault } from "../../lib/vault/open.ts";

Deno.test("keepContentUse() keeps no more than can be read again, and what was viewed last", () => {
  using vault = temporaryVault(TYPE_CODES);
  const items = new Map<string, StoredUse>();
  for (let n = 0; n < 50_000; n++) {
    const last = new Date(Date.UTC(2026, 0) + 1000 * n).toISOString().replace(".000Z", "Z");
    items.set(String(n).padStart(64, "x"), { views: 1e12 + n, last });
  }
  vault.withTransaction(() => keepContentUse(vault, new Map([[TYPE_CODES.dashboards, items]])));
  const kept = contentUse(vault).get(TYPE_CODES.dashboards) ?? new Map<string, StoredUse>();
  assert(kept.size >= 20_000, String(kept.size));
  const newest = "49999".padStart(64, "x");
  assertEquals(kept.get(newest), items.get(newest));
});

Deno.test("contentUse() believes no count and no time that is none", () => {
  using vault = temporaryVault(TYPE_CODES);
  const rows = [[-1, "2026-01-02 (\u001b[31m)"], ["7", "soon"], [1.5, 3], null, {}, [4]];
  vault.withTransaction(() => vault.setMeta("content_use", JSON.stringify({ "1": rows, "x": rows, "2": 5 })));
  const use = contentUse(vault);
  assertEquals([...use.keys()], [1]);
  assertEquals([...use.get(1)?.values() ?? []].map(({ views }) => views), [null, null, null, null, null, 4]);
  for (const { last } of use.get(1)?.values() ?? []) {
    assert(last === null || /^[-\dT:.Z]+$/.test(last), String(last));
  }
});
