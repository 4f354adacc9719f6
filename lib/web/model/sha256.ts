/**
 * SHA-256 for pages on which the browser's own implementation is not available: a report on a web server without TLS.
 * Pure. Source: FIPS 180-4.
 *
 * @module
 */

const PRIMES = ((): number[] => {
  const found: number[] = [];
  for (let one = 2; found.length < 64; one++) if (found.every((prime) => one % prime !== 0)) found.push(one);
  return found;
})();
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** Returns the SHA-256 of bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const length = bytes.length, blocks = (length + 72) >> 6;
  const state = Int32Array.from(START), words = new Int32Array(64);
  const tail = new Uint8Array(128), whole = length & ~63;
  tail.set(bytes.subarray(whole));
  tail[length - whole] = 0x80;
  const tailLength = blocks * 64 - whole, end = new DataView(tail.buffer);
  end.setUint32(tailLength - 8, Math.floor(length / 2 ** 29));
  end.setUint32(tailLength - 4, (length << 3) >>> 0);
  for (let at = 0; at < whole; at += 64) round(state, words, bytes, at);
  for (let at = 0; at < tailLength; at += 64) round(state, words, tail, at);
  const sum = new Uint8Array(32), view = new DataView(sum.buffer);
  state.forEach((word, i) => view.setInt32(i * 4, word));
  return sum;
}

function round(state: Int32Array, words: Int32Array, bytes: Uint8Array, from: number): void {
  const at = (list: Int32Array, i: number): number => list[i] as number;
  for (let i = 0; i < 16; i++) {
    const p = from + i * 4;
    words[i] = ((bytes[p] as number) << 24) | ((bytes[p + 1] as number) << 16) |
      ((bytes[p + 2] as number) << 8) |
      (bytes[p + 3] as number);
  }
  for (let i = 16; i < 64; i++) {
    const x = at(words, i - 15), y = at(words, i - 2);
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3), s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[i] = (at(words, i - 16) + s0 + at(words, i - 7) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < 64; i++) {
    const one =
      (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(ROUNDS, i) + at(words, i)) |
      0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => state[i] = (at(state, i) + word) | 0);
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
