/**
 * Encodes on another thread.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { type Encoded, encoded } from "./encode.ts";
import type { EncodeAnswer, EncodeTask } from "./encode_messages.ts";

/**
 * The maximum number of chunks that are sent to the thread ahead of time, and of output chunks that are queued here.
 */
const AHEAD = 4, QUEUE = 8;

/**
 * Encodes a stream like `encoded()`, on another thread. Uses the current thread if no worker can start, for example
 * because this process may not read the worker's module.
 */
export async function* encodedBeside(
  source: Bytes,
  options: { recipients: readonly string[]; onEnd: (encoded: Encoded) => void },
): Bytes {
  const worker = await start();
  if (worker === null) return yield* encoded(source, options);
  const answers: EncodeAnswer[] = [];
  let wake = (): void => {}, feed = (): void => {}, ahead = 0, isOver = false;
  const changed = (): Promise<void> => new Promise((resolve) => wake = resolve);
  worker.onmessage = ({ data }: MessageEvent<EncodeAnswer>) => {
    if ("taken" in data) ahead--;
    else answers.push(data);
    wake();
    feed();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    answers.push({ error: event.message });
    wake();
  };
  const tell = (task: EncodeTask, transfer: Transferable[] = []): void => worker.postMessage(task, transfer);
  const failed: unknown[] = [];
  const feeding = (async () => {
    tell({ recipients: options.recipients });
    for await (const chunk of source) {
      if (isOver) return;
      const own = chunk.byteLength === chunk.buffer.byteLength ? chunk : chunk.slice();
      ahead++;
      tell({ chunk: own }, [own.buffer]);
      while (!isOver && (ahead >= AHEAD || answers.length >= QUEUE)) {
        await new Promise<void>((resolve) => feed = resolve);
      }
    }
    tell({ end: true });
  })().catch((error) => {
    failed.push(error);
    wake();
  });
  try {
    for (;;) {
      if (failed.length > 0) throw failed[0];
      const answer = answers.shift();
      if (answer === undefined) {
        await changed();
        continue;
      }
      feed();
      if ("error" in answer) throw new Error(`Cannot encode: ${answer.error}`);
      if ("done" in answer) return options.onEnd(answer.done);
      if ("chunk" in answer) yield answer.chunk;
    }
  } finally {
    isOver = true;
    feed();
    worker.terminate();
    await feeding;
  }
}

/** Starts a worker and waits until it has loaded its module. Returns null if it cannot. */
async function start(): Promise<Worker | null> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const worker = new Worker(new URL("./encode_worker.ts", import.meta.url).href, { type: "module" });
  worker.onmessage = () => resolve(true);
  worker.onerror = (event) => {
    event.preventDefault();
    resolve(false);
  };
  if (await promise) return worker;
  worker.terminate();
  return null;
}
