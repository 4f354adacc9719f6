/**
 * Checks rows on several threads, because decompression and hashing need much processor time.
 *
 * @module
 */
import type { Verdict } from "./judge.ts";
import type { RowRules } from "./row.ts";
import type { Answer, Task } from "./worker.ts";

/** Checks rows, like `judgeRows()`. */
export type Judge = (rowids: readonly number[], rules: RowRules) => Promise<Verdict>;

/** The number of tasks that a thread has at a time: one that runs, and one that waits. */
const QUEUE = 2;

/** A thread, and the callbacks for its answers, in order. */
interface Lane {
  worker: Worker;
  waiting: ((answer: Answer) => void)[];
}

/**
 * Threads in addition to the current one, which also checks rows when the others are busy. Disposing ends the threads.
 */
export class Threads implements Disposable {
  private readonly lanes: Lane[] = [];
  private broken = false;

  /**
   * @param here Checks rows on the current thread. Also used if no other thread can start, for example because this
   * process may not read the worker's module.
   */
  constructor(
    /** The number of threads, including the current one. */
    readonly count: number,
    private readonly path: string,
    private readonly here: Judge,
  ) {}

  /** Returns the number of concurrent calls of {@linkcode Threads.judge} that keeps all threads busy. */
  get places(): number {
    return (this.count - 1) * QUEUE + 1;
  }

  /** Checks rows on a thread that is free. */
  async judge(rowids: readonly number[], rules: RowRules): Promise<Verdict> {
    const lane = this.broken ? undefined : this.freeLane();
    if (lane === undefined) return await this.here(rowids, rules);
    const answer = await ask(lane, { path: this.path, rowids, rules });
    if ("verdict" in answer) return answer.verdict;
    this.broken = true;
    return await this.here(rowids, rules);
  }

  /**
   * Returns SQLite's findings about the file, at most `most` lines, from another thread, which does this before it
   * checks rows. Returns null if there is no other thread.
   */
  async fileProblems(most: number): Promise<string[] | null> {
    const lane = this.count > 1 ? this.freeLane() : undefined;
    if (lane === undefined) return null;
    const answer = await ask(lane, { path: this.path, most });
    if ("lines" in answer) return answer.lines;
    this.broken = true;
    return null;
  }

  [Symbol.dispose](): void {
    for (const { worker } of this.lanes) worker.terminate();
  }

  private freeLane(): Lane | undefined {
    const [least] = this.lanes.toSorted((a, b) => a.waiting.length - b.waiting.length);
    if (least !== undefined && least.waiting.length === 0) return least;
    if (this.lanes.length < this.count - 1) return this.start();
    return least !== undefined && least.waiting.length < QUEUE ? least : undefined;
  }

  private start(): Lane {
    const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });
    const lane: Lane = { worker, waiting: [] };
    worker.onmessage = ({ data }: MessageEvent<Answer>) => lane.waiting.shift()?.(data);
    worker.onerror = (event) => {
      event.preventDefault();
      for (const answer of lane.waiting.splice(0)) answer({ error: event.message });
    };
    this.lanes.push(lane);
    return lane;
  }
}

function ask({ worker, waiting }: Lane, task: Task): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  waiting.push(resolve);
  worker.postMessage(task);
  return promise;
}
