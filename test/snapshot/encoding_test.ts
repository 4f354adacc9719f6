import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { CopyDamagedError } from "../../lib/snapshot/copy_error.ts";
import { decrypted, encrypted, WrongKeyError } from "../../lib/snapshot/age.ts";
import type { Bytes } from "../../lib/snapshot/bytes.ts";
import type { Encoded } from "../../lib/snapshot/encode.ts";
import { encodedBeside } from "../../lib/snapshot/encode_thread.ts";
import { compressed, decompressed } from "../../lib/snapshot/zstd.ts";
import { frameLength } from "../../lib/snapshot/zstd_frames.ts";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { checkRecipients, identitiesOf, identityFile, newIdentity } from "../../lib/snapshot/identity.ts";

const MIB = 1024 * 1024;

const PATTERN = new Uint8Array(300_001);
for (let i = 0, state = 1; i < PATTERN.length; i++) {
  state = (state * 48271) % 2147483647;
  PATTERN[i] = i % 7 < 3 ? state & 255 : 7;
}

/** Bytes that do not compress to nothing, in chunks of odd sizes. */
function* chunks(size: number): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < size;) {
    const chunk = PATTERN.slice(0, Math.min(size - at, PATTERN.length));
    chunk[0] = at >> 16;
    at += chunk.length;
    yield chunk;
  }
}

async function* source(size: number): Bytes {
  yield* chunks(size);
}

