/**
 * Limits the size of concurrent request bodies. Until the engine frees a body, fetch uses several times its size.
 *
 * @module
 */

/** Admits requests that fit the limit, in the order in which they arrive. */
export class Turns {
  private used = 0;
  private readonly waiting: { size: number; start: () => void }[] = [];

  /** @param room The maximum total size of concurrent bodies. A larger body is sent alone. */
  constructor(private readonly room: number) {}

  /** Waits until the size fits. Disposing of the result releases the size. */
  async take(size: number, signal: AbortSignal): Promise<Disposable> {
    if (size > 0 && (this.waiting.length > 0 || !this.fits(size))) await this.wait(size, signal);
    else this.used += size;
    let ended = false;
    return {
      [Symbol.dispose]: () => {
        if (!ended) this.used -= size;
        ended = true;
        this.pump();
      },
    };
  }

  private fits(size: number): boolean {
    return this.used === 0 || this.used + size <= this.room;
  }

  private wait(size: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      reject(signal.reason);
      this.pump();
    };
    const waiter = {
      size,
      start: () => {
        signal.removeEventListener("abort", leave);
        resolve();
      },
    };
    signal.addEventListener("abort", leave, { once: true });
    this.waiting.push(waiter);
    return promise;
  }

  private pump(): void {
    for (let next = this.waiting[0]; next !== undefined && this.fits(next.size); next = this.waiting[0]) {
      this.waiting.shift();
      this.used += next.size;
      next.start();
    }
  }
}
