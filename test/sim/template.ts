/** One object written once, with gaps: thousands of objects of the same shape for the price of joining text. @module */
import type { JsonObject } from "./json.ts";
import type { ByteSink } from "./byte_sink.ts";
import { write } from "./project.ts";
import { type Served, servedKey } from "./served.ts";

/** A gap inside a string; what fills it must be JSON-escaped. */
export function gap(name: string): string {
  return `\u27ea${name}\u27eb`;
}

/** A gap that stands for a whole value; what fills it is JSON. */
export function valueGap(name: string): string {
  return `\u27ea=${name}\u27eb`;
}

const GAP = /"\u27ea=(\w+)\u27eb"|\u27ea(\w+)\u27eb/g;

interface Pieces {
  texts: string[];
  gaps: string[];
  /** The texts as UTF-8. */
  bytes: Uint8Array[];
}

const encoder = new TextEncoder();

/** How an object is written: its spelling, and what fills the gaps. */
export interface Filling {
  served: Served;
  fill: (gap: string) => string;
}

/** An object with gaps, written once per schema. */
export class Template {
  readonly #views = new Map<string, Pieces>();
  constructor(readonly object: JsonObject) {}

  /** The object as schema `view` declares it, gaps filled. */
  text(view: string, { served, fill }: Filling): string {
    const pieces = this.#pieces(view, served);
    let text = pieces.texts[0] ?? "";
    for (const [index, name] of pieces.gaps.entries()) text += fill(name) + (pieces.texts[index + 1] ?? "");
    return text;
  }

  /** The same as UTF-8, without ever making the text: large pages are mostly copied bytes. */
  writeTo(sink: ByteSink, view: string, { served, fill }: Filling): void {
    const pieces = this.#pieces(view, served);
    sink.bytes(pieces.bytes[0]);
    for (const [index, name] of pieces.gaps.entries()) {
      sink.text(fill(name));
      sink.bytes(pieces.bytes[index + 1]);
    }
  }

  #pieces(view: string, served: Served): Pieces {
    const held = `${view} ${servedKey(served)}`;
    let pieces = this.#views.get(held);
    if (pieces === undefined) {
      const whole = write(this.object, { ref: view }, { served });
      pieces = { texts: [], gaps: [], bytes: [] };
      let from = 0;
      for (const found of whole.matchAll(GAP)) {
        pieces.texts.push(whole.slice(from, found.index));
        pieces.gaps.push(found[1] ?? found[2] ?? "");
        from = found.index + found[0].length;
      }
      pieces.texts.push(whole.slice(from));
      pieces.bytes = pieces.texts.map((text) => encoder.encode(text));
      this.#views.set(held, pieces);
    }
    return pieces;
  }
}
