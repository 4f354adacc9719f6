/**
 * A fast search for texts in a body, which shows whether a slower search is needed.
 *
 * @module
 */
import { MsgpackReader } from "./msgpack_reader.ts";

/** Whether any value in a body, at any depth, equals one of the texts. Numbers are compared by their digits. */
export function holdsAny(bytes: Uint8Array, texts: ReadonlySet<string>): boolean {
  const reader = new MsgpackReader(bytes);
  let longest = 0;
  for (const { length } of texts) longest = Math.max(longest, length);
  while (reader.at < bytes.length) {
    const token = reader.token();
    if (token.kind === "scalar") {
      if (typeof token.value !== "boolean" && texts.has(String(token.value))) return true;
    } else if (token.kind === "string") {
      // A character has one to four bytes, so a longer string than this cannot match and is not decoded.
      if (token.size > 4 * longest) reader.at += token.size;
      else if (texts.has(reader.text(token.size))) return true;
    }
  }
  return false;
}
