/**
 * Shares one running task among all callers that request it.
 *
 * @module
 */

/**
 * Starts the task for the first caller and returns its result to all callers that arrive before it ends. A caller
 * whose signal aborts stops waiting. The task itself is aborted only when all callers have stopped waiting.
 */
export class SingleFlight<T> {
  private current: { result: Promise<T>; stop: AbortController; callers: number } | null = null;

  constructor(private readonly work: (signal: AbortSignal) => Promise<T>) {}

  /** Returns the result of the running task, or of a new one. */
  run(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const flight = this.current ??= this.start();
    flight.callers++;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason);
        if (--flight.callers > 0) return;
        // Later callers must not receive the aborted task.
        if (this.current === flight) this.current = null;
        flight.stop.abort(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      flight.result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  private start(): { result: Promise<T>; stop: AbortController; callers: number } {
    const stop = new AbortController();
    const flight = { result: this.work(stop.signal), stop, callers: 0 };
    const done = (): void => {
      if (this.current === flight) this.current = null;
    };
    flight.result.then(done, done);
    return flight;
  }
}
