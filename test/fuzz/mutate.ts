/** Bytes, made worse. @module */
import type { Random } from "../sim/random.ts";

/** Bytes and words that parsers care about. */
const SPICE = [
  "\0",
  "\\ud800",
  "[[[[[[[[",
  '{"a":',
  "1e999",
  "-0",
  "9".repeat(40),
  "null",
  "__proto__",
  "\u202e",
  ",,",
  '""',
].map((text) => new TextEncoder().encode(text));
const TAGS = [
  0x00,
  0x7f,
  0x80,
  0x8f,
  0x9f,
  0xbf,
  0xc0,
  0xc1,
  0xc4,
  0xca,
  0xcb,
  0xcf,
  0xd3,
  0xd9,
  0xdb,
  0xdd,
  0xdf,
  0xff,
];

/** A few changes at random places: flips, cuts, repeats, words that parsers care about. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let out: Uint8Array<ArrayBuffer> = new Uint8Array(bytes);
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(out.length + 1), size = random.below(Math.min(64, out.length - at + 1));
    switch (random.below(6)) {
      case 0:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        if (at < out.length) out[at] = random.pick(TAGS);
        break;
      case 2:
        out = joined(out.subarray(0, at), out.subarray(at + size));
        break;
      case 3:
        out = joined(out.subarray(0, at + size), out.subarray(at));
        break;
      case 4:
        out = joined(out.subarray(0, at), random.pick(SPICE), out.subarray(at));
        break;
      default:
        if (random.below(4) === 0) out = new Uint8Array(out.subarray(0, at));
    }
  }
  return out;
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Any JSON value, of some depth. */
export function jsonValue(random: Random, depth = 3): unknown {
  const texts = [
    "",
    "a",
    "é😀",
    "\u2028",
    "id",
    "2026-01-01T00:00:00Z",
    "true",
    "12",
    "x".repeat(random.below(50)),
  ];
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 0;
    case 2:
      return random.below(1e6) - 5e5;
    case 3:
      return (random.next() - 0.5) *
        10 ** (random.below(2) === 0 ? random.below(15) : 25 + random.below(200));
    case 4:
    case 5:
      return random.pick(texts);
    case 6:
    case 7:
      return Object.fromEntries(
        Array.from(
          { length: random.below(5) },
          () => [random.pick([...texts, "10", "__proto__"]), jsonValue(random, depth - 1)],
        ),
      );
    default:
      return Array.from({ length: random.below(5) }, () => jsonValue(random, depth - 1));
  }
}
