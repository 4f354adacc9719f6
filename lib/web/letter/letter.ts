/**
 * Summarizes the changes of the runs of some days, short enough for an email or a job summary.
 *
 * @module
 */
import { nameOf } from "../../vault/changes.ts";
import { type ContentType, typeCode, typeOfCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { changesOfRuns, type WordsOf, wordsOfChange } from "../fill/fill_changes.ts";
import { kindOf } from "../fill/night_counts.ts";
import type { Source } from "../fill/source.ts";
import type { Anomaly, ChangeKind, Head, Run } from "../data/head.ts";

/** A change in a letter. */
export interface LetterChange {
  kind: ChangeKind;
  type: ContentType;
  id: string;
  name: string;
  /** Who made the change; empty if Looker does not report it. */
  by: string;
  /** The differences, in words. */
  words: string;
  /** ISO 8601 UTC: when a run first found the change. */
  seen: string;
}

/** A summary of changes. Times are ISO 8601 UTC. */
export interface Letter {
  host: string;
  lookerVersion: string | null;
  /** The run that the newest run is compared with, and the newest run; null if there is none. */
  from: Run | null;
  to: Run | null;
  /** Number of runs after `from`, and of those without a backup. */
  runs: number;
  failed: number;
  changes: [added: number, changed: number, removed: number];
  anomalies: Anomaly[];
  /** Types with their items in the newest run, the difference to `from`, and why a type is incomplete. */
  types: { type: string; items: number; more: number; note: string }[];
  /** Changes by folder path; an empty path for content without a folder. */
  folders: { path: string; changes: LetterChange[] }[];
  /** Number of changes that the letter omits. */
  untold: number;
}

/** The maximum number of changes in a letter. */
const MOST = 100;

/** Builds the summary of the runs of a source. */
export function fillLetter(source: Source, head: Head, wordsOf: WordsOf): Letter {
  const { timeline, vault, searcher, redaction } = source,
    last = timeline.newest,
    folders = new Map<string, LetterChange[]>();
  let told = 0, untold = 0;
  for (const row of last > 0 ? changesOfRuns(source, { from: 1, to: last }) : []) {
    const type = typeOfCode(row.type), kind = kindOf(row.change);
    if (type === undefined || kind === null) continue;
    if (told >= MOST) {
      untold++;
      continue;
    }
    told++;
    const path = redaction.text(searcher.folderPath(row.folderId) ?? ""), list = folders.get(path) ?? [];
    folders.set(path, list);
    list.push({
      kind,
      type,
      id: row.id,
      name: redaction.text(nameOf(vault, row.type, row.id) ?? ""),
      by: row.editorId === null
        ? ""
        : redaction.text(nameOf(vault, typeCode(PERSON), row.editorId) ?? `user ${row.editorId}`),
      words: redaction.text(wordsOfChange(row, wordsOf).s),
      seen: row.at,
    });
  }
  const since = head.runs.slice(1),
    sum = (place: 0 | 1 | 2): number => since.reduce((all, { n }) => all + n[place], 0);
  return {
    host: head.instance.host,
    lookerVersion: head.instance.version,
    from: head.runs[0] ?? null,
    to: head.runs[last] ?? null,
    runs: since.length,
    failed: since.filter(({ status }) => status === "failed" || status === "interrupted").length,
    changes: [sum(0), sum(1), sum(2)],
    anomalies: head.anomalies,
    types: head.types.flatMap(({ t, n, s, notes }) => {
      const items = n[last] ?? 0, more = items - (n[0] ?? 0), isWhole = s[last] === "c" || s[last] === "n";
      const note = isWhole ? "" : notes.findLast(([run]) => run <= last)?.[1] ?? "";
      return items === 0 && more === 0 && note === "" ? [] : [{ type: t, items, more, note }];
    }),
    folders: [...folders].map(([path, changes]) => ({ path, changes })).sort((a, b) =>
      b.changes.length - a.changes.length || (a.path < b.path ? -1 : 1)
    ),
    untold,
  };
}
