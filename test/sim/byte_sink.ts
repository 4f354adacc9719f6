/** Collects UTF-8 bytes: cheaper than making a text of megabytes and encoding it. @module */

const encoder = new TextEncoder();

/** A growing piece of memory. */
export class ByteSink {
  #held = new Uint8Array(64 * 1024);
  #length = 0;

  /** Appends bytes. */
  bytes(bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return;
    this.#reserve(bytes.length);
    this.#held.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Appends text. Short ASCII is copied by hand: that is quicker than to call the encoder. */
  text(text: string): void {
    this.#reserve(text.length * 3);
    if (text.length < 64) {
      let at = this.#length;
      let index = 0;
      for (; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code > 127) break;
        this.#held[at++] = code;
      }
      if (index === text.length) {
        this.#length = at;
        return;
      }
    }
    this.#length += encoder.encodeInto(text, this.#held.subarray(this.#length)).written;
  }

  /** What was collected. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#held.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#held.length) return;
    const grown = new Uint8Array(Math.max(this.#held.length * 4, this.#length + more));
    grown.set(this.#held.subarray(0, this.#length));
    this.#held = grown;
  }
}
