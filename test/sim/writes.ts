/** Which requests are writes, and where a test may step in after one. @module */
import type { RequestRecord } from "./log.ts";

const QUIET = new Set(["login", "logout", "login_user", "run_inline_query", ""]);

/** Operations that delete for good what a person made. */
export const FINAL: ReadonlySet<string> = new Set([
  "delete_dashboard",
  "delete_look",
  "delete_user",
  "delete_folder",
]);

/** Whether a request may change something: all but GET, logins, logouts and query runs. */
export function isWrite(request: { method: string; operation: string }): boolean {
  return request.method !== "GET" && !QUIET.has(request.operation);
}

/** Something to do after a certain write. */
export interface WriteHook {
  left: number;
  callback: (record: Readonly<RequestRecord>) => void | Promise<void>;
}

/** What waits for writes to be done. */
export class WriteHooks {
  readonly #held = new Set<WriteHook>();

  /** Waits for the n-th write from now. */
  add(n: number, callback: WriteHook["callback"]): void {
    this.#held.add({ left: n, callback });
  }

  /** A write has been done; resolves when its answer may leave. */
  async done(record: RequestRecord): Promise<void> {
    for (const hook of [...this.#held]) {
      if (--hook.left > 0) continue;
      this.#held.delete(hook);
      await hook.callback(record);
    }
  }
}