async function all(bytes: Bytes | Iterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function* given(bytes: Uint8Array<ArrayBuffer>): Bytes {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.slice(at, at + 65_536);
}

Deno.test("zstd and age return the same bytes, of none, one, and around 8 MiB", async () => {
  const { identity, recipient } = await newIdentity({ postQuantum: false });
  for (const bytes of [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1]) {
    const stored = await all(encrypted(compressed(source(bytes)), [recipient]));
    assertEquals(new TextDecoder().decode(stored.subarray(0, 22)), "age-encryption.org/v1\n");
    const back = await all(decompressed(decrypted(given(stored), [identity]), { bytes }));
    assertEquals(back.length, bytes);
    assertEquals(await sha(back), await sha(await all(chunks(bytes))), String(bytes));
  }
});

async function sha(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

Deno.test("each of several recipients reads it; a post-quantum one, too", async () => {
  for (const postQuantum of [false, true]) {
    const keys = await Promise.all([newIdentity({ postQuantum }), newIdentity({ postQuantum })]);
    const stored = await all(encrypted(source(10), keys.map(({ recipient }) => recipient)));
    for (const { identity } of keys) {
      assertEquals(await all(decrypted(given(stored), [identity])), await all(chunks(10)));
    }
  }
});

Deno.test("a wrong key is told from bytes that were changed or are missing", async () => {
  const [key, other] = await Promise.all([1, 2].map(() => newIdentity({ postQuantum: false })));
  const stored = await all(encrypted(source(200_000), [key?.recipient ?? ""]));
  const read = (bytes: Uint8Array<ArrayBuffer>, identity = key?.identity ?? ""): Promise<unknown> =>
    all(decrypted(given(bytes), [identity]));
  const wrong = await assertRejects(() => read(stored, other?.identity), WrongKeyError);
  assertEquals(wrong.exitCode, EXIT.usage);
  const flipped = stored.slice();
  flipped[150_000] = (flipped[150_000] ?? 0) ^ 1;
  const damaged = await assertRejects(() => read(flipped), CopyDamagedError);
  assertEquals(damaged.exitCode, EXIT.damaged);
  await assertRejects(() => read(stored.slice(0, 150_000)), CopyDamagedError);
});

Deno.test("zstd that is cut, changed or longer than it may be is refused, wherever", async () => {
  const bytes = 9_000_000, stored = await all(compressed(source(bytes)));
  const read = (stored: Uint8Array<ArrayBuffer>, most = bytes): Promise<unknown> =>
    all(decompressed(given(stored), { bytes: most }));
  await assertRejects(() => read(new Uint8Array(0)), CopyDamagedError);
  await assertRejects(() => read(stored, bytes - 1), CopyDamagedError, "more than");
  await assertRejects(() => read(stored, bytes + 1), CopyDamagedError, "of 9,000,001 bytes");
  await assertRejects(
    () => read(stored.slice().fill(65, 0, 4)),
    CopyDamagedError,
    "zstd cannot decompress it",
  );
  for (
    const at of [0, 3, 4, 5, 7, stored.length >> 1, stored.length - 8, stored.length - 2, stored.length - 1]
  ) {
    await assertRejects(() => read(stored.slice(0, at)), CopyDamagedError);
    const flipped = stored.slice();
    flipped[at] = (flipped[at] ?? 0) ^ 0x80;
    await assertRejects(() => read(flipped), CopyDamagedError);
  }
});

Deno.test("a frame that would become more than ours hold is refused before it does", async () => {
  const bomb = new Uint8Array(zstdCompressSync(new Uint8Array(64 * MIB)));
  await assertRejects(
    () => all(decompressed(given(bomb), { bytes: 64 * MIB })),
    CopyDamagedError,
    "zstd cannot decompress it",
  );
});

Deno.test("frameLength() finds the end of any frame, and no frame where none is", () => {
  const plain = [...chunks(300_000)].flatMap((one) => [...one]);
  const of = (size: number, params = {}): Uint8Array =>
    new Uint8Array(zstdCompressSync(new Uint8Array(plain.slice(0, size)), { params }));
  const frames = [0, 1, 200, 300, 70_000, 300_000].flatMap((size) => [
    of(size),
    of(size, { [constants.ZSTD_c_checksumFlag]: 1 }),
  ]);
  frames.push(new Uint8Array(zstdCompressSync(new Uint8Array(1_000_000))));
  for (const whole of frames) {
    // Deno may add an empty frame.
    const frame = whole.subarray(0, frameLength(whole) || 0), rest = whole.subarray(frame.length);
    assertEquals(frameLength(rest) ?? 0, rest.length);
    assertEquals(zstdDecompressSync(frame).length, zstdDecompressSync(whole).length);
    for (const cut of [0, 4, 5, frame.length >> 1, frame.length - 1]) {
      assertEquals(frameLength(frame.subarray(0, Math.min(cut, frame.length - 1))), null);
    }
  }
  assertEquals(frameLength(new Uint8Array(10)), false);
  assertEquals(frameLength(new Uint8Array([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])), false);
});

Deno.test("a failure of what is read is thrown as it is", async () => {
  const { identity, recipient } = await newIdentity({ postQuantum: false });
  const lost = new Error("the connection broke");
  async function* breaking(bytes: Bytes): Bytes {
    for await (const chunk of bytes) {
      yield chunk;
      throw lost;
    }
  }
  const stored = await all(encrypted(compressed(source(300_000)), [recipient]));
  for (
    const broken of [
      compressed(breaking(source(900_000))),
      encrypted(breaking(source(900_000)), [recipient]),
      decrypted(breaking(given(stored)), [identity]),
      decompressed(decrypted(breaking(given(stored)), [identity]), { bytes: 300_000 }),
    ]
  ) assertEquals(await assertRejects(() => all(broken)), lost);
});

Deno.test("an identity's file is read back, as age-keygen writes one, and nothing else is", async () => {
  const key = await newIdentity({ postQuantum: false });
  const text = identityFile(key, "2026-11-29T04:05:06Z");
  assertEquals(identitiesOf(text, "key.txt"), [key.identity]);
  for (
    const wrong of [
      "",
      "# only a comment\n",
      key.recipient,
      "-----BEGIN OPENSSH PRIVATE KEY-----",
      `${text}x\n`,
    ]
  ) {
    const error = assertThrows(() => identitiesOf(wrong, "key.txt"), UsageError);
    assertStringIncludes(error.message, "key.txt");
  }
  const error = assertThrows(() => identitiesOf(`${key.identity}\nhunter2`, "key.txt"), UsageError);
  assertEquals(error.message.includes("hunter2") || error.message.includes(key.identity), false);
});

/** The text with another last character: a checksum no longer fits. */
function withOtherEnd(text: string): string {
  return text.slice(0, -1) + (text.endsWith("q") ? "p" : "q");
}

Deno.test("recipients are looked at before anything is done", async () => {
  const [key, quantum] = await Promise.all([false, true].map((postQuantum) => newIdentity({ postQuantum })));
  checkRecipients([]);
  checkRecipients([key?.recipient ?? ""]);
  checkRecipients([quantum?.recipient ?? ""]);
  const says = (...recipients: (string | undefined)[]): string =>
    assertThrows(() => checkRecipients(recipients.map((one) => one ?? "")), UsageError).message;
  const secret = says(key?.identity);
  assertEquals(secret.includes(key?.identity ?? ""), false);
  assertStringIncludes(secret, "secret key");
  assertStringIncludes(says("ssh-ed25519 AAAA"), "is not a recipient");
  assertStringIncludes(says(key?.recipient, quantum?.recipient), "not safe from quantum computers");
  await assertRejects(
    () => all(encrypted(source(1), [withOtherEnd(key?.recipient ?? "")])),
    UsageError,
    "a recipient is not valid",
  );
});

Deno.test("another thread encodes as this one does, and is gone when its reader is", async () => {
  const { identity, recipient } = await newIdentity({ postQuantum: false });
  for (const recipients of [[], [recipient]]) {
    const ended: Encoded[] = [];
    const stored = await all(
      encodedBeside(source(3_000_000), { recipients, onEnd: (one) => ended.push(one) }),
    );
    assertEquals(ended.map(({ stored }) => stored.bytes), [stored.length]);
    assertEquals(ended[0]?.stored.sha256, await sha(stored));
    const packed = recipients.length === 0 ? given(stored) : decrypted(given(stored), [identity]);
    const back = await sha(await all(decompressed(packed, { bytes: 3_000_000 })));
    assertEquals([back, ended[0]?.plain], [await sha(await all(chunks(3_000_000))), {
      bytes: 3_000_000,
      sha256: back,
    }]);
  }
  const lost = new Error("the disk is gone");
  async function* breaking(): Bytes {
    for await (const chunk of source(900_000)) {
      yield chunk;
      throw lost;
    }
  }
  assertEquals(
    await assertRejects(() => all(encodedBeside(breaking(), { recipients: [], onEnd: () => {} }))),
    lost,
  );
  for await (const chunk of encodedBeside(source(9_000_000), { recipients: [], onEnd: () => {} })) {
    assertEquals(chunk.length > 0, true);
    break;
  }
  await assertRejects(
    () => all(encodedBeside(source(1), { recipients: [recipient.slice(0, -1)], onEnd: () => {} })),
    Error,
    "Cannot encode",
  );
});
