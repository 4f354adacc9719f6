/**
 * Adds docs to an index; inside a transaction.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type DocWriter, packState, STATE, stateIn, type TermKind } from "./kinds.ts";
import { LONGEST_LIST, packPostings } from "./postings.ts";
import type { VersionKey } from "./rows.ts";
import { readStates } from "./states.ts";

/** The maximum number of pairs in memory before they are written. */
const MOST_PAIRS = 1_500_000;

/** Writes docs. Everything is in the index after {@linkcode IndexWriter.finish}. */
export class IndexWriter implements DocWriter {
  private readonly terms = new Map<TermKind, Map<string, number>>();
  private readonly lists = new Map<number, number[]>();
  private pairs = 0;
  private states: Uint8Array;
  private nextTerm: number;
  private nextDoc: number;
  private doc = 0;
  private readonly findTerm: StatementSync;
  private readonly addTerm: StatementSync;
  private readonly addDoc: StatementSync;
  private readonly setFacts: StatementSync;
  private readonly setQueries: StatementSync;
  private readonly setEditor: StatementSync;
  private readonly addWords: StatementSync;
  private readonly dropWords: StatementSync;
  private readonly addList: StatementSync;
  private readonly isEmpty: boolean;

  constructor(private readonly db: DatabaseSync) {
    const last = (sql: string): number => Number(db.prepare(sql).get()?.["n"] ?? 0);
    this.states = readStates(db);
    this.nextTerm = last("SELECT value AS n FROM meta WHERE key = 'terms'") + 1;
    this.nextDoc = Math.max(last("SELECT max(doc) AS n FROM docs") + 1, this.states.length, 1);
    this.isEmpty = this.nextTerm === 1;
    this.findTerm = db.prepare("SELECT term FROM terms WHERE kind = ? AND text = ?");
    this.addTerm = db.prepare("INSERT INTO terms (term, kind, text) VALUES (?, ?, ?)");
    this.addDoc = db.prepare(
      `INSERT INTO docs (doc, content_type, id, since, until, ended, trashed, name, owner, folder, edited)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.setFacts = db.prepare(
      "UPDATE docs SET until = ?, ended = ?, trashed = ?, name = ?, owner = ?, folder = ?, edited = ? WHERE doc = ?",
    );
    this.setEditor = db.prepare("UPDATE docs SET editor = ? WHERE doc = ?");
    this.setQueries = db.prepare("UPDATE docs SET queries = ? WHERE doc = ?");
    this.addWords = db.prepare("INSERT INTO words (rowid, name, text) VALUES (?, ?, ?)");
    this.dropWords = db.prepare("DELETE FROM words WHERE rowid = ?");
    this.addList = db.prepare("INSERT OR REPLACE INTO postings (term, doc, list) VALUES (?, ?, ?)");
  }

  /** Begins a doc, which receives the following terms and words. */
  begin(version: VersionKey): number {
    const doc = this.doc = this.nextDoc++, { type, id, since, until, state } = version;
    this.addDoc.run(doc, type, id, since, until, ...factsOf(version));
    this.setState(doc, packState(state, type));
    return doc;
  }

  /** Updates the properties of a doc, for example because its version has ended. */
  follow(doc: number, version: VersionKey): void {
    this.setFacts.run(version.until, ...factsOf(version), doc);
    this.setState(doc, packState(version.state, version.type));
  }

  term(kind: TermKind, text: string, scope?: { kind: TermKind; text: string }): void {
    const term = this.termOf(kind, text),
      other = scope === undefined ? 0 : this.termOf(scope.kind, scope.text);
    let list = this.lists.get(term);
    if (list === undefined) this.lists.set(term, list = []);
    // A name that occurs several times in a body is stored once.
    for (let i = list.length - 2; i >= 0 && list[i] === this.doc; i -= 2) if (list[i + 1] === other) return;
    list.push(this.doc, other);
    if (list.length >= 2 * LONGEST_LIST) this.writeList(term, list);
    if (++this.pairs >= MOST_PAIRS) this.flush();
  }

  words(name: string, text: string): void {
    if (name !== "" || text !== "") this.addWords.run(this.doc, name, text);
  }

  queries(hash: number): void {
    this.setQueries.run(hash, this.doc);
  }

  editor(id: string): void {
    this.setEditor.run(id.replaceAll("\0", "\ufffd").toWellFormed(), this.doc);
  }

  private setState(doc: number, byte: number): void {
    if (doc >= this.states.length) {
      const larger = new Uint8Array(Math.max(1024, doc * 2));
      larger.set(this.states);
      this.states = larger;
    }
    this.states[doc] = byte;
  }

  /** Removes a doc. Its number is not reused. */
  remove(doc: number): void {
    for (const table of ["docs", "changes", "former"]) {
      this.db.prepare(`DELETE FROM ${table} WHERE doc = ?`).run(doc);
    }
    this.dropWords.run(doc);
    this.setState(doc, 0);
  }

  /** Counts the docs that are newest versions, that are former versions, and that no longer exist. */
  count(): { items: number; versions: number; none: number } {
    const count = { items: 0, versions: 0, none: 0 };
    for (let doc = 1; doc < this.nextDoc; doc++) {
      const state = stateIn(this.states[doc] ?? 0);
      count[state === STATE.none ? "none" : state === STATE.past ? "versions" : "items"]++;
    }
    return count;
  }

  /** Writes everything that is still in memory. */
  finish(): void {
    this.flush();
    this.db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('terms', ?)").run(
      String(this.nextTerm - 1),
    );
    this.db.prepare("INSERT OR REPLACE INTO states (key, value) VALUES ('docs', ?)").run(
      this.states.slice(0, this.nextDoc),
    );
  }

  private flush(): void {
    // In the order of the table, so that each page is written only once.
    for (const term of [...this.lists.keys()].sort((a, b) => a - b)) {
      this.writeList(term, this.lists.get(term) ?? []);
    }
    this.lists.clear();
    this.pairs = 0;
  }

  private writeList(term: number, list: number[]): void {
    const [first] = list;
    if (first === undefined) return;
    this.addList.run(term, first, packPostings(list));
    list.length = 0;
  }

  private termOf(kind: TermKind, text: string): number {
    let terms = this.terms.get(kind);
    if (terms === undefined) this.terms.set(kind, terms = new Map());
    const known = terms.get(text);
    if (known !== undefined) return known;
    // SQLite cannot store half a surrogate pair, or text after a NUL.
    const stored = text.replaceAll("\0", "\ufffd").toWellFormed();
    const there = this.isEmpty && stored === text ? undefined : this.findTerm.get(kind, stored)?.["term"];
    const term = typeof there === "number" ? there : this.nextTerm++;
    if (there === undefined) this.addTerm.run(term, kind, stored);
    terms.set(text, term);
    return term;
  }
}

function factsOf(
  { ended, trashed, name, ownerId, folderId, updatedAt }: VersionKey,
): (string | number | null)[] {
  return [ended ? 1 : 0, trashed ? 1 : 0, name, ownerId, folderId, updatedAt];
}
