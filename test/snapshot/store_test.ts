import { assertEquals } from "@std/assert";
import { type Abilities, keyProblem, partSize } from "../../lib/snapshot/store.ts";
import { Digests, digestsOf } from "../../lib/snapshot/digests.ts";

const MIB = 1024 * 1024;

Deno.test("keyProblem() lets plain keys pass and says what is wrong with others", () => {
  assertEquals(keyProblem("acme.looker.com/2026-11-29T04-00-00Z.db.zst.age"), null);
  for (
    const key of [
      "",
      "/a",
      "a/",
      "a//b",
      "a/../b",
      ".hidden",
      "a\\b",
      "a b",
      "ä",
      "a?b",
      "x".repeat(201),
      "a/".repeat(300) + "a",
    ]
  ) assertEquals(keyProblem(key) === null, false, key);
});

Deno.test("partSize() keeps to what the store takes, and to its number of parts", () => {
  const abilities: Abilities = {
    partsInOrder: true,
    partBytes: { least: 5 * MIB, most: 100 * MIB, multipleOf: 256 * 1024 },
    mostParts: 10,
    listsUploads: true,
  };
  const table: [wish: number, bytes: number, is: number][] = [
    [1, 0, 5 * MIB],
    [8 * MIB, 0, 8 * MIB],
    [8 * MIB + 1, 0, 8 * MIB + 256 * 1024],
    [8 * MIB, 160 * MIB, 16 * MIB],
    [8 * MIB, 5000 * MIB, 100 * MIB],
  ];
  for (const [wish, bytes, is] of table) assertEquals(partSize(abilities, wish, bytes), is);
});

Deno.test("Digests of chunks are those of the whole", () => {
  const bytes = new TextEncoder().encode("abc".repeat(1000));
  const digests = new Digests();
  for (let at = 0; at < bytes.length; at += 77) digests.update(bytes.subarray(at, at + 77));
  assertEquals(digests.finish(), digestsOf(bytes));
  assertEquals(digestsOf(new Uint8Array()).sha256.slice(0, 8), "e3b0c442");
});
