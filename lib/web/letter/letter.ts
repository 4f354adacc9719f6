/**
 * What changed in the runs of some days, short enough for a mail or a job summary.
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

/** A change of a letter. */
export interface LetterChange {
  kind: ChangeKind;
  type: ContentType;
  id: string;
  name: string;
  /** Who made it; empty where Looker does not tell. */
  by: string;
  /** What differs, in words. */
  words: string;
  /** ISO 8601 UTC: when a run first saw it. */
  seen: string;
}

/** A letter. Times are ISO 8601 UTC. */
export interface Letter {
  host: string;
  lookerVersion: string | null;
  /** With what the newest run is compared, and that run; null if there is none. */
  from: Run | null;
  to: Run | null;
  /** Runs since then, and those of them that made no backup. */
  runs: number;
  failed: number;
  changes: [added: number, changed: number, removed: number];
  anomalies: Anomaly[];
  /** Types with what the newest run holds of them, how many more than before, and why they are not complete. */
  types: { type: string; items: number; more: number; note: string }[];
  /** By the path of their folder; empty for what is in none. */
  folders: { path: string; changes: LetterChange[] }[];
  /** Changes that are not told. */
  untold: number;
}

/** Changes that are told. */
const MOST = 100;

/** Writes a letter about the runs of a source. */
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
