/** Backups night after night, of an instance that moves: in process, small enough for the gate; at full scale in `deno task soak`. */
import { assertLess, assertLessOrEqual } from "@std/assert";
import { changes } from "../soak/changes.ts";
import { nights } from "../soak/nights.ts";
import { pageRounds } from "../soak/pages.ts";

Deno.test("pages that shift, shuffle and are capped while 8 workers read them lose nothing, in 12 seeded runs", async () => {
  const { unsure } = await pageRounds(1, 12);
  // To say "not whole" is honest, but no way out.
  assertLess(unsure, 3);
});

Deno.test("ten nights with 20 edits each: the vault grows by those versions, and tells each item as of each night", async () => {
  for (const incremental of [false, true]) {
    const figures = await nights({ seed: 1, nights: 10, items: 200, changes: 20, incremental });
    assertLess(figures.lastSize - figures.firstSize, 2 * figures.versionBytes);
  }
});

Deno.test("of 1,200 items 10 changed, 3 are new, 2 gone: an incremental run stores exactly those, for few calls and bytes", async () => {
  const { full, changed, idle, everything } = await changes(1, 600);
  assertLessOrEqual(changed.calls, 40);
  // At full scale 3 %: what is read of each changed item, and the census, weigh more among few.
  assertLess(changed.bytes, full.bytes * 0.05);
  assertLessOrEqual(idle.calls, 16);
  assertLessOrEqual(everything.ofDated, 10);
});
