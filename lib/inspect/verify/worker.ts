/**
 * A thread that checks rows, and lets SQLite check the file. It opens the vault for reading itself, and answers its
 * tasks in order.
 *
 * @module
 */
import { fileProblems } from "../../vault/audit.ts";
import { openVaultForReading } from "../../vault/open.ts";
import type { Vault } from "../../vault/vault.ts";
import { judgeRows, type Verdict } from "./judge.ts";
import type { RowRules } from "./row.ts";

/** What a thread is asked: to judge rows, or what SQLite finds wrong with the file, `most` lines of it. */
export type Task = { path: string; rowids: readonly number[]; rules: RowRules } | {
  path: string;
  most: number;
};

/** What it answers. */
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
