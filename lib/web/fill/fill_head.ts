/**
 * Builds the head of a page: runs, types, anomalies, and the changes of the newest run.
 *
 * @module
 */
import { hostKey } from "../../base/address.ts";

import { handlerOf } from "../../handlers/mod.ts";
import { isAdminRole } from "../../looker/instance_info.ts";
import { generalLacks } from "../../looker/operations/table.ts";
import { typeCode, typeOfCode } from "../../looker/content_type_names.ts";
import { FOLDER, PERSON, REGISTRY } from "../../looker/content_types.ts";
import { nameOf } from "../../vault/changes.ts";
import { tallies } from "../../vault/index/history.ts";
import { type RunFacts, type RunOfType, runsOfTypes } from "../../vault/run_facts.ts";
import type { Vault } from "../../vault/vault.ts";
import { withheldIn } from "../../vault/withheld_note.ts";
import { DATA_VERSION, type Head, type Reader, type Recent, type Run, type TypeHead } from "../data/head.ts";
import { findAnomalies } from "./anomalies.ts";
import { drillsOf } from "./drills.ts";
import { changesOfRuns, type WordsOf, wordsOfChange } from "./fill_changes.ts";
import { kindOf, type NightCounts, nightCounts } from "./night_counts.ts";
import { type Source, TYPES } from "./source.ts";

/** Number of items in a block of bodies. */
export const CHUNK = 128;

/** The maximum number of changes of the newest run in the head. */
const MOST_RECENT = 80;

/** The values of a head that do not come from the vault. */
export interface HeadFacts {
  tool: string;
  form: Head["form"];
  revision: string;
  args: string[];
  checks: Head["checks"];
  wordsOf: WordsOf;
}

/** Returns the head without the checksum of the index, and the counts that it is based on. */
export function fillHead(source: Source, facts: HeadFacts): { head: Head; counts: NightCounts } {
  const { vault, timeline, clock, redaction, searcher } = source, { runs } = timeline;
  const counts = nightCounts(timeline, tallies(searcher.index)), captures = runsOfTypes(vault);
  const readers = readersOf(runs), { wordsOf, ...rest } = facts;
  const last = runs.findLast(({ lookerVersion }) => lookerVersion !== null);
  const head: Head = {
    v: DATA_VERSION,
    ...rest,
    drills: drillsOf(vault, timeline.moment),
    made: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    instance: {
      host: hostKey(vault.meta("instance") ?? "") ?? "",
      version: last?.lookerVersion ?? vault.meta("looker_version"),
    },
    vault: { bytes: vault.size(), versions: searcher.index.size },
    redacted: redaction.isActive,
    runs: runs.map((run, place): Run => ({
      ...runOf(run, timeline.momentOf(place)),
      n: counts.changes[place] ?? [0, 0, 0],
      by: readers.placeOf(run),
      ...heldIn(run, captures),
    })),
    readers: readers.list,
    types: typesOf(runs, counts, captures),
    anomalies: [],
    recent: recentOf(source, wordsOf),
    beyond: [...generalLacks()],
    chunk: CHUNK,
    index: "",
  };
  head.anomalies = findAnomalies(source, head);
  return { head: redaction.isActive ? redactedHead(head, source) : head, counts };
}

function redactedHead(head: Head, { redaction }: Source): Head {
  return {
    ...head,
    readers: head.readers.map((reader, i) => ({ ...reader, name: `API user ${i + 1}` })),
    runs: head.runs.map((run) => redaction.value(run)),
    types: head.types.map((type) => ({ ...type, notes: redaction.value(type.notes) })),
    anomalies: redaction.value(head.anomalies),
    recent: redaction.value(head.recent),
    // A path may contain the name of a user.
    args: [],
  };
}

const STATUSES: readonly Run["status"][] = ["completed", "partial", "interrupted", "failed"];

function runOf(run: RunFacts, at: string): Omit<Run, "n" | "by"> {
  return {
    id: run.id,
    at,
    mode: run.mode,
    status: STATUSES.find((status) => status === run.status) ?? "failed",
    secs: run.seconds,
    calls: run.calls,
    ...(!run.isMeasure && { fewer: true }),
    ...(run.error !== null && { error: run.error }),
  };
}

