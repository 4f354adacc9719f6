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
 * Starts to watch; resolves when a signal can no longer be missed. Signals still abort `interrupt` first: only where this
 * thread does not answer for half a second is the process ended, with exit code 130. Nothing may be under way then that
 * a kill could harm: it is for commands that only read. Disposing ends it.
 */
export async function startWatchdog(interrupt: Interrupt, words: LastWords): Promise<Disposable> {
  const worker = new Worker(new URL("./watchdog_worker.ts", import.meta.url).href, { type: "module" });
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.onmessage = ({ data }: MessageEvent<FromWatchdog>): void => {
    if (data.kind === "signal") interrupt.deliver(data.name);
    if (data.kind === "ping") worker.postMessage({ kind: "pong" });
    if (data.kind !== "ready") return;
    // While this thread has handlers of its own, a signal never does what it does by default.
    interrupt.stopListening();
    resolve();
  };
  // Where a thread is not available (reading its module may be forbidden), signals are heard between two statements.
  worker.onerror = (event) => {
    event.preventDefault();
    resolve();
  };
  worker.postMessage({ kind: "watch", words, signals: interrupt.names });
  await promise;
  return { [Symbol.dispose]: () => worker.terminate() };
}
