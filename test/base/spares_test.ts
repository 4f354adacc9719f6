import { assert, assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { Spares } from "../../lib/base/spares.ts";

const KB = 1024;

Deno.test("Spares hands out at least what was asked, in powers of two", () => {
  const spares = new Spares({ keep: 0 });
  for (
    const [size, given] of [[0, 64], [1, 64], [64 * KB, 64], [64 * KB + 1, 128], [300 * KB, 512]] as const
  ) {
    assertEquals(spares.take(size).length, given * KB);
  }
});

Deno.test("Spares hands a buffer out again, once", () => {
  const spares = new Spares({ keep: 1024 * KB });
  const first = spares.take(100 * KB);
  spares.give(first.buffer);
  assertStrictEquals(spares.take(128 * KB).buffer, first.buffer);
  assertNotEquals(spares.take(128 * KB).buffer === first.buffer, true);
});

Deno.test("Spares hands no smaller and no larger buffer than fits", () => {
  const spares = new Spares({ keep: 1024 * KB });
  const buffer = spares.take(128 * KB).buffer;
  spares.give(buffer);
  assertEquals([64, 65, 129].map((size) => spares.take(size * KB).buffer === buffer), [false, true, false]);
});

Deno.test("Spares keeps no more than it may, and room comes back", () => {
  const spares = new Spares({ keep: 128 * KB });
  const [a, b, c] = [spares.take(1), spares.take(1), spares.take(1)];
  for (const buffer of [a, b, c]) spares.give(buffer.buffer);
  const again = [spares.take(1), spares.take(1), spares.take(1)].map((buffer) => buffer.buffer);
  assertEquals([a, b, c].map((buffer) => again.includes(buffer.buffer)), [true, true, false]);
  assertEquals(c.byteLength, 0, "what is not kept is freed at once");
  const later = spares.take(1);
  spares.give(later.buffer);
  assertStrictEquals(spares.take(1).buffer, later.buffer);
});

Deno.test("Spares drops what did not come from it", () => {
  const spares = new Spares({ keep: 10_000 * KB });
  for (const size of [0, 1, 32 * KB, 100_000]) spares.give(new ArrayBuffer(size));
  spares.give(new SharedArrayBuffer(64 * KB));
  for (const size of [0, 1, 32 * KB, 100_000]) assert(spares.take(size).length >= 64 * KB);
  assert(spares.take(1).buffer instanceof ArrayBuffer);
});

Deno.test("two who hold a buffer never hold the same", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300 * KB), { maxLength: 30 }), fc.array(fc.nat(29)), (sizes, order) => {
      const spares = new Spares({ keep: 600 * KB });
      const held = new Set<ArrayBuffer>();
      sizes.forEach((size, i) => {
        const buffer = spares.take(size);
        assert(buffer.length >= size);
        assertEquals(held.has(buffer.buffer), false);
        held.add(buffer.buffer);
        const back = [...held][order[i] ?? 99];
        if (back !== undefined) {
          held.delete(back);
          spares.give(back);
        }
      });
    }),
  );
});
