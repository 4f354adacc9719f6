/**
 * What is unusual in the runs of a page: missing backups, rights that were lost, many items gone or edited at once.
 *
 * @module
 */
import { nameOf } from "../../vault/changes.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { changesBetween } from "../../vault/index/history.ts";
import { CHANGE } from "../../vault/index/kinds.ts";
import type { Anomaly, Head } from "../data/head.ts";
import type { Source } from "./source.ts";

/** Runs that are looked at, and what is told at most. */
const RUNS = 60, MOST = 30;
/** So many items gone with their folder, gone at all, or edited by one person in one run, are unusual. */
const WITH_FOLDER = 3, GONE = 20, EDITED = 20;

/** What is unusual, the newest first. */
export function findAnomalies(source: Source, { runs, types }: Pick<Head, "runs" | "types">): Anomaly[] {
  const first = Math.max(1, runs.length - RUNS), found: Anomaly[] = [];
  for (let r = first; r < runs.length; r++) {
    const run = runs[r];
    if (run === undefined) continue;
    const isLast = r === runs.length - 1;
    if (run.status === "failed" || run.status === "interrupted") {
      found.push({
        r,
        level: isLast ? "act" : "look",
        title: run.status === "failed" ? "No backup: the run failed" : "No backup: the run was interrupted",
        text: `${run.error ?? "It did not come to its end."} ${
          isLast ? "Run it again: what is stored is kept." : "The next run caught up."
        }`,
        ...(isLast && { command: ["lookervault", "extract"] }),
      });
    }
    if (run.fewer === true && runs[r - 1]?.fewer !== true) {
      found.push({
        r,
        level: isLast ? "act" : "look",
        title: "The API user saw less than before",
        text: "What Looker did not list to it was not marked as deleted.",
        go: { to: "coverage" },
        ...(isLast && { command: ["lookervault", "check"] }),
      });
    }
    if (run.held !== undefined) {
      found.push({
        r,
        level: "look",
        title: `${run.held} items were missing, and are not marked as deleted`,
        text:
          "So many at once are not believed. If they are really gone, run the backup with --accept-deletions.",
        go: { to: "coverage" },
      });
    }
    for (const { t, s, notes } of types) {
      if (!"pr".includes(s[r] ?? "c") || "pr".includes(s[r - 1] ?? "p")) continue;
      const note = notes.findLast(([from]) => from <= r)?.[1] ?? "";
      found.push({
        r,
        level: isLast ? "act" : "look",
        title: `${t} ${s[r] === "r" ? "could not be read" : "was read in part"}`,
        text: note,
        go: { to: "coverage" },
      });
    }
  }
  found.push(...inItems(source, first));
  return found.sort((a, b) => b.r - a.r).slice(0, MOST);
}

/** What happened to many items at once. */
function inItems(source: Source, first: number): Anomaly[] {
  const { searcher, timeline, vault } = source;
  const only = [CHANGE.gone, CHANGE.purged, CHANGE.edited];
  const gone = new Map<number, Map<string, number>>(), edited = new Map<number, Map<string, number>>();
  const folders = new Map<number, Set<string>>(), folderType = typeCode(FOLDER);
  const count = (map: Map<number, Map<string, number>>, run: number, key: string): void => {
    let counts = map.get(run);
    if (counts === undefined) map.set(run, counts = new Map());
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const from = timeline.startOf(first) || timeline.base;
  for (const row of changesBetween(searcher.index, { from, to: timeline.end, only })) {
    const run = timeline.runOf(row.at);
    if (run < first) continue;
    if (row.change === CHANGE.edited) {
      if (row.editorId !== null) count(edited, run, row.editorId);
    } else if (row.type === folderType) {
      const known = folders.get(run) ?? new Set();
      folders.set(run, known.add(row.id));
    } else count(gone, run, row.folderId ?? "");
  }
  return [
    ...[...gone].flatMap(([r, counts]) =>
      goneIn(source, { r, counts, folders: folders.get(r) ?? new Set() })
    ),
    ...[...edited].flatMap(([r, counts]) =>
      [...counts].filter(([, n]) => n >= EDITED).map(([editor, n]): Anomaly => ({
        r,
        level: "look",
        title: `${n} items edited by one account`,
        text: `${nameOf(vault, typeCode(PERSON), editor) ?? `user ${editor}`} edited them between two runs.`,
        go: { to: "changes", from: r - 1, until: r, group: "editor" },
      }))
    ),
  ];
}

function goneIn(
  { vault }: Source,
  { r, counts, folders }: { r: number; counts: Map<string, number>; folders: ReadonlySet<string> },
): Anomaly[] {
  const go = { to: "changes", from: r - 1, until: r, group: "folder" } as const, found: Anomaly[] = [];
  let rest = 0;
  for (const [folder, n] of counts) {
    if (!folders.has(folder) || n < WITH_FOLDER) {
      rest += n;
      continue;
    }
    found.push({
      r,
      level: "act",
      title: `The folder “${
        nameOf(vault, typeCode(FOLDER), folder) ?? folder
      }” is gone with ${n} items in it`,
      text: "Looker has no trash for folders. The vault still holds all of it.",
      go,
      command: ["lookervault", "restore", "all", "--folder", folder, "--dry-run"],
    });
  }
  if (rest >= GONE) {
    found.push({
      r,
      level: "look",
      title: `${rest} items are gone from Looker`,
      text: "The vault still holds them.",
      go,
    });
  }
  return found;
}
