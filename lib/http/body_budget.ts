/**
 * Limits the memory of decompressed response bodies. Each body has a share, and one body at a time can have more. No
 * body is unlimited, because a few kilobytes of gzip can expand to gigabytes.
 *
 * @module
 */
import { TooLargeError } from "./errors.ts";

/** The default total size of all bodies in flight, bytes. */
export const ALL_BODIES = 256 * 1024 * 1024;
/** The largest share of a body, bytes. The parsed value takes several times as much, for several bodies at a time. */
const MOST_SHARED = 8 * 1024 * 1024;
/** The default maximum size of the body of a login or an error, bytes. */
export const SMALL_BODY = 1024 * 1024;

/** Options of {@linkcode BodyBudget}. */
export interface BodyBudgetOptions {
  /** The total size of all bodies in flight, bytes. */
  total?: number;
  /** The maximum number of bodies in flight. */
  sharers?: number;
  /** The maximum size of the body of a login or an error, bytes. */
  small?: number;
}

/**
 * The bytes that bodies share. A quarter is for one large body at a time. The rest is divided into equal shares of at
 * most 8 MB. Together, the bodies never exceed the total, and a body never waits for another that waits.
 */
export class BodyBudget {
  /** The bytes that a body may use without waiting. */
  readonly share: number;
  /** The bytes that the one large body may use. */
  readonly large: number;
  /** The bytes that the body of a login or an error may use. */
  readonly small: number;
  private busy = false;
  private readonly waiting: (() => void)[] = [];

  constructor({ total = ALL_BODIES, sharers = 8, small = SMALL_BODY }: BodyBudgetOptions = {}) {
    this.large = Math.max(small, Math.floor(total / 4));
    this.share = Math.min(this.large, MOST_SHARED, Math.floor((total - this.large) / sharers));
    this.small = small;
  }

  /** Waits until no other body has the large part of the budget. The returned function releases this part. */
  async enlarge(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.busy) await this.turn(signal);
    this.busy = true;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.busy = false;
      this.waiting.shift()?.();
    };
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener("abort", leave);
        // Set here, so that no other caller can take the turn first.
        this.busy = true;
        resolve();
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(start), 1);
        reject(signal.reason);
      };
      this.waiting.push(start);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}

/**
 * The part of a {@linkcode BodyBudget} that one body uses. The allowance requests bytes before the body grows, and
 * releases them at the end.
 */
export class BodyAllowance {
  private end: (() => void) | null = null;

  constructor(
    private readonly budget: BodyBudget,
    private readonly request: { operation: string; signal: AbortSignal; most?: number },
    /** Whether the body may be a page of items; otherwise it must be small. */
    private readonly page: boolean,
    /** Receives `true` before a wait for memory and `false` after it, because the server does not cause this wait. */
    private readonly onWait: (waits: boolean) => void = () => {},
  ) {}

  /** The most bytes that the body may use. */
  get most(): number {
    const most = this.page ? this.budget.large : this.budget.small;
    return Math.min(most, this.request.most ?? most);
  }

  /** The bytes that the body may use without waiting. */
  get free(): number {
    return Math.min(this.most, this.page ? this.budget.share : this.budget.small);
  }

  /**
   * Requests `bytes` in total.
   *
   * @throws {TooLargeError} when `bytes` exceeds the maximum size of the body.
   */
  async ask(bytes: number): Promise<void> {
    if (bytes > this.most) {
      throw new TooLargeError(this.request.operation, this.most, { page: this.most === this.budget.large });
    }
    if (bytes <= this.free || this.end !== null) return;
    this.onWait(true);
    try {
      this.end = await this.budget.enlarge(this.request.signal);
    } finally {
      this.onWait(false);
    }
  }

  /** Releases the large part of the budget, if the body has it. */
  release(): void {
    this.end?.();
    this.end = null;
  }
}
