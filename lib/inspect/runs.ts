/**
 * Lists backups and restores, the newest first: time, user, content, cost and status.
 *
 * @module
 */
import { EXIT, type ExitCode } from "../base/errors.ts";
import { restorations } from "../vault/restorations.ts";
import { type LoggedRun, loggedRuns } from "../vault/run_log.ts";
import { commandOf } from "./restorations.ts";
import type { Vault } from "../vault/vault.ts";

/** A run. Times are ISO 8601 UTC, sizes are in bytes. */
export interface RunRecord {
  session_id: string;
  command: string;
  /** `full`, `incremental` and so on; null for restores. */
  mode: string | null;
  status: string;
  /** The exit code. For a run that was killed, the code of an interrupted run. */
  exit_code: ExitCode;
  instance: string;
  started_at: string;
  completed_at: string | null;
  duration_seconds: number | null;
  api_user: string | null;
  host_user: string | null;
  added: number;
  changed: number;
  gone: number;
  failed: number;
  calls: number;
  bytes: number;
  error: string | null;
}

/** A page of runs, and the total number of runs. */
export interface RunList {
  runs: RunRecord[];
  total: number;
}

/** Returns the newest `limit` runs. */
export function listRuns(vault: Vault, { limit }: { limit: number }): RunList {
  const all = [...loggedRuns(vault).map(backup), ...restorations(vault).map(restore)];
  all.sort((a, b) => a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0);
  return { runs: all.slice(0, limit), total: all.length };
}

const CODES: Readonly<Record<string, ExitCode>> = {
  completed: EXIT.ok,
  partial: EXIT.partial,
  failed: EXIT.looker,
};

function codeOf(status: string): ExitCode {
  return CODES[status] ?? EXIT.interrupted;
}

function backup(run: LoggedRun): RunRecord {
  return {
    session_id: run.id,
    command: "extract",
    mode: run.mode,
    status: run.status,
    exit_code: codeOf(run.status),
    instance: run.instance,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    duration_seconds: run.activeMs === null ? between(run.startedAt, run.completedAt) : run.activeMs / 1000,
    api_user: run.apiUser,
    host_user: run.hostUser,
    added: run.new,
    changed: run.updated,
    gone: run.deleted,
    failed: run.failed,
    calls: run.calls,
    bytes: run.bytes,
    error: run.error,
  };
}

function restore(run: ReturnType<typeof restorations>[number]): RunRecord {
  return {
    session_id: run.id,
    command: commandOf(run.options) ?? "restore",
    mode: null,
    status: run.status,
    exit_code: codeOf(run.status),
    instance: run.destination,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    duration_seconds: between(run.startedAt, run.completedAt),
    api_user: run.apiUserEmail ?? run.apiUserId,
    host_user: run.hostUser,
    added: run.created,
    changed: run.updated + run.undeleted,
    gone: 0,
    failed: run.failed,
    calls: run.calls,
    bytes: run.bytes,
    error: run.error,
  };
}

function between(from: string, to: string | null): number | null {
  const ms = to === null ? NaN : Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? null : ms / 1000;
}
