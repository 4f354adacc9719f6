import { assert, assertEquals, assertThrows } from "@std/assert";
import { compress, decompress, decompressAlone, type Encoded, ENCODING } from "../../lib/codec/compress.ts";
import { tryUnzstd } from "../../lib/codec/_unzstd.ts";
import { DamagedBodyError } from "../../lib/codec/errors.ts";

/** Bodies of some sizes that compress a little, never the same twice. */
function body(size: number, seed: number): Uint8Array {
  return Uint8Array.from(
    { length: size },
    (_, i) => (i * 31 + seed + (i % (7 + seed % 11) === 0 ? i >> 3 : 0)) & 127,
  );
}

const zstd = (bytes: Uint8Array): Encoded => {
  const encoded = compress(bytes);
  assertEquals(encoded.encoding, ENCODING.zstd);
  return encoded;
};

Deno.test("decompress() gives back what compress() took, of any size, one after the other", () => {
  for (const size of [0, 1, 127, 128, 1000, 70_000, 300_000, 17_000_000]) {
    const bytes = body(size, size % 97), encoded = compress(bytes);
    assert(equal(decompress(encoded, size), bytes), `${size} bytes`);
  }
});

Deno.test("one decoder serves many bodies, and its answers are their own", () => {
  const bodies = Array.from({ length: 200 }, (_, i) => body(500 + 37 * i, i)), encoded = bodies.map(zstd);
  const decoded = encoded.map(({ data }, i) => tryUnzstd(data, bodies[i]?.length ?? 0));
  // Were it not to be had in some Deno, all would still be read, at half the speed: this test says so.
  decoded.forEach((one, i) => assert(one !== null && equal(one, bodies[i] ?? one)));
});

Deno.test("a damaged frame is refused, and harms none that is decoded after it", () => {
  const bytes = body(5000, 3), other = body(4000, 5);
  const { encoding, data } = zstd(bytes), next = zstd(other);
  for (let at = 0; at < data.length; at++) {
    for (const bit of [1, 128]) {
      const broken = data.slice();
      broken[at] = (broken[at] ?? 0) ^ bit;
      for (const way of [decompress, decompressAlone]) {
        try {
          // Some bits can be flipped and the body is the same: the digest of the row finds those.
          assertEquals(way({ encoding, data: broken }, bytes.length).length, bytes.length);
        } catch (error) {
          assert(error instanceof DamagedBodyError, String(error));
        }
      }
      assert(equal(decompress(next, other.length), other), `after byte ${at}`);
    }
  }
  for (let size = 0; size < data.length; size += 7) {
    assertThrows(
      () => decompressAlone({ encoding, data: data.slice(0, size) }, bytes.length),
      DamagedBodyError,
    );
    assert(equal(decompress(next, other.length), other), `after ${size} bytes`);
  }
});

Deno.test("decompress() refuses a size that is not the body's", () => {
  const bytes = body(5000, 3), encoded = zstd(bytes);
  for (const size of [-1, 0, 1, 4999, 5001, 50_000, 2 ** 40, NaN]) {
    assertThrows(() => decompress(encoded, size), DamagedBodyError);
    assert(equal(decompress(encoded, bytes.length), bytes));
  }
});

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
