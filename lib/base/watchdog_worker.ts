/**
 * The second thread, which {@linkcode startWatchdog} starts.
 *
 * @module
 */
import { systemClock } from "./clock.ts";

/** What the watchdog prints for a main thread that is busy. */
export interface LastWords {
  /** The text for stderr. */
  stderr: string;
  /** The text for stdout, or null. It is printed only if stdout is still empty. */
  stdout: string | null;
  /** One number in shared memory: not 0 after the first output to stdout. */
  said: Int32Array;
}

/** Messages to the watchdog. */
export type ToWatchdog = { kind: "watch"; words: LastWords; signals: readonly Deno.Signal[] } | {
  kind: "pong";
};

/** Messages from the watchdog. */
export type FromWatchdog = { kind: "ready" | "ping" } | { kind: "signal"; name: Deno.Signal };

/** How long the watchdog waits for a response, and how often it sends a ping, milliseconds. */
const PATIENCE = 500, EVERY = 100;

/** How long a signal may take to end the process, milliseconds. */
const LEFT = 500;

declare const self: {
  onmessage: ((message: MessageEvent<ToWatchdog>) => void) | null;
  postMessage(message: FromWatchdog): void;
};

let answeredAt = 0;

self.onmessage = ({ data }) => {
  if (data.kind === "watch") watch(data.words, data.signals);
  else answeredAt = systemClock.monotonic();
};

function watch(words: LastWords, signals: readonly Deno.Signal[]): void {
  let stopping = false, ended = false;
  const handlers = signals.map((name) => ({ name, handler: () => onSignal(name) }));
  function onSignal(name: Deno.Signal): void {
    self.postMessage({ kind: "signal", name });
    if (stopping) return;
    stopping = true;
    answeredAt = systemClock.monotonic();
    systemClock.every(EVERY, () => {
      if (systemClock.monotonic() - answeredAt > PATIENCE) end();
      else self.postMessage({ kind: "ping" });
    });
  }
  function end(): void {
    if (ended) return;
    ended = true;
    write(Deno.stderr, words.stderr);
    if (words.stdout !== null && Atomics.load(words.said, 0) === 0) write(Deno.stdout, words.stdout);
    for (const { name, handler } of handlers) Deno.removeSignalListener(name, handler);
    // No handler is left, so SIGINT ends the process with exit code 130. A process needs no permission to signal
    // itself.
    if (Deno.build.os !== "windows") Deno.kill(Deno.pid, "SIGINT");
    systemClock.after(Deno.build.os === "windows" ? 0 : LEFT, () => Deno.kill(Deno.pid, "SIGKILL"));
  }
  for (const { name, handler } of handlers) Deno.addSignalListener(name, handler);
  self.postMessage({ kind: "ready" });
}

function write(stream: typeof Deno.stdout, text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch {
    // The stream is closed. No further output is possible.
  }
}
