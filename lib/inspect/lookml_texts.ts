/**
 * Extracts the LookML of LookML dashboards and self-service models from a vault, and generates a file name for each
 * text.
 *
 * @module
 */
import { asObject, asText, type JsonValue } from "../codec/json_value.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { factsOf } from "../looker/content_types.ts";
import type { ExportedItem, ExportProblem } from "./export.ts";

/** A text for a file. */
export interface LookmlText {
  type: ContentType;
  id: string;
  /** The name of the file, without a folder. Unique even on file systems that ignore case. */
  file: string;
  text: string;
}

/** Yields the LookML of exported items, which must have their bodies. Passes problems through. */
export function* lookmlTexts(
  items: Iterable<{ item: ExportedItem } | { problem: ExportProblem }>,
): Generator<LookmlText | { problem: ExportProblem }> {
  const names = new FileNames(), facts = factsOf("lookmlText");
  for (const one of items) {
    if ("problem" in one) {
      yield one;
      continue;
    }
    const { type, facts: { id }, body } = one.item, told = facts[type];
    if (told === undefined || body === null) continue;
    const vault = asObject(asObject(JSON.parse(body) as JsonValue)["_vault"]),
      text = asText(vault[told.part]);
    if (text !== null) yield { type, id, file: names.take(id, told.suffix), text };
  }
}

/**
 * The maximum length of a file name without its suffix, in characters and bytes. File systems allow 255 bytes including
 * the suffix.
 */
const LONGEST = 100, MOST_BYTES = 200;
/** Names that some systems reserve for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** Generates unique file names. */
export class FileNames {
  /** In upper case. On file systems that ignore case, ß is the same as SS. */
  private readonly taken = new Set<string>();

  /** Returns a unique name that resembles the text, with only letters, digits, `_`, `-` and single dots. */
  take(text: string, suffix: string): string {
    const plain = text.normalize("NFC").replaceAll("::", "__").replace(/[^\p{L}\p{N}_.-]+/gu, "_")
      .replace(/\.{2,}/g, ".").replace(/^[.-]+/, "_");
    const room = new Uint8Array(MOST_BYTES), short = [...plain].slice(0, LONGEST).join("");
    const cut = short.slice(0, new TextEncoder().encodeInto(short, room).read);
    const base = cut === "" || DEVICES.test(cut.split(".", 1)[0] ?? "") ? `_${cut}` : cut;
    for (let n = 1;; n++) {
      const name = `${n === 1 ? base : `${base}-${n}`}${suffix}`, key = name.toUpperCase();
      if (this.taken.has(key)) continue;
      this.taken.add(key);
      return name;
    }
  }
}
