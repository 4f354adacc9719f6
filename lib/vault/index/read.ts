/**
 * Queries an index. Its results are hints, which callers check against the bodies of the vault.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type DocState, STATE, stateIn, TERM, type TermKind, typeIn } from "./kinds.ts";
import { eachPosting } from "./postings.ts";
import { readStates } from "./states.ts";
import { damagedDocs } from "./sync.ts";

/** A doc: a version of an item. Times are ISO 8601 UTC. */
export interface Doc {
  doc: number;
  /** The type's code. */
  type: number;
  id: string;
  since: string;
  until: string | null;
  state: DocState;
}

/** A doc with its name, owner and folder. */
export interface PlacedDoc extends Doc {
  name: string | null;
  ownerId: string | null;
  folderId: string | null;
}

/** A term and its number. */
export interface Term {
  term: number;
  text: string;
}

/** An open index. Disposing closes it. */
export class Index implements Disposable {
  private readonly states: Uint8Array;
  private readonly texts = new Map<TermKind, ReadonlyMap<number, string>>();
  private readonly statements = new Map<string, StatementSync>();
  /** The count of versions that could not be read. */
  readonly damaged: number;

  constructor(private readonly db: DatabaseSync, readonly where: "file" | "memory") {
    this.states = readStates(db);
    this.damaged = damagedDocs(db);
  }

  /** The first number that no doc can have. All docs have lower numbers. */
  get end(): number {
    return this.states.length;
  }

  /** The count of all versions, newest and former. */
  get size(): number {
    return this.states.reduce((sum, byte) => stateIn(byte) === STATE.none ? sum : sum + 1, 0);
  }

  /** Returns the state of a doc. */
  state(doc: number): DocState {
    return stateIn(this.states[doc] ?? 0);
  }

  /** Returns the type's code of a doc. */
  type(doc: number): number {
    return typeIn(this.states[doc] ?? 0);
  }

  /** Returns a term's number; null if no doc has the term. */
  term(kind: TermKind, text: string): number | null {
    const term = this.prepare("SELECT term FROM terms WHERE kind = ? AND text = ?").get(kind, text)?.["term"];
    return typeof term === "number" ? term : null;
  }

  /** Returns at most `limit` terms of a kind whose texts begin with `prefix`, sorted by text; -1 returns all. */
  termsUnder(kind: TermKind, prefix: string, limit: number): Term[] {
    const rows = this.prepare(
      "SELECT term, text FROM terms WHERE kind = ?1 AND text >= ?2 AND text < ?3 ORDER BY text LIMIT ?4",
    ).all(kind, prefix, `${prefix}\u{10ffff}`, limit);
    return rows.map((row) => ({ term: Number(row["term"]), text: String(row["text"]) }));
  }

  /** Returns the texts of all terms of a kind, by number. */
  textsOf(kind: TermKind): ReadonlyMap<number, string> {
    let texts = this.texts.get(kind);
    if (texts === undefined) {
      texts = new Map(this.termsUnder(kind, "", -1).map(({ term, text }) => [term, text]));
      this.texts.set(kind, texts);
    }
    return texts;
  }

  /** Calls `found` for each doc with a term, in ascending order. Docs that a cleanup removed are skipped. */
  eachDoc(term: number, found: (doc: number, scope: number) => void): void {
    for (const row of this.prepare("SELECT list FROM postings WHERE term = ? ORDER BY doc").all(term)) {
      const list = row["list"];
      if (list instanceof Uint8Array) {
        eachPosting(list, (doc, scope) => {
          if (this.state(doc) !== STATE.none) found(doc, scope);
        });
      }
    }
  }

  /** Calls `found` for each doc that refers to an item with a version in `docs`. One statement serves all of them. */
  eachUser(docs: readonly number[], found: (used: number, user: number, relation: number) => void): void {
    // The joins are in this order, so that SQLite starts with the few requested docs.
    const statement = this.prepare(
      `SELECT d.doc AS doc, p.list AS list FROM json_each(?1) AS asked
       CROSS JOIN docs AS d ON d.doc = asked.value
       CROSS JOIN terms AS t ON t.kind = ${TERM.item} AND t.text = d.content_type || '/' || d.id
       CROSS JOIN postings AS p ON p.term = t.term`,
    );
    for (const row of statement.all(JSON.stringify(docs))) {
      const list = row["list"], used = Number(row["doc"]);
      if (!(list instanceof Uint8Array)) continue;
      eachPosting(list, (user, relation) => {
        if (this.state(user) !== STATE.none) found(used, user, relation);
      });
    }
  }

