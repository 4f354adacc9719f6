/**
 * Texts of LookML that a vault holds: of LookML dashboards and of self-service models. Each with a name for a file.
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
  /** The name of its file: no folder, no two the same, wherever letters of both cases are one. */
  file: string;
  text: string;
}

/** The texts among exported items, which have their bodies; problems come as they are. */
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

/** The longest name of a file without its suffix, characters and bytes: file systems allow 255 bytes with all that follows. */
const LONGEST = 100, MOST_BYTES = 200;
/** Names that some systems keep for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** Names for files, each given once. */
export class FileNames {
  /** In upper case: where case does not matter, ß is SS. */
  private readonly taken = new Set<string>();

  /** A name of letters, digits, `_`, `-` and single dots, which says what a text says. */
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
