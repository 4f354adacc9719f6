/**
 * Verifies a vault: the file, every row, and the records of the runs. Writes nothing.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { type ContentType, isContentType, typeCode, typeOfCode } from "../../looker/content_type_names.ts";
import { fileProblems, hasDigests, oneState, type Stored, storedBodies } from "../../vault/audit.ts";
import {
  auditCheckpoints,
  type AuditSession,
  auditSessions,
  headless,
  oddIntervals,
  seenRows,
} from "../../vault/audit_runs.ts";
import type { BadBlock } from "../../vault/seen.ts";
import { restorations } from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import { extractAdvice, FILE_ADVICE, ROW_ADVICE, rowAdvice, versionKey } from "./advice.ts";
import type { Problem, VerifyResult, VerifySink } from "./report.ts";
import { type BadRow, judgeRows, typeName } from "./judge.ts";
import { checkRows } from "./rows.ts";
import { type Judge, Threads } from "./threads.ts";
import { runProblems } from "./runs.ts";

/** Options of a verification. */
export interface VerifyOptions {
  /** The types whose items are checked; null for all. The file is always checked completely. */
  types: readonly ContentType[] | null;
  /** The percentage of the rows to check, above 0 and up to 100. */
  sample: number;
  random: () => number;
  /** The number of threads that check rows in parallel if there are many rows. */
  threads: number;
  clock: Clock;
  signal: AbortSignal;
  sink: VerifySink;
}

/** The maximum number of SQLite's findings, and of invalid intervals, to report. */
const MOST = 100;

/** The number of damaged rows that are described before Ctrl-C is handled. */
const AT_ONCE = 200;

/** If the stored bodies are smaller than this, in bytes, checking them is faster than starting a thread. */
const WORTH_THREADS = 12 * 1024 * 1024;

/**
 * If the average body is smaller than this, in bytes, most of the time is spent on rows, and threads are not worth
 * their memory.
 */
const WORTH_UNPACKING = 512;

function isWorthThreads({ rows, bytes }: Stored): boolean {
  return bytes >= WORTH_THREADS && bytes >= rows * WORTH_UNPACKING;
}

/** Verifies a vault that is open for reading. */
export async function verifyVault(vault: Vault, options: VerifyOptions): Promise<VerifyResult> {
  const { sink, sample, clock, signal } = options;
  const types = options.types?.map(typeCode) ?? null;
  sink({ event: "started", db: vault.path, sample });
  // Let the terminal draw the earlier output before SQLite blocks.
  await clock.delay(0, signal);
  using _state = oneState(vault);
  const problems: Problem[] = [];
  const tell = (found: Problem[]): void => {
    for (const one of found) {
      problems.push(one);
      sink({ event: "problem", type: one.type, id: one.id, problem: one.problem });
    }
  };
  const here: Judge = async (rowids, rules) => {
    // Handle messages of other threads and Ctrl-C, and draw the progress.
    await clock.delay(0, signal);
    return judgeRows(vault, rowids, rules);
  };
  using threads = new Threads(isWorthThreads(storedBodies(vault)) ? options.threads : 1, vault.path, here);
  const file = threads.count === 1 ? null : threads.fileProblems(MOST);
  const tellFile = (lines: string[] | null): void =>
    tell(attempt("the file", () => (lines ?? fileProblems(vault, MOST)).map(fileProblem)));
  if (file === null) tellFile(null);
  const sessions = attempted(tell, "the runs", () => auditSessions(vault), null);
  const restores = attempted(tell, "the restores", () => restorations(vault), null);
  const { types: verdicts, bad, omitted, lost } = await checkRows(vault, {
    ...options,
    threads,
    types,
    sessions: sessions && new Set(sessions.map(({ id }) => id)),
    restorations: restores && new Set(restores.map(({ id }) => id)),
  });
  if (file !== null) tellFile(await orStopped(file, signal));
  tell(
    lost.map(({ table, error }) => fileProblem(`the rows of ${table} cannot be listed: ${messageOf(error)}`)),
  );
  const damaged = omitted > 0
    ? null
    : new Set(bad.map(({ type, id, version }) => versionKey(type, id, version)));
  for (const [i, one] of bad.entries()) {
    // Describing a row reads its former versions, so handle Ctrl-C in between.
    if (i % AT_ONCE === 0) await clock.delay(0, signal);
    for (const finding of rowFindings(vault, one, damaged)) problems.push(finding);
  }
  tell(attempt("the runs", () => runFindings(vault, sessions ?? [], types)));
  tell(
    attempt(
      "the history",
      () => headless(vault).filter(({ type }) => types?.includes(type) ?? true).map(missing),
    ),
  );
  if (types === null && isEmpty(vault, sessions ?? [])) tell([emptyProblem()]);
  const warnings = attempted(tell, "the history", () => intervals(vault, types), []);
  if (!hasDigests(vault)) warnings.push(OLD_SCHEMA);
  const checked = [...verdicts.values()];
  const sum = (of: "checked" | "invalid" | "bytes"): number => checked.reduce((n, one) => n + one[of], 0);
  return {
    db: vault.path,
    checked: sum("checked"),
    valid: sum("checked") - sum("invalid"),
    invalid: sum("invalid"),
    bytes: sum("bytes"),
    sample,
    types: checked.sort((a, b) => place(a.type) - place(b.type)),
    problems,
    problems_omitted: omitted,
    warnings,
  };
}