/** Returns how many items a run did not see and did not mark as deleted, according to the notes of the types. */
function heldIn({ id }: RunFacts, captures: readonly RunOfType[]): { held?: number } {
  const held = captures.filter(({ sessionId }) => sessionId === id).reduce(
    (sum, { note }) => sum + withheldIn(note),
    0,
  );
  return held > 0 ? { held } : {};
}

function readersOf(runs: readonly RunFacts[]): { list: Reader[]; placeOf: (run: RunFacts) => number } {
  const list: Reader[] = [], places = new Map<string, number>();
  const keyOf = ({ userId, userEmail, roles }: RunFacts): string =>
    JSON.stringify([userId, userEmail, roles]);
  for (const run of runs) {
    const key = keyOf(run), { userId, userEmail, roles } = run;
    if (places.has(key)) continue;
    places.set(key, list.length);
    const name = userEmail ?? (userId === null ? "an unknown user" : "API user");
    list.push({
      name: userId === null ? name : `${name}, user ${userId}`,
      roles: [...roles],
      admin: userId === null ? null : roles.some(isAdminRole),
    });
  }
  return { list, placeOf: (run) => places.get(keyOf(run)) ?? 0 };
}

function typesOf(runs: readonly RunFacts[], counts: NightCounts, captures: readonly RunOfType[]): TypeHead[] {
  const places = new Map(runs.map(({ id }, place) => [id, place]));
  return TYPES.map((type) => {
    const code = typeCode(type), own = new Map<number, RunOfType>();
    for (const capture of captures) {
      const place = places.get(capture.sessionId);
      if (capture.type === code && place !== undefined) own.set(place, capture);
    }
    const notes: TypeHead["notes"] = [];
    let state = "n", note = "", s = "";
    for (let run = 0; run < runs.length; run++) {
      const capture = own.get(run);
      if (capture !== undefined) {
        state = stateOf(capture);
        const said = state === "c" ? "" : noteOf(capture);
        if (said !== note) notes.push([run, said]);
        note = said;
      }
      s += state;
    }
    return {
      t: type,
      n: counts.inUse.get(code) ?? new Array<number>(runs.length).fill(0),
      s,
      notes,
      limits: [...REGISTRY[type].reach.lacks ?? []],
      restorable: handlerOf(type) !== undefined,
    };
  });
}

function stateOf({ done, complete, failed, errors, stored }: RunOfType): string {
  if (!done) return "i";
  if (complete && failed === 0 && errors === 0) return "c";
  return stored === 0 ? "r" : "p";
}

function noteOf({ note, failed, errors, listed }: RunOfType): string {
  if (note !== null) return note;
  const missing = Math.max(failed, errors);
  return missing > 0
    ? `${missing} of ${Math.max(missing, listed)} could not be read completely`
    : "It was not read completely";
}

/** Returns the name of a user; `user 12` for a user without a name. */
function personName(vault: Vault, id: string): string {
  return nameOf(vault, typeCode(PERSON), id)?.trim() || `user ${id}`;
}

function recentOf(source: Source, wordsOf: WordsOf): Recent[] {
  const { timeline, vault } = source, { newest } = timeline;
  if (newest <= 0) return [];
  const recent: Recent[] = [];
  for (const row of changesOfRuns(source, { from: newest, to: newest })) {
    const type = typeOfCode(row.type), kind = kindOf(row.change);
    if (type === undefined || kind === null) continue;
    if (recent.length >= MOST_RECENT) break;
    recent.push({
      k: kind,
      key: `${type}/${row.id}`,
      name: nameOf(vault, row.type, row.id) ?? "",
      folder: row.folderId === null ? "" : nameOf(vault, typeCode(FOLDER), row.folderId) ?? "",
      by: row.editorId === null ? "" : personName(vault, row.editorId),
      s: wordsOfChange(row, wordsOf).s,
    });
  }
  return recent;
}
