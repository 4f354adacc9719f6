import { assertEquals } from "@std/assert";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import { itemAsOf, itemsAsOf, NOW } from "../../lib/vault/snapshot.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { item, minute, newVault, TempDir } from "./_vaults.ts";

const LOOKS = 2;

/** A vault with three looks, whose versions begin in different minutes. */
function looks(dir: TempDir): Vault {
  const vault = newVault(dir.file());
  const put = (id: string, title: string, minutes: number): void => {
    putItem(vault, item("looks", id, { id, title }, { name: title }), {
      sessionId: "s1",
      at: minute(minutes),
    });
  };
  vault.withTransaction(() => {
    for (const id of ["1", "2", "x"]) put(id, `${id} first`, 1);
    put("1", "1 second", 2);
    put("2", "2 second", 3);
    put("1", "1 third", 4);
    markDeleted(vault, { type: LOOKS, id: "x", at: minute(3) });
  });
  return vault;
}

Deno.test("itemAsOf() returns the items of itemsAsOf(), at any time", () => {
  using dir = new TempDir();
  using vault = looks(dir);
  for (const at of [minute(0), minute(1), minute(2), minute(3), minute(4), minute(5), NOW]) {
    const one = ["1", "2", "x", "none"].flatMap((id) => itemAsOf(vault, { type: LOOKS, id, at }) ?? []);
    assertEquals(one, itemsAsOf(vault, LOOKS, at), at);
  }
  assertEquals(itemAsOf(vault, { type: LOOKS, id: "x", at: minute(4) })?.deletedAt, minute(3));
});

Deno.test("a source with times of its own for some items returns the state, the body and the hash of each of them", () => {
  using dir = new TempDir();
  using vault = looks(dir);
  const times = {
    "looks/1": minute(2),
    "looks/2": minute(1),
    "looks/none": minute(1),
    "folders/x": minute(1),
  };
  const source = vaultSource(vault, "https://acme.looker.com", null, times);
  const titles = source.items("looks").map(({ id }) => source.body({ type: "looks", id })?.["title"]);
  assertEquals(source.items("looks").map(({ name }) => name), ["1 second", "2 first", "x first"]);
  assertEquals(titles, ["1 second", "2 first", "x first"]);
  for (const [id, at] of [["1", minute(2)], ["2", minute(1)], ["x", null]] as const) {
    const then = vaultSource(vault, "https://acme.looker.com", at), ref = { type: "looks", id } as const;
    assertEquals(source.item(ref), then.item(ref));
    assertEquals(source.form(ref), then.form(ref));
  }
});
