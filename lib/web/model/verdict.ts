/**
 * What the overview shows about a run: whether it is recent, complete, intact, and tested by a drill. Pure.
 *
 * @module
 */
import type { Capture, Check, Drill, Head, Reader, Run, TypeHead } from "../data/head.ts";
import { countText } from "./time.ts";

/** An assessment. */
export type Level = "ok" | "warn" | "bad";

/** A type that was not captured completely, at a run. */
export interface Gap {
  type: TypeHead;
  state: Capture;
  note: string;
}

/** The headline. */
export interface Verdict {
  level: Level;
  title: string;
  /** A sentence; empty if the gaps are sufficient. */
  text: string;
  gaps: Gap[];
}

/** Returns how completely a type was captured, up to a run. */
export function captureAt(type: TypeHead, run: number): Capture {
  const state = type.s[run];
  return state === "c" || state === "p" || state === "r" || state === "i" ? state : "n";
}

/** Returns why a type is incomplete, up to a run; empty without a note. */
export function noteAt(type: TypeHead, run: number): string {
  return type.notes.findLast(([from]) => from <= run)?.[1] ?? "";
}

/** Returns the types that were not captured completely, including those that no run ever tried. */
export function gapsAt({ types }: Head, run: number): Gap[] {
  return types.map((type) => ({ type, state: captureAt(type, run), note: noteAt(type, run) }))
    .filter(({ state }) => state !== "c");
}

/** The texts for the capture states. */
export const CAPTURE_WORDS: Readonly<Record<Capture, string>> = {
  c: "complete",
  p: "incomplete",
  r: "refused",
  i: "interrupted",
  n: "not captured",
};

const NUMBERS = ["no gaps", "one gap", "two gaps", "three gaps", "four gaps", "five gaps"];

/** Returns the headline of a run. */
export function verdictAt(head: Head, run: number): Verdict {
  const one = head.runs[run];
  if (one === undefined) {
    return { level: "bad", title: "No backup yet.", text: "No run has finished.", gaps: [] };
  }
  if (one.status === "failed" || one.status === "interrupted") {
    const next = backupUntil(head, run) < 0
      ? "No run has made a backup yet. Run `lookervault extract` again: it continues."
      : "The page shows what earlier runs stored.";
    const text = `${one.error ?? ""} ${next}`.trim();
    return {
      level: "bad",
      title: `The run ${one.status === "failed" ? "failed" : "was interrupted"}.`,
      text,
      gaps: [],
    };
  }
  const gaps = gapsAt(head, run);
  if ((one.held ?? 0) > 0) {
    const text = `${countText(one.held ?? 0, "item")} missing at once. None of them was marked as deleted. ` +
      "If they really are deleted, run `lookervault extract --accept-deletions`.";
    return { level: "warn", title: "Deletions not recorded: too many items were missing.", text, gaps };
  }
  if (one.fewer === true) {
    const text =
      "The API user has fewer rights than before. Items that it could not see were not marked as deleted. " +
      "To see what it lacks, run `lookervault check`.";
    return { level: "warn", title: "Read with fewer rights than before.", text, gaps };
  }
  if (gaps.length > 0) {
    const title = `Complete, except for ${NUMBERS[gaps.length] ?? `${gaps.length} gaps`}.`;
    return { level: "warn", title, text: "Everything else that Looker listed is in the vault.", gaps };
  }
  if (one.status === "partial") {
    const text = one.error ?? "Some items could not be captured: see `lookervault runs`.";
    return { level: "warn", title: "Complete, except for some items.", text, gaps };
  }
  return { level: "ok", title: "Complete.", text: "Everything that Looker listed is in the vault.", gaps };
}

/** Whether a run made a backup. */
export function isBackup(run: Run | undefined): boolean {
  return run?.status === "completed" || run?.status === "partial";
}

/** Returns the last run up to `run` that made a backup; -1 if there is none. */
export function backupUntil({ runs }: Head, run: number): number {
  for (let at = run; at >= 0; at--) if (isBackup(runs[at])) return at;
  return -1;
}

/** Returns the age of a run's state at `now`, and whether that is too old, given the usual interval between runs. */
export function freshness({ runs }: Head, run: number, now: Date): { level: Level; age: number } {
  const times = runs.filter(isBackup).map(({ at }) => Date.parse(at));
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time)).sort((a, b) => a - b);
  const usual = Math.max(3.6e6, gaps[gaps.length >> 1] ?? 864e5);
  const age = now.getTime() - Date.parse(runs[run]?.at ?? "");
  return { level: age < usual * 1.5 ? "ok" : age < usual * 3 ? "warn" : "bad", age };
}

/** Returns the check that covers a run: a check after the run, which read the versions of the run, too. */
export function checkFor({ checks, runs }: Head, run: number): Check | null {
  const time = Date.parse(runs[run]?.at ?? "");
  return checks.findLast(({ at }) => Date.parse(at) >= time) ?? null;
}

/** Returns the newest drill up to a run. */
export function drillUntil({ drills, runs }: Head, run: number): Drill | null {
  // For the last run, drills after it count, too.
  if (run === runs.length - 1) return drills[0] ?? null;
  const time = Date.parse(runs[run]?.at ?? "");
  return drills.find(({ at }) => Date.parse(at) <= time) ?? null;
}

/** Returns the API user of a run. */
export function readerOf({ readers, runs }: Head, run: number): Reader | null {
  return readers[runs[run]?.by ?? -1] ?? null;
}
