/**
 * A thread that judges rows: it opens the vault for reading itself, and answers each task in its turn.
 *
 * @module
 */
import { openVaultForReading } from "../../vault/open.ts";
import type { Vault } from "../../vault/vault.ts";
import { judgeRows, type Verdict } from "./judge.ts";
import type { RowRules } from "./row.ts";

/** What a thread is asked. */
export interface Task {
  path: string;
  rowids: readonly number[];
  rules: RowRules;
}

/** What it answers. */
export type Answer = { verdict: Verdict } | { error: string };

declare const self: {
  onmessage: ((message: MessageEvent<Task>) => void) | null;
  postMessage(answer: Answer): void;
};

let vault: Vault | null = null;

self.onmessage = ({ data: { path, rowids, rules } }) => {
  try {
    vault ??= openVaultForReading(path);
    self.postMessage({ verdict: judgeRows(vault, rowids, rules) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
