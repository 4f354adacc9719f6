/**
 * Ctrl-C and SIGTERM as an `AbortSignal`: the first signal asks the run to stop at a safe point, the second stops it at
 * once.
 *
 * @module
 */
import { InterruptedError } from "./errors.ts";

/** The source of signals: the process, or a test. */
export interface SignalSource {
  readonly windows: boolean;
  add(name: Deno.Signal, handler: () => void): void;
  remove(name: Deno.Signal, handler: () => void): void;
}

/** The signals of this process. */
export const processSignals: SignalSource = {
  windows: Deno.build.os === "windows",
  add: (name, handler) => Deno.addSignalListener(name, handler),
  remove: (name, handler) => Deno.removeSignalListener(name, handler),
};

/** Options of {@linkcode listenForInterrupt}. */
export interface InterruptOptions {
  /** Receives the second signal. It ends the process at once; the run stays unfinished. */
  now: () => void;
  source?: SignalSource;
}

/** A signal that aborts with an {@linkcode InterruptedError}. Disposing it stops listening. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  /** The signals of the process that abort it. */
  readonly names: readonly Deno.Signal[];
  /** Stops listening. From then on, another listener passes signals to {@linkcode Interrupt.deliver}. */
  stopListening(): void;
  /** Handles a signal of the process. */
  deliver(name: Deno.Signal): void;
}

/** Listens for SIGINT and SIGTERM (on Windows SIGINT and SIGBREAK) until disposed. */
export function listenForInterrupt({ now, source = processSignals }: InterruptOptions): Interrupt {
  const controller = new AbortController();
  const names: Deno.Signal[] = source.windows ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
  const handlers = names.map((name) => ({ name, handler: () => onSignal(name) }));
  function onSignal(name: Deno.Signal): void {
    if (controller.signal.aborted) return now();
    controller.abort(
      new InterruptedError(`Cannot finish: ${name} stopped the run`, {
        hint: "Rerun the command to resume. The vault keeps what is stored.",
      }),
    );
  }
  for (const { name, handler } of handlers) source.add(name, handler);
  const stopListening = (): void => {
    for (const { name, handler } of handlers.splice(0)) source.remove(name, handler);
  };
  return {
    signal: controller.signal,
    names,
    stopListening,
    deliver: onSignal,
    [Symbol.dispose]: stopListening,
  };
}
