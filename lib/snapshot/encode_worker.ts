/**
 * The worker that encodes. zstd and age take as long as the upload, so they run in parallel with it.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { type Encoded, encoded } from "./encode.ts";
import type { EncodeAnswer, EncodeTask } from "./encode_messages.ts";

declare const self: {
  onmessage: ((message: MessageEvent<EncodeTask>) => void) | null;
  postMessage(answer: EncodeAnswer, transfer?: Transferable[]): void;
};

/** The size of an output message, in bytes. Large messages keep their number small. */
const PIECE = 256 * 1024;

const waiting: EncodeTask[] = [];
let wake = (): void => {};

self.onmessage = ({ data: task }) => {
  if ("recipients" in task) return void work(task.recipients);
  waiting.push(task);
  wake();
};
self.postMessage({ ready: true });

async function* source(): Bytes {
  for (;;) {
    const task = waiting.shift();
    if (task === undefined) await new Promise<void>((resolve) => wake = resolve);
    else if ("chunk" in task) {
      yield task.chunk;
      self.postMessage({ taken: true });
    } else return;
  }
}

async function work(recipients: readonly string[]): Promise<void> {
  try {
    const ended: Encoded[] = [];
    let piece = new Uint8Array(PIECE), filled = 0;
    const post = (): void => {
      const chunk = piece.subarray(0, filled);
      self.postMessage({ chunk }, [chunk.buffer]);
      [piece, filled] = [new Uint8Array(PIECE), 0];
    };
    for await (const chunk of encoded(source(), { recipients, onEnd: (one) => ended.push(one) })) {
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + PIECE - filled);
        piece.set(part, filled);
        at += part.length;
        filled += part.length;
        if (filled === PIECE) post();
      }
    }
    post();
    for (const done of ended) self.postMessage({ done });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
}
