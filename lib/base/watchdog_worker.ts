/**
 * The thread of {@linkcode startWatchdog}.
 *
 * @module
 */
import { systemClock } from "./clock.ts";

/** What is said when the other thread cannot speak. */
export interface LastWords {
  /** On stderr. */
  stderr: string;
  /** On stdout; null for nothing. Only where nothing was said there yet. */
  stdout: string | null;
  /** One number that shared memory holds: not 0 once something was said on stdout. */
  said: Int32Array;
}

/** What this thread is told. */
export type ToWatchdog = { kind: "watch"; words: LastWords; signals: readonly Deno.Signal[] } | {
  kind: "pong";
};

/** What it tells. */
export type FromWatchdog = { kind: "ready" | "ping" } | { kind: "signal"; name: Deno.Signal };

/** How long an answer is waited for, and how often it is asked for, milliseconds. */
const PATIENCE = 500, EVERY = 100;

/** How long a signal takes at most to end the process, milliseconds. */
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
    // Nobody listens any more: SIGINT ends the process, and its exit code is 130. It needs no permission to end itself.
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
    // Nobody is left to tell.
  }
}
