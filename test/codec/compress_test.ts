import { assert, assertEquals, assertThrows } from "@std/assert";
import { createZstdCompress, createZstdDecompress, zstdDecompressSync } from "node:zlib";
import { compress, decompress, decompressAlone, type Encoded, ENCODING } from "../../lib/codec/compress.ts";
import { tryUnzstd, unzstdWith } from "../../lib/codec/_unzstd.ts";
import { tryZstdOf, zstdWith } from "../../lib/codec/_zstd.ts";
import { zstdCompressSync } from "node:zlib";
import { DamagedBodyError } from "../../lib/codec/errors.ts";
import { MAX_BODY } from "../../lib/codec/limits.ts";

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

Deno.test("decompress() returns what compress() took, of any size, one after the other", () => {
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

/** Streams as another Deno or Node may have them, whose handle cannot be trusted. */
function strangeStreams(newStream: () => unknown): [what: string, make: () => unknown][] {
  type Write = (...given: unknown[]) => unknown;
  const real = (): { on: unknown; _writeState: Uint32Array; _handle: { writeSync: Write } } =>
    newStream() as ReturnType<typeof real>;
  const withWrite = (change: (write: Write, left: Uint32Array) => Write) => (): unknown => {
    const stream = real(), handle = stream._handle;
    const write = change((...given) => handle.writeSync(...given), stream._writeState);
    return { on: () => {}, _writeState: stream._writeState, _handle: { writeSync: write } };
  };
  return [
    ["nothing", () => null],
    ["no handle", () => ({ on: () => {}, _writeState: new Uint32Array(2) })],
    ["no write", () => ({ on: () => {}, _writeState: new Uint32Array(2), _handle: {} })],
    ["no state", () => ({ on: () => {}, _handle: { writeSync: () => {} } })],
    [
      "a state of another kind",
      () => ({ on: () => {}, _writeState: [0, 0], _handle: { writeSync: () => {} } }),
    ],
    ["a write that does nothing", withWrite(() => () => {})],
    [
      "a write that throws",
      withWrite(() => () => {
        throw new TypeError("Illegal invocation");
      }),
    ],
    ["a write that claims to be done", withWrite((_, left) => () => void left.set([1, 0]))],
    [
      "counts in the other order",
      withWrite((write, left) => (...given) => {
        write(...given);
        left.reverse();
      }),
    ],
    [
      "other arguments",
      withWrite((write) => (flush, data, at, size, out, to, room) =>
        write(flush, data, at, size, out, Number(to) + 1, Number(room) - 1)
      ),
    ],
    [
      "a write that works once",
      withWrite((write) => {
        let writes = 0;
        return (...given) => writes++ === 0 ? write(...given) : undefined;
      }),
    ],
    [
      "one wrong byte",
      withWrite((write) => (...given) => {
        write(...given);
        const out = given[4] as Uint8Array;
        out[3] = (out[3] ?? 0) ^ 1;
      }),
    ],
  ];
}

Deno.test("a handle that is missing or answers wrongly is never used, and is asked for once", () => {
  const bytes = body(5000, 3), { data } = zstd(bytes);
  for (const [what, make] of strangeStreams(createZstdDecompress)) {
    let made = 0;
    const decode = unzstdWith(() => (made++, make()));
    assertEquals([decode(data, bytes.length), decode(data, bytes.length), made], [null, null, 1], what);
  }
});

Deno.test("the handle of an encoder that is missing or answers wrongly is never used, and is asked for once", () => {
  const bytes = body(5000, 3);
  for (const [what, make] of strangeStreams(createZstdCompress)) {
    let made = 0;
    const encode = zstdWith(() => (made++, make()));
    assertEquals([encode(bytes), encode(bytes), made], [null, null, 1], what);
  }
});

Deno.test("encoders serve many bodies, and each frame is its own and says how long its content is", () => {
  const encode = tryZstdOf(6);
  const sizes = [128, 255, 256, 257, 16_383, 16_384, 16_385, 65_791, 65_792, 131_072, 131_073, 262_144];
  const bodies = [...sizes, ...sizes.toReversed()].map((size, i) => body(size, i));
  const frames = bodies.map(encode);
  frames.forEach((frame, i) => {
    const bytes = bodies[i] ?? new Uint8Array();
    // Were there none in some Deno, all would still be stored, at half the speed: this test says so.
    assert(frame !== null && frame.byteLength === frame.buffer.byteLength);
    if (bytes.length > 1000) assert(frame.length < bytes.length);
    assert(equal(zstdDecompressSync(frame), bytes), `${bytes.length} bytes`);
    assert(equal(tryUnzstd(frame, bytes.length) ?? frame, bytes), `${bytes.length} bytes`);
    assertEquals(contentSize(frame), bytes.length);
  });
  assertEquals(encode(body(262_145, 1)), null);
  // What nothing can be saved on comes out whole, too.
  const noise = crypto.getRandomValues(new Uint8Array(40_000)), frame = encode(noise);
  assert(frame !== null && equal(zstdDecompressSync(frame), noise));
});

/** The size of its content that a frame of zstd tells. */
function contentSize(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset), flags = view.getUint8(4);
  assertEquals(flags & 0x3f, 0x20, "a single segment, without checksum or dictionary");
  if (flags >> 6 === 0) return view.getUint8(5);
  return flags >> 6 === 1 ? view.getUint16(5, true) + 256 : view.getUint32(5, true);
}

Deno.test("after a frame that fails another handle is made, and its answers are right", () => {
  let made = 0;
  const bytes = body(5000, 3), { data } = zstd(bytes);
  const decode = unzstdWith(() => (made++, createZstdDecompress()));
  for (const size of [5000, 4999, 5000, 5000]) {
    const decoded = decode(data, size);
    assert(size === 5000 ? decoded !== null && equal(decoded, bytes) : decoded === null, `${size}`);
  }
  assertEquals(made, 2);
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

Deno.test("decompress() unpacks nothing of a frame that holds more than anybody stores", () => {
  const zeros = (size: number): Uint8Array => zstdCompressSync(new Uint8Array(size));
  const cases: [data: Uint8Array, size: number][] = [
    // Claimed as it is, and too much of too little.
    [zeros(MAX_BODY), MAX_BODY],
    [zeros(1_000_000), 1_000_000],
    // Claimed wrongly, either way.
    [zeros(50_000_000), 60_000],
    [zeros(100), MAX_BODY + 1],
    [zeros(100), 9_000_000_000_000],
    [zeros(100), -5],
    [zeros(100), 1.5],
    // A frame that has its decoder remember 128 MB.
    [windowOf(27), 1],
  ];
  for (const [data, size] of cases) {
    for (const way of [decompress, decompressAlone]) {
      assertThrows(() => way({ encoding: ENCODING.zstd, data }, size), DamagedBodyError);
    }
  }
  assertThrows(() =>
    decompress({ encoding: ENCODING.plain, data: new Uint8Array(MAX_BODY + 1) }, MAX_BODY + 1)
  );
});

Deno.test("compress() leaves as it is what would shrink so far that nobody would believe it", () => {
  for (const size of [100, 60_000, 70_000, 5_000_000]) {
    const bytes = new Uint8Array(size).fill(97), encoded = compress(bytes);
    assertEquals(encoded.encoding, size > 128 && size < 65_536 ? ENCODING.zstd : ENCODING.plain);
    assert(equal(decompress(encoded, size), bytes));
  }
});

/** A frame of one byte with a window of `log` bits. */
function windowOf(log: number): Uint8Array {
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (log - 10) << 3, 0x09, 0x00, 0x00, 0x61]);
}
