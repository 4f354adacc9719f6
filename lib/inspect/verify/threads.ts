/**
 * Threads that check rows in parallel: unpacking and hashing need the processor.
 *
 * @module
 */
import type { Verdict } from "./judge.ts";
import type { RowRules } from "./row.ts";
import type { Answer, Task } from "./worker.ts";

/** Judges rows, as `judgeRows()`. */
export type Judge = (rowids: readonly number[], rules: RowRules) => Promise<Verdict>;

/** Tasks that a thread has at a time: one to do, and one to resume. */
const QUEUE = 2;

/** A thread, and who waits for its answers, in their order. */
interface Lane {
  worker: Worker;
  waiting: ((answer: Answer) => void)[];
}

/** Threads beside this one, which judges too when they have enough to do. Disposing ends them. */
export class Threads implements Disposable {
  private readonly lanes: Lane[] = [];
  private broken = false;

  /** `here` judges on this thread: also where no other is available, since reading its module may be forbidden. */
  constructor(
    /** This thread included. */
    readonly count: number,
    private readonly path: string,
    private readonly here: Judge,
  ) {}

  /** This many concurrent calls of {@linkcode Threads.judge} keep all threads busy. */
  get places(): number {
    return (this.count - 1) * QUEUE + 1;
  }

  /** Judges rows on whichever thread has time. */
  async judge(rowids: readonly number[], rules: RowRules): Promise<Verdict> {
    const lane = this.broken ? undefined : this.freeLane();
    if (lane === undefined) return await this.here(rowids, rules);
    const answer = await ask(lane, { path: this.path, rowids, rules });
    if ("verdict" in answer) return answer.verdict;
    this.broken = true;
    return await this.here(rowids, rules);
  }

  /**
   * What SQLite finds wrong with the file, `most` lines of it, learnt by another thread before it judges rows; null where
   * there is none.
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