/** Whether the vault contains nothing: no row, and no run that ended. */
function isEmpty(vault: Vault, sessions: readonly AuditSession[]): boolean {
  return storedBodies(vault).rows === 0 &&
    !sessions.some(({ status }) => status === "completed" || status === "partial");
}

function emptyProblem(): Problem {
  return {
    type: "vault",
    id: null,
    problem: "it is empty: no run has stored anything",
    table: "content_items",
    version: null,
    hint: "Run `lookervault extract`.",
  };
}

/** Returns the answer of a thread. Rejects if the run is stopped first. */
async function orStopped<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const OLD_SCHEMA =
  "An older lookervault wrote the vault last: damage to names, owners, folders and dates cannot be detected " +
  "reliably. Run `lookervault extract` to add the missing checksums.";

/** Returns the findings of `work`, or a problem if the file is damaged there. */
function attempt(what: string, work: () => Problem[]): Problem[] {
  try {
    return work();
  } catch (error) {
    return [fileProblem(`${what} cannot be read: ${messageOf(error)}`)];
  }
}

function attempted<T>(tell: (found: Problem[]) => void, what: string, work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    tell(attempt(what, () => {
      throw error;
    }));
    return otherwise;
  }
}

function fileProblem(problem: string): Problem {
  return { type: "vault", id: null, problem, table: "file", version: null, hint: FILE_ADVICE };
}

function rowFindings(vault: Vault, bad: BadRow, damaged: ReadonlySet<string> | null): Problem[] {
  const { table, type, id, version, problems } = bad;
  const hint = rowAdvice(vault, bad, damaged);
  return problems.map((problem) => ({ type: typeName(type), id, problem, table, version, hint }));
}

function runFindings(
  vault: Vault,
  sessions: readonly AuditSession[],
  types: readonly number[] | null,
): Problem[] {
  const { rows, bad } = seenRows(vault);
  const runs = { sessions, checkpoints: auditCheckpoints(vault), seen: rows };
  const marks = bad.filter(({ type }) => types === null || types.includes(type)).map(markFinding);
  const found = runProblems(runs, types === null ? null : new Set(types)).map(
    ({ type, sessionId, problem }) => {
      const name = type === null ? undefined : typeOfCode(type);
      return {
        type: type === null ? "vault" : typeName(type),
        id: null,
        problem: `run ${sessionId}: ${problem}`,
        table: type === null ? "extraction_sessions" : "sync_checkpoints",
        version: null,
        hint: name === undefined ? ROW_ADVICE : extractAdvice(name),
      };
    },
  );
  return [...found, ...marks];
}

function markFinding({ type, block, sessionId }: BadBlock): Problem {
  const name = typeOfCode(type);
  return {
    type: typeName(type),
    id: null,
    problem: `run ${sessionId}: its record of the items it saw (block ${block}) does not match the checksum`,
    table: "seen_marks",
    version: null,
    hint: name === undefined ? ROW_ADVICE : extractAdvice(name),
  };
}

function missing({ type, id }: { type: number; id: string }): Problem {
  const name = typeOfCode(type);
  return {
    type: typeName(type),
    id,
    problem: "its newest version is missing, but former ones exist",
    table: "content_items",
    version: null,
    hint: name === undefined ? ROW_ADVICE : extractAdvice(name),
  };
}

/** Returns warnings for times that contradict each other in intact rows, which a clock that was set back can cause. */
function intervals(vault: Vault, types: readonly number[] | null): string[] {
  return oddIntervals(vault, MOST).filter(({ type }) => types?.includes(type) ?? true).map((
    { type, id, from, to, next },
  ) =>
    next !== null && to > next
      ? `${
        typeName(type)
      } ${id}: the version of ${from} ends at ${to}, after the next one begins (${next}): the clock may have been set back`
      : `${typeName(type)} ${id}: the version of ${from} ends at ${to}: the clock may have been set back`
  );
}

function place(type: string): number {
  return isContentType(type) ? typeCode(type) : Number.MAX_SAFE_INTEGER;
}
