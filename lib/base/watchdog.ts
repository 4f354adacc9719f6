/**
 * Ends the process even if its thread is busy in SQLite, where JavaScript's own signal handlers would have to wait. A
 * second thread receives the signal, prints the reason, and ends the process as a signal does.
 *
 * @module
 */
import type { Interrupt } from "./signals.ts";
import type { FromWatchdog, LastWords } from "./watchdog_worker.ts";

export type { LastWords } from "./watchdog_worker.ts";

/**
 * Starts the watchdog; resolves when it receives all signals. A signal aborts `interrupt` first. The watchdog ends the
 * process, with exit code 130, only if this thread does not respond for half a second. It is for commands that only
 * read, because a kill must not interrupt a write. Disposing stops the watchdog.
 */
export async function startWatchdog(interrupt: Interrupt, words: LastWords): Promise<Disposable> {
  const worker = new Worker(new URL("./watchdog_worker.ts", import.meta.url).href, { type: "module" });
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.onmessage = ({ data }: MessageEvent<FromWatchdog>): void => {
    if (data.kind === "signal") interrupt.deliver(data.name);
    if (data.kind === "ping") worker.postMessage({ kind: "pong" });
    if (data.kind !== "ready") return;
    // As long as this thread has its own handlers, a signal never has its default effect.
    interrupt.stopListening();
    resolve();
  };
  // If a worker is not available (reading its module may be forbidden), signals are handled between two statements.
  worker.onerror = (event) => {
    event.preventDefault();
    resolve();
  };
  worker.postMessage({ kind: "watch", words, signals: interrupt.names });
  await promise;
  return { [Symbol.dispose]: () => worker.terminate() };
}
