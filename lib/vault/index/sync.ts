/**
 * Creates an index, and updates it to the content of its vault.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Vault } from "../vault.ts";
import { fillChanges, followChanges, tallyChanges } from "./changes.ts";
import type { Describe } from "./kinds.ts";
import {
  bindingOf,
  countRows,
  everyKey,
  everyVersion,
  standOf,
  touchedSince,
  type VersionBody,
  type VersionKey,
  versionKeys,
  versionRow,
} from "./rows.ts";
import { IndexWriter } from "./write.ts";

/** How an index reads bodies. */
export interface Reading {
  describe: Describe;
  /** A text that changes whenever `describe` returns other results. An index with other rules is rebuilt. */
  rules: string;
  /** Called with the count of indexed versions and the count of all versions. */
  progress?: (done: number, total: number) => void;
}

/** If a larger share of the docs is deleted, the index is rebuilt. */
const MOST_DEAD = 0.3;
/** Versions between two reports of progress. */
const STEP = 500;

/** Fills a new index with the entire content of the vault. */
export function fillIndex(db: DatabaseSync, vault: Vault, { describe, rules, progress }: Reading): void {
  // These are read first, so that the next update adds what a run stores meanwhile.
  const stand = standOf(vault), binding = bindingOf(vault, rules);
  const { items, versions } = countRows(vault), writer = new IndexWriter(db);
  let mark = "", done = 0, damaged = 0;
  for (const version of everyVersion(vault)) {
    if (!add(writer, version, describe)) damaged++;
    mark = later(mark, version);
    if (++done % STEP === 0) progress?.(done, items + versions);
  }
  writer.finish();
  fillChanges(db);
  setMetas(db, { binding, stand, mark, damaged: String(damaged) });
}

/** Whether an index belongs to this vault and these rules. */
export function isBound(db: DatabaseSync, vault: Vault, rules: string): boolean {
  return metaOf(db, "binding") === bindingOf(vault, rules);
}

/** Whether the vault has stored nothing since the index was updated. */
export function isCurrent(db: DatabaseSync, vault: Vault): boolean {
  return metaOf(db, "stand") === standOf(vault);
}

/**
 * Updates an index to the state of the vault; false if it must be rebuilt. Reads the versions that began or ended since
 * the last update. If the counts of versions then differ (because of a cleanup, or a clock that was set back), compares
 * all keys.
 */
export function updateIndex(db: DatabaseSync, vault: Vault, { describe }: Reading): boolean {
  const stand = standOf(vault), mark = metaOf(db, "mark") ?? "";
  const writer = new IndexWriter(db);
  const known = db.prepare("SELECT doc, since FROM docs WHERE content_type = ? AND id = ?");
  const touched = new Set<string>();
  let damaged = Number(metaOf(db, "damaged") ?? 0), latest = mark;
  const reconcile = (type: number, id: string): void => {
    const keys = versionKeys(vault, type, id);
    for (const key of keys) latest = later(latest, key);
    const docs = known.all(type, id).map((row) => [String(row["since"]), Number(row["doc"])] as const);
    touched.add(JSON.stringify([type, id]));
    for (const { doc, version, change } of changesOf(new Map(docs), keys)) {
      if (change === "gone") {
        writer.remove(doc);
      } else if (change === "state") {
        writer.follow(doc, version);
      } else {
        const body = versionRow(vault, "id", version)?.body ?? null;
        if (!add(writer, { ...version, body }, describe)) damaged++;
      }
    }
  };
  for (const [type, id] of touchedSince(vault, mark)) reconcile(type, id);
  const wanted = countRows(vault);
  const isWhole = (): boolean => {
    const { items, versions } = writer.count();
    return items === wanted.items && versions === wanted.versions;
  };
  if (!isWhole()) {
    for (const [type, id] of differing(db, vault)) reconcile(type, id);
  }
  writer.finish();
  if (touched.size > 0) {
    followChanges(db, touched);
    tallyChanges(db);
  }
  setMetas(db, { stand, mark: latest, damaged: String(damaged) });
  return isWhole() && writer.count().none <= MOST_DEAD * (wanted.items + wanted.versions + 1000);
}

/** Returns how many versions could not be read when they were indexed. */
export function damagedDocs(db: DatabaseSync): number {
  const count = Number(metaOf(db, "damaged") ?? 0);
  return Number.isSafeInteger(count) ? count : 0;
}

function add(writer: IndexWriter, version: VersionBody, describe: Describe): boolean {
  writer.begin(version);
  if (version.body === null) return false;
  try {
    describe(version.type, version.id, version.body, writer);
    return true;
  } catch {
    // An invalid body must not stop the indexing. `verify` reports it.
    return false;
  }
}

type Change =
  | { change: "new"; doc: 0; version: VersionKey }
  | { change: "state"; doc: number; version: VersionKey }
  | { change: "gone"; doc: number; version: null };

/**
 * Compares the versions of an item with its docs. `docs` maps the start of each version to its doc; matched entries are
 * removed.
 */
function changesOf(docs: Map<string, number>, keys: readonly VersionKey[]): Change[] {
  const changes = keys.map((version): Change => {
    const doc = docs.get(version.since);
    docs.delete(version.since);
    return doc === undefined ? { change: "new", doc: 0, version } : { change: "state", doc, version };
  });
  return [...changes, ...[...docs.values()].map((doc): Change => ({ change: "gone", doc, version: null }))];
}

/** Returns the items whose versions differ from those in the index. */
function differing(db: DatabaseSync, vault: Vault): [type: number, id: string][] {
  const rows = db.prepare("SELECT content_type, id, since FROM docs").all();
  const docs = new Map<string, [type: number, id: string]>();
  for (const row of rows) {
    const type = Number(row["content_type"]), id = String(row["id"]);
    docs.set(`${type} ${id} ${row["since"]}`, [type, id]);
  }
  const items = new Map<string, [type: number, id: string]>();
  for (const { type, id, since } of everyKey(vault)) {
    if (!docs.delete(`${type} ${id} ${since}`)) items.set(`${type} ${id}`, [type, id]);
  }
  for (const [type, id] of docs.values()) items.set(`${type} ${id}`, [type, id]);
  return [...items.values()];
}

function later(mark: string, { since, until }: VersionKey): string {
  const last = until !== null && until > since ? until : since;
  return last > mark ? last : mark;
}

function metaOf(db: DatabaseSync, key: string): string | null {
  const value = db.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.["value"];
  return typeof value === "string" ? value : null;
}

function setMetas(db: DatabaseSync, metas: Readonly<Record<string, string>>): void {
  const statement = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
  for (const [key, value] of Object.entries(metas)) statement.run(key, value);
}
