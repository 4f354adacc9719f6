import { assert, assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { BufferPool } from "../../lib/base/buffer_pool.ts";

const KB = 1024;

Deno.test("Spares hands out at least what was asked, in powers of two", () => {
  const buffers = new BufferPool({ keep: 0 });
  for (
    const [size, given] of [[0, 64], [1, 64], [64 * KB, 64], [64 * KB + 1, 128], [300 * KB, 512]] as const
  ) {
    assertEquals(buffers.take(size).length, given * KB);
  }
});

Deno.test("Spares hands a buffer out again, once", () => {
  const buffers = new BufferPool({ keep: 1024 * KB });
  const first = buffers.take(100 * KB);
  buffers.give(first.buffer);
  assertStrictEquals(buffers.take(128 * KB).buffer, first.buffer);
  assertNotEquals(buffers.take(128 * KB).buffer === first.buffer, true);
});

Deno.test("Spares hands no smaller and no larger buffer than fits", () => {
  const buffers = new BufferPool({ keep: 1024 * KB });
  const buffer = buffers.take(128 * KB).buffer;
  buffers.give(buffer);
  assertEquals([64, 65, 129].map((size) => buffers.take(size * KB).buffer === buffer), [false, true, false]);
});

Deno.test("Spares keeps no more than it may, and room comes back", () => {
  const buffers = new BufferPool({ keep: 128 * KB });
  const [a, b, c] = [buffers.take(1), buffers.take(1), buffers.take(1)];
  for (const buffer of [a, b, c]) buffers.give(buffer.buffer);
  const again = [buffers.take(1), buffers.take(1), buffers.take(1)].map((buffer) => buffer.buffer);
  assertEquals([a, b, c].map((buffer) => again.includes(buffer.buffer)), [true, true, false]);
  assertEquals(c.byteLength, 0, "what is not kept is freed at once");
  const later = buffers.take(1);
  buffers.give(later.buffer);
  assertStrictEquals(buffers.take(1).buffer, later.buffer);
});

Deno.test("Spares drops what did not come from it", () => {
  const buffers = new BufferPool({ keep: 10_000 * KB });
  for (const size of [0, 1, 32 * KB, 100_000]) buffers.give(new ArrayBuffer(size));
  buffers.give(new SharedArrayBuffer(64 * KB));
  for (const size of [0, 1, 32 * KB, 100_000]) assert(buffers.take(size).length >= 64 * KB);
  assert(buffers.take(1).buffer instanceof ArrayBuffer);
});

Deno.test("two who hold a buffer never hold the same", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300 * KB), { maxLength: 30 }), fc.array(fc.nat(29)), (sizes, order) => {
      const buffers = new BufferPool({ keep: 600 * KB });
      const held = new Set<ArrayBuffer>();
      sizes.forEach((size, i) => {
        const buffer = buffers.take(size);
        assert(buffer.length >= size);
        assertEquals(held.has(buffer.buffer), false);
        held.add(buffer.buffer);
        const back = [...held][order[i] ?? 99];
        if (back !== undefined) {
          held.delete(back);
          buffers.give(back);
        }
      });
    }),
  );
});

Deno.test("clear() lets go of the buffers that are kept, and the pool goes on", () => {
  const pool = new BufferPool({ keep: 1 << 20 });
  const first = pool.take(100_000);
  pool.give(first.buffer);
  pool.clear();
  assertEquals(first.buffer.byteLength, 0);
  const next = pool.take(100_000);
  assertEquals(next.length, 131_072);
  pool.give(next.buffer);
  assertEquals(pool.take(100_000).buffer, next.buffer);
});
