import type { RefKind } from "../../lib/looker/item_ref.ts";
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { CONTENT_TYPES, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { LINKED_TYPES } from "../../lib/looker/link_shapes.ts";
import { referencesOf } from "../../lib/restore/plan/read_destination.ts";
import { handlerOf } from "../../lib/handlers/mod.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";

Deno.test("what a kind says it refers to is all that its items refer to", async () => {
  await using sim = startSim({ dashboards: 120, looks: 120, tileBytes: 300 });
  await using backedUp = await backup(sim);
  await backedUp.run({});
  using vault = openVaultForWriting(backedUp.path, { clock: systemClock, types: TYPE_CODES });
  const source = vaultSource(vault, vault.meta("instance") ?? "", null);
  let checked = 0;
  for (const type of CONTENT_TYPES) {
    const refersTo = handlerOf(type)?.refersTo;
    if (refersTo === undefined) continue;
    for (const { id } of source.items(type)) {
      const ref = { type, id }, found = referencesOf(source, ref, source.body(ref) ?? {});
      const known = (kind: RefKind, isLink = false): boolean =>
        isLink ? LINKED_TYPES.some((one) => one === kind) : refersTo.includes(kind);
      assertEquals(found.filter(({ kind, isLink }) => !known(kind, isLink)), [], `${type} ${id}`);
      checked += found.length;
    }
  }
  assert(checked > 500, `${checked} references`);
});
