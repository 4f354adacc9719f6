/**
 * Limits the memory of decompressed answers: each answer has a share, one at a time can have more, and none is
 * unlimited. A few kilobytes of gzip can be gigabytes.
 *
 * @module
 */
import { TooLargeError } from "./errors.ts";

/** Bytes of all answers in flight together, where nothing else is said. */
export const ALL_BODIES = 256 * 1024 * 1024;
/** Bytes that no answer has without asking: what is made of it takes several times as much, and so many at once. */
const MOST_SHARED = 8 * 1024 * 1024;
/** Bytes of an answer that is no page: a login's, or an error's. */
export const SMALL_BODY = 1024 * 1024;

/** Options of {@linkcode BodyBudget}. */
export interface BodyBudgetOptions {
  /** Bytes of all answers in flight together. */
  total?: number;
  /** Answers in flight at most. */
  sharers?: number;
  /** Bytes of a login's or an error's answer. */
  small?: number;
}

/**
 * The bytes that answers share. A quarter of them is for one large answer at a time, the rest is divided into equal
 * shares of 8 MB at most, so that together they never exceed the total, and nobody waits for somebody who waits.
 */
export class BodyBudget {
  /** What an answer may take without asking. */
  readonly share: number;
  /** What the one large answer may take. */
  readonly large: number;
  /** What a login's or an error's answer may take. */
  readonly small: number;
  private busy = false;
  private readonly waiting: (() => void)[] = [];

  constructor({ total = ALL_BODIES, sharers = 8, small = SMALL_BODY }: BodyBudgetOptions = {}) {
    this.large = Math.max(small, Math.floor(total / 4));
    this.share = Math.min(this.large, MOST_SHARED, Math.floor((total - this.large) / sharers));
    this.small = small;
  }

  /** Waits for its turn to be the large one; what it returns ends the turn. */
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
        // Before anybody else can ask.
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

/** An answer's way through a {@linkcode BodyBudget}: it asks before each growth, and returns all in the end. */
export class BodyAllowance {
  private end: (() => void) | null = null;

  constructor(
    private readonly budget: BodyBudget,
    private readonly request: { operation: string; signal: AbortSignal; most?: number },
    /** Whether it may be a page; else it is small. */
    private readonly page: boolean,
    /** Told before and after a wait, which is none of the server's fault. */
    private readonly onWait: (waits: boolean) => void = () => {},
  ) {}

  /** The most bytes it may ever have. */
  get most(): number {
    const most = this.page ? this.budget.large : this.budget.small;
    return Math.min(most, this.request.most ?? most);
  }

  /** What it may have without asking. */
  get free(): number {
    return Math.min(this.most, this.page ? this.budget.share : this.budget.small);
  }

  /** Asks for `bytes` in all. @throws {TooLargeError} when that is more than any answer may have. */
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

  /** Returns what it had. */
  release(): void {
    this.end?.();
    this.end = null;
  }
}
