/**
 * Checks a vault: its runs, what they omitted, and its restores. Each finding has a hint that says what to do.
 *
 * @module
 */
import { restorations } from "../vault/restorations.ts";
import { restorationPlace, retryPlace } from "./restorations.ts";
import { counted } from "../base/counted.ts";
import { EXIT, type ExitCode } from "../base/errors.ts";
import { deadLetterHeads } from "../vault/dead_letters.ts";
import type { Vault } from "../vault/vault.ts";
import { vaultCoverage } from "./coverage.ts";
import { listRuns, type RunRecord } from "./runs.ts";
import type { VerifyResult } from "./verify/report.ts";

/** The result of one check. */
export interface Finding {
  name: "integrity" | "runs" | "coverage" | "restores";
  ok: boolean;
  message: string;
  hint: string | null;
  /** The exit code for the finding; 0 if nothing is wrong. */
  exit: ExitCode;
}

/** The age in hours after which a backup is overdue: a nightly backup with half a day to spare. */
const LATE_HOURS = 36;

const MS_PER_HOUR = 3_600_000;

/** Checks the runs and restores of a vault. `now` is in milliseconds. */
export function vaultFindings(vault: Vault, now: number): Finding[] {
  const { runs } = listRuns(vault, { limit: Infinity });
  const backups = runs.filter(({ command }) => command === "extract");
  const restores = runs.filter(({ command }) => command !== "extract");
  return [runsFinding(backups, now), coverageFinding(vault), restoresFinding(vault, restores)];
}

function runsFinding([newest, ...older]: readonly RunRecord[], now: number): Finding {
  const again = "Run `lookervault extract`.";
  if (newest === undefined) return bad("runs", "there is no backup", again, EXIT.partial);
  const good = [newest, ...older].find(({ status }) => status === "completed");
  const state = `the newest backup, from ${newest.started_at.slice(0, 16)}Z, ${
    STATES[newest.status] ?? "was killed"
  }`;
  if (newest.status !== "completed") {
    const since = good === undefined
      ? "no backup was complete"
      : `the last complete one is from ${good.started_at.slice(0, 16)}Z`;
    const hint = newest.error === null ? again : `${newest.error}. ${again}`;
    return bad("runs", `${state}; ${since}`, hint, EXIT.partial);
  }
  const hours = (now - Date.parse(newest.completed_at ?? newest.started_at)) / MS_PER_HOUR;
  if (hours <= LATE_HOURS) return well("runs", `${state}, ${ageText(hours)} ago`);
  return bad(
    "runs",
    `${state}, but that was ${ageText(hours)} ago`,
    `Check the job that runs the backup. ${again}`,
    EXIT.partial,
  );
}

const STATES: Readonly<Record<string, string>> = {
  completed: "is complete",
  partial: "is not complete",
  interrupted: "was interrupted",
  failed: "failed",
};

/** Formats an age, such as `5 hours` or `3 days`. */
function ageText(hours: number): string {
  const days = hours >= 48;
  const n = Math.max(0, Math.floor(days ? hours / 24 : hours));
  return n === 0 && !days ? "less than an hour" : `${n} ${days ? "day" : "hour"}${n === 1 ? "" : "s"}`;
}

/** The maximum number of types that a message lists for each state. */
const NAMED = 5;

function coverageFinding(vault: Vault): Finding {
  const { types } = vaultCoverage(vault);
  const open = types.filter(({ state }) => state !== "complete");
  if (open.length === 0) {
    return well("coverage", `all ${counted(types.length, "content type")} were captured completely`);
  }
  const groups = [...Map.groupBy(open, ({ state }) => state)];
  const named = groups.map(([state, some]) => {
    const more = some.length > NAMED ? ` and ${some.length - NAMED} more` : "";
    return `${state}: ${some.slice(0, NAMED).map(({ type }) => type).join(", ")}${more}`;
  }).join("; ");
  return bad("coverage", named, "See `lookervault coverage` for the reason.", EXIT.partial);
}

function restoresFinding(vault: Vault, [newest]: readonly RunRecord[]): Finding {
  const letters = deadLetterHeads(vault), waiting = letters.length;
  const session = restorations(vault).find(({ id }) => id === newest?.session_id);
  const { instance, snapshot } = session === undefined
    ? { instance: "", snapshot: "" }
    : restorationPlace(session);
  if (newest !== undefined && !["completed", "partial", "failed"].includes(newest.status)) {
    return bad(
      "restores",
      `${newest.command} from ${newest.started_at.slice(0, 16)}Z was interrupted`,
      `Resume it with \`lookervault restore resume ${newest.session_id}${instance}${snapshot}\`, or undo it with ` +
        `\`lookervault restore undo ${newest.session_id}${instance}\`.`,
      EXIT.partial,
    );
  }
  if (waiting > 0) {
    const again = retryPlace(vault, letters.map(({ sessionId }) => ({ session_id: sessionId })));
    return bad(
      "restores",
      `${counted(waiting, "failed write")} in the dead-letter queue`,
      `See \`lookervault restore dlq list\`, then retry with \`lookervault restore dlq retry${again}\`.`,
      EXIT.partial,
    );
  }
  return well("restores", newest === undefined ? "none so far" : "nothing is left to do");
}

/** Converts the result of a verification to a finding. */
export function integrityFinding({ problems, problems_omitted, checked, sample }: VerifyResult): Finding {
  const [first] = problems;
  if (first === undefined) {
    const part = sample < 100 ? `${sample}% of the rows, ` : "";
    return well("integrity", `the vault is intact (${part}${counted(checked, "row")} checked)`);
  }
  const others = problems.length - 1 + problems_omitted;
  const more = others > 0 ? `; and ${others} more` : "";
  const what = [first.type, ...first.id === null ? [] : [first.id]].join(" ");
  return bad("integrity", `${what}: ${first.problem}${more}`, first.hint, EXIT.damaged);
}

function well(name: Finding["name"], message: string): Finding {
  return { name, ok: true, message, hint: null, exit: EXIT.ok };
}

function bad(name: Finding["name"], message: string, hint: string, exit: ExitCode): Finding {
  return { name, ok: false, message, hint, exit };
}