  /** Returns the docs that match an FTS5 query. */
  match(query: string): number[] {
    const row = this.prepare(
      "SELECT json_group_array(rowid) AS docs FROM (SELECT rowid FROM words WHERE words MATCH ?)",
    ).get(query);
    const docs: unknown = JSON.parse(String(row?.["docs"] ?? "[]"));
    return Array.isArray(docs)
      ? docs.filter((doc) => Number.isSafeInteger(doc) && this.state(doc) !== STATE.none)
      : [];
  }

  /** Returns docs by their numbers, in the given order. Missing docs are omitted. */
  docs(numbers: readonly number[]): Doc[] {
    const statement = this.prepare(
      `SELECT d.doc, d.content_type, d.id, d.since, d.until FROM json_each(?1) AS asked
       CROSS JOIN docs AS d ON d.doc = asked.value`,
    );
    return statement.all(JSON.stringify(numbers)).map((row) => this.docOf(row));
  }

  /**
   * Returns docs with the names, owners and folders in the index, so that callers can sort before they read the vault.
   */
  placedDocs(numbers: readonly number[]): PlacedDoc[] {
    // One statement for all docs. A statement for each doc takes three times as long.
    const statement = this.prepare(
      `SELECT d.doc, d.content_type, d.id, d.since, d.until, d.name, d.owner, d.folder FROM json_each(?1) AS asked
       CROSS JOIN docs AS d ON d.doc = asked.value`,
    );
    return statement.all(JSON.stringify(numbers)).map((row) => ({
      ...this.docOf(row),
      name: textOf(row["name"]),
      ownerId: textOf(row["owner"]),
      folderId: textOf(row["folder"]),
    }));
  }

  /** Returns the docs of an item, the newest first. */
  docsOf(type: number, id: string): Doc[] {
    const statement = this.prepare(
      "SELECT doc, content_type, id, since, until FROM docs WHERE content_type = ? AND id = ? ORDER BY since DESC",
    );
    return statement.all(type, id).map((row) => this.docOf(row));
  }

  /** Returns all docs with one of the states. */
  docsIn(...states: readonly DocState[]): number[] {
    const docs: number[] = [];
    for (const [doc, byte] of this.states.entries()) {
      if (states.includes(stateIn(byte)) && stateIn(byte) !== STATE.none) docs.push(doc);
    }
    return docs;
  }

  /** Returns the docs that share a hash of `queries` with another doc, by hash. */
  sameQueries(): Map<number, number[]> {
    const rows = this.prepare(
      `SELECT queries, doc FROM docs WHERE queries IN (
         SELECT queries FROM docs WHERE queries IS NOT NULL GROUP BY queries HAVING count(*) > 1) ORDER BY doc`,
    ).all();
    const docs = new Map<number, number[]>();
    for (const row of rows) {
      const key = Number(row["queries"]), known = docs.get(key);
      if (known === undefined) docs.set(key, [Number(row["doc"])]);
      else known.push(Number(row["doc"]));
    }
    return docs;
  }

  /** Returns the words in names, with the count of docs that have each. */
  vocabulary(): { word: string; docs: number }[] {
    this.db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, col)");
    const rows = this.prepare(
      "SELECT term, doc FROM temp.vocabulary WHERE col = 'name' AND length(term) < 40",
    ).all();
    return rows.map((row) => ({ word: String(row["term"]), docs: Number(row["doc"]) }));
  }

  [Symbol.dispose](): void {
    this.db.close();
  }

  private docOf(row: Record<string, unknown>): Doc {
    const doc = Number(row["doc"]), until = row["until"];
    return {
      doc,
      type: Number(row["content_type"]),
      id: String(row["id"]),
      since: String(row["since"]),
      until: until === null ? null : String(until),
      state: this.state(doc),
    };
  }

  /** Returns a prepared statement for other files of this folder. Each `sql` is prepared only once. */
  prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, statement = this.db.prepare(sql));
    return statement;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
