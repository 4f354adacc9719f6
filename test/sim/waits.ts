/** Waiting that ends with the simulator: no timer outlives it. @module */

/** Timers and endless waits of a server. */
export class Waits {
  readonly #ends = new Set<() => void>();
  #closed = false;

  /** Resolves after `ms`, or when the client or the simulator goes first. `Infinity` waits for those only. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || this.#closed || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        if (timer !== undefined) clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        this.#ends.delete(end);
        resolve();
      };
      const timer = Number.isFinite(ms) ? setTimeout(end, ms) : undefined;
      signal?.addEventListener("abort", end);
      this.#ends.add(end);
    });
  }

  /** Ends all waits. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
  }
}
