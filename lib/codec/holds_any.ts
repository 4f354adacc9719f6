/**
 * A fast search for texts in a body, before a slow one.
 *
 * @module
 */
import { MsgpackReader } from "./msgpack_reader.ts";

/** Whether any value in a body, at any depth, is one of some texts: a string as it is, a number in digits. */
export function holdsAny(bytes: Uint8Array, texts: ReadonlySet<string>): boolean {
  const reader = new MsgpackReader(bytes);
  let longest = 0;
  for (const { length } of texts) longest = Math.max(longest, length);
  while (reader.at < bytes.length) {
    const token = reader.token();
    if (token.kind === "scalar") {
      if (typeof token.value !== "boolean" && texts.has(String(token.value))) return true;
    } else if (token.kind === "string") {
      // A character is one to four bytes: what is longer than the longest of the texts needs no decoding.
      if (token.size > 4 * longest) reader.at += token.size;
      else if (texts.has(reader.text(token.size))) return true;
    }
  }
  return false;
}
