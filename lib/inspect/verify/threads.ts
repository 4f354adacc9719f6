/**
 * Threads that judge rows side by side: unpacking and digesting are work for the processor.
 *
 * @module
 */
import type { Verdict } from "./judge.ts";
import type { RowRules } from "./row.ts";
import type { Answer, Task } from "./worker.ts";

/** Judges rows, as `judgeRows()`. */
export type Judge = (rowids: readonly number[], rules: RowRules) => Promise<Verdict>;

/** Threads with nothing to do are kept here; disposing ends all. */
export class Threads implements Disposable {
  private readonly all: Worker[] = [];
  private readonly idle: Worker[] = [];
  private broken = false;

  /** `otherwise` judges where no thread can be had: reading its module may be forbidden. */
  constructor(
    readonly count: number,
    private readonly path: string,
    private readonly otherwise: Judge,
  ) {}

  /** Judges rows on a thread of their own. No more calls than `count` at a time. */
  async judge(rowids: readonly number[], rules: RowRules): Promise<Verdict> {
    if (this.count < 2 || this.broken) return await this.otherwise(rowids, rules);
    const worker = this.idle.pop() ?? this.start();
    const answer = await ask(worker, { path: this.path, rowids, rules });
    if ("verdict" in answer) {
      this.idle.push(worker);
      return answer.verdict;
    }
    this.broken = true;
    return await this.otherwise(rowids, rules);
  }

  [Symbol.dispose](): void {
    for (const worker of this.all) worker.terminate();
  }

  private start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });
    this.all.push(worker);
    return worker;
  }
}

function ask(worker: Worker, task: Task): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    resolve({ error: event.message });
  };
  worker.postMessage(task);
  return promise;
}
