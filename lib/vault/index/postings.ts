/**
 * Lists of docs as bytes. Pure.
 *
 * @module
 */

/** A doc with a term, and the number of the scope's term; 0 for none. */
export interface Posting {
  doc: number;
  scope: number;
}

/** The longest list that lookervault writes, in pairs. */
export const LONGEST_LIST = 200_000;

/** Packs alternating docs and scopes into bytes. The docs must ascend. */
export function packPostings(pairs: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(pairs.length * 5);
  let at = 0, last = 0;
  const write = (given: number): void => {
    let value = given;
    while (value > 127) {
      bytes[at++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    bytes[at++] = value;
  };
  for (let i = 0; i < pairs.length; i += 2) {
    const doc = pairs[i] ?? 0;
    write(doc - last);
    write(pairs[i + 1] ?? 0);
    last = doc;
  }
  return bytes.slice(0, at);
}

/**
 * Calls `found` for each pair. Ends for any bytes. Bytes that another program wrote give wrong pairs, which the bodies
 * then do not confirm.
 */
export function eachPosting(bytes: Uint8Array, found: (doc: number, scope: number) => void): void {
  let at = 0, doc = 0;
  const read = (): number => {
    let value = 0, factor = 1;
    for (let i = 0; i < 5; i++) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    return value;
  };
  while (at < bytes.length) {
    doc += read();
    found(doc, read());
  }
}
