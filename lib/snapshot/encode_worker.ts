/**
 * A thread that encodes: zstd and age take as long as the upload, and so run beside it.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { encoded } from "./encode.ts";
import type { EncodeAnswer, EncodeTask } from "./encode_messages.ts";

declare const self: {
  onmessage: ((message: MessageEvent<EncodeTask>) => void) | null;
  postMessage(answer: EncodeAnswer, transfer?: Transferable[]): void;
};

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
    const bytes = encoded(source(), { recipients, onEnd: (done) => self.postMessage({ done }) });
    for await (const chunk of bytes) {
      // The chunk may be a piece of a buffer that is used again.
      const own = chunk.slice();
      self.postMessage({ chunk: own }, [own.buffer]);
    }
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
}
