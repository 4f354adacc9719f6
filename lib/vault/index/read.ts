/**
 * Queries of an index. Its answers are hints: the bodies of the vault prove them.
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

/** A doc with what is beside its body. */
export interface PlacedDoc extends Doc {
  name: string | null;
  ownerId: string | null;
  folderId: string | null;
}

/** A term by its number. */
export interface Term {
  term: number;
  text: string;
}

/** An index that can be asked. Disposing closes it. */
export class Index implements Disposable {
  private readonly states: Uint8Array;
  private readonly texts = new Map<TermKind, ReadonlyMap<number, string>>();
  private readonly statements = new Map<string, StatementSync>();
  /** Versions that could not be read. */
  readonly damaged: number;

  constructor(private readonly db: DatabaseSync, readonly where: "file" | "memory") {
    this.states = readStates(db);
    this.damaged = damagedDocs(db);
  }

  /** No doc has a number from here on. */
  get end(): number {
    return this.states.length;
  }

  /** How many versions there are, the newest ones among them. */
  get size(): number {
    return this.states.reduce((sum, byte) => stateIn(byte) === STATE.none ? sum : sum + 1, 0);
  }

  /** What a doc is. */
  state(doc: number): DocState {
    return stateIn(this.states[doc] ?? 0);
  }

  /** The code of a doc's type. */
  type(doc: number): number {
    return typeIn(this.states[doc] ?? 0);
  }

  /** A term's number; null where nothing holds it. */
  term(kind: TermKind, text: string): number | null {
    const term = this.prepare("SELECT term FROM terms WHERE kind = ? AND text = ?").get(kind, text)?.["term"];
    return typeof term === "number" ? term : null;
  }

  /** The terms of a kind whose text begins so, in the order of their texts; -1 for all of them. */
  termsUnder(kind: TermKind, prefix: string, limit: number): Term[] {
    const rows = this.prepare(
      "SELECT term, text FROM terms WHERE kind = ?1 AND text >= ?2 AND text < ?3 ORDER BY text LIMIT ?4",
    ).all(kind, prefix, `${prefix}\u{10ffff}`, limit);
    return rows.map((row) => ({ term: Number(row["term"]), text: String(row["text"]) }));
  }

  /** The texts of all terms of a kind, by number. */
  textsOf(kind: TermKind): ReadonlyMap<number, string> {
    let texts = this.texts.get(kind);
    if (texts === undefined) {
      texts = new Map(this.termsUnder(kind, "", -1).map(({ term, text }) => [term, text]));
      this.texts.set(kind, texts);
    }
    return texts;
  }

  /** Calls `found` for each doc that holds a term, in the order of their numbers but for what clean-ups took out. */
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

  /** Calls `found` for each doc that names an item of which some docs are versions: one statement for all of them. */
  eachUser(docs: readonly number[], found: (used: number, user: number, relation: number) => void): void {
    // In this order: the few that are asked for, then what is looked up of each.
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

  /** The docs that a query of FTS5 matches. */
  match(query: string): number[] {
    const row = this.prepare(
      "SELECT json_group_array(rowid) AS docs FROM (SELECT rowid FROM words WHERE words MATCH ?)",
    ).get(query);
    const docs: unknown = JSON.parse(String(row?.["docs"] ?? "[]"));
    return Array.isArray(docs)
      ? docs.filter((doc) => Number.isSafeInteger(doc) && this.state(doc) !== STATE.none)
      : [];
  }

  /** Docs by their numbers, in that order; those that are not there are omitted. */
  docs(numbers: readonly number[]): Doc[] {
    const statement = this.prepare(
      `SELECT d.doc, d.content_type, d.id, d.since, d.until FROM json_each(?1) AS asked
       CROSS JOIN docs AS d ON d.doc = asked.value`,
    );
    return statement.all(JSON.stringify(numbers)).map((row) => this.docOf(row));
  }

  /** Docs with their names, owners and folders as the index has them, by ids: to order what is read from the vault. */
  placedDocs(numbers: readonly number[]): PlacedDoc[] {
    // One statement for all of them: a statement for each takes three times as long.
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

  /** The docs of an item. */
  docsOf(type: number, id: string): Doc[] {
    const statement = this.prepare(
      "SELECT doc, content_type, id, since, until FROM docs WHERE content_type = ? AND id = ? ORDER BY since DESC",
    );
    return statement.all(type, id).map((row) => this.docOf(row));
  }

  /** All docs of some states. */
  docsIn(...states: readonly DocState[]): number[] {
    const docs: number[] = [];
    for (const [doc, byte] of this.states.entries()) {
      if (states.includes(stateIn(byte)) && stateIn(byte) !== STATE.none) docs.push(doc);
    }
    return docs;
  }

  /** The docs that have a number of `queries` in common with another, by that number. */
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

  /** Words of names that begin so, with how many docs have each. */
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

  /** A statement of this room's own files, prepared once. */
  prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, statement = this.db.prepare(sql));
    return statement;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
