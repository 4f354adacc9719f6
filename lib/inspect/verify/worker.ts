/**
 * The worker that checks rows, or the file with SQLite. It opens the vault for reading, and answers its tasks in order.
 *
 * @module
 */
import { fileProblems } from "../../vault/audit.ts";
import { openVaultForReading } from "../../vault/open.ts";
import type { Vault } from "../../vault/vault.ts";
import { judgeRows, type Verdict } from "./judge.ts";
import type { RowRules } from "./row.ts";

/** A task: to check rows, or to return SQLite's findings about the file, at most `most` lines. */
export type Task = { path: string; rowids: readonly number[]; rules: RowRules } | {
  path: string;
  most: number;
};

/** The answer to a task. */
export type Answer = { verdict: Verdict } | { lines: string[] } | { error: string };

declare const self: {
  onmessage: ((message: MessageEvent<Task>) => void) | null;
  postMessage(answer: Answer): void;
};

let vault: Vault | null = null;

self.onmessage = ({ data: task }) => {
  try {
    vault ??= openVaultForReading(task.path);
    self.postMessage(
      "most" in task
        ? { lines: fileProblems(vault, task.most) }
        : { verdict: judgeRows(vault, task.rowids, task.rules) },
    );
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
