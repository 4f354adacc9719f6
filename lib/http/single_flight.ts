/**
 * Shares one piece of work among all callers that ask while it runs.
 *
 * @module
 */

/**
 * Starts the work for the first caller and gives its result to all who come before it ends. A caller whose signal
 * aborts stops waiting; the work itself is aborted only when all callers have stopped waiting.
 */
export class SingleFlight<T> {
  private current: { result: Promise<T>; stop: AbortController; callers: number } | null = null;

  constructor(private readonly work: (signal: AbortSignal) => Promise<T>) {}

  /** The result of the work under way, or of a new one. */
  run(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const flight = this.current ??= this.start();
    flight.callers++;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason);
        if (--flight.callers > 0) return;
        // Whoever asks from now on must not get the aborted work.
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
