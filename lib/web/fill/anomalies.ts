/**
 * Finds what is unusual in the runs of a page: missing backups, lost rights, many items deleted or edited at once.
 *
 * @module
 */
import { counted } from "../../base/counted.ts";
import { nameOf } from "../../vault/changes.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON } from "../../looker/content_types.ts";
import { editsByEditor, goneByFolder, goneOfType } from "../../vault/index/history.ts";
import type { Anomaly, Head } from "../data/head.ts";
import type { Source } from "./source.ts";

/** The maximum number of runs to check, and of anomalies to return. */
const RUNS = 60, MOST = 30;
/**
 * From these numbers on, a count is unusual: items deleted with their folder, items deleted, and items edited by one
 * person in one run.
 */
const WITH_FOLDER = 3, GONE = 20, EDITED = 20;

/** Returns the anomalies, the newest first. */
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
        text: `${run.error ?? "It did not finish."} ${
          isLast ? "Run it again: stored items are kept." : "The next run caught up."
        }`,
        ...(isLast && { command: ["extract"] }),
      });
    }
    if (run.fewer === true && runs[r - 1]?.fewer !== true) {
      found.push({
        r,
        level: isLast ? "act" : "look",
        title: "The API user has fewer rights than before",
        text: "Items that Looker did not list to this user were not marked as deleted.",
        go: { to: "coverage" },
        ...(isLast && { command: ["check"] }),
      });
    }
    if (run.held !== undefined) {
      found.push({
        r,
        level: "look",
        title: `${counted(run.held, "missing item")} not marked as deleted`,
        text:
          "Too many items were missing at once. If they really are deleted, run the backup with --accept-deletions.",
        go: { to: "coverage" },
      });
    }
    for (const { t, s, notes } of types) {
      if (!"pr".includes(s[r] ?? "c") || "pr".includes(s[r - 1] ?? "p")) continue;
      const note = notes.findLast(([from]) => from <= r)?.[1] ?? "";
      found.push({
        r,
        level: isLast ? "act" : "look",
        title: `${t} ${s[r] === "r" ? "could not be read" : "was read incompletely"}`,
        text: note,
        go: { to: "coverage" },
      });
    }
  }
  found.push(...inItems(source, first));
  return found.sort((a, b) => b.r - a.r).slice(0, MOST);
}

/** Finds deletions and edits of many items at once. */
function inItems(source: Source, first: number): Anomaly[] {
  const { searcher: { index }, timeline, vault } = source, found: Anomaly[] = [];
  const folderType = typeCode(FOLDER);
  // The newest first, because older anomalies would exceed the maximum.
  for (let r = timeline.runs.length - 1; r >= first && found.length < MOST; r--) {
    const span = { from: timeline.startOf(r) || timeline.base, to: timeline.endOf(r) };
    // A run that failed or was interrupted shows nothing.
    if (span.from >= span.to) continue;
    const counts = new Map<string, number>();
    for (const { type, folderId, count } of goneByFolder(index, span)) {
      if (type !== folderType) counts.set(folderId ?? "", (counts.get(folderId ?? "") ?? 0) + count);
    }
    if (counts.size > 0) {
      const folders = new Set(goneOfType(index, { ...span, type: folderType }));
      found.push(...goneIn(source, { r, counts, folders }));
    }
    for (const { editorId, count } of editsByEditor(index, { ...span, least: EDITED })) {
      found.push({
        r,
        level: "look",
        title: `${counted(count, "item")} edited by one account`,
        text: `${
          nameOf(vault, typeCode(PERSON), editorId) ?? `user ${editorId}`
        } edited them between two runs.`,
        go: { to: "changes", from: r - 1, until: r, group: "editor" },
      });
    }
  }
  return found;
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
      title: `The folder “${nameOf(vault, typeCode(FOLDER), folder) ?? folder}” is deleted, with ${
        counted(n, "item")
      } in it`,
      text: "Looker has no trash for folders. The vault still contains the folder and its items.",
      go,
      command: ["restore", "all", "--folder", folder, "--dry-run"],
    });
  }
  if (rest >= GONE) {
    found.push({
      r,
      level: "look",
      title: `${counted(rest, "item")} deleted in Looker`,
      text: "The vault still contains them.",
      go,
    });
  }
  return found;
}
