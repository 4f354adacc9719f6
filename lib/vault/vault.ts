/**
 * An open vault: its connection, and the one way to write to it.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { vaultError } from "./errors.ts";
import { vaultSize } from "./file_size.ts";
import { Statement } from "./statement.ts";

/**
 * What a transaction survives once it is committed. One that is safe from a kill waits for no disk: the operating system
 * has it, and a power cut may take it, whole, with those after it, up to the next that is safe from that.
 */
export type Durability = "kill" | "power cut";

/** What is kept in memory until a transaction ends. */
export interface Pending {
  /** Writes it: the transaction is about to be committed. */
  write(): void;
  /** Drops it: the transaction was undone. */
  forget(): void;
}

/** An open vault. Disposing closes it and lets go of its lock. */
export class Vault implements Disposable {
  private readonly statements = new Map<string, Statement>();
  private readonly raw = new Map<string, StatementSync>();
  private readonly pending: Pending[] = [];
  private writing = false;
  /** As the connection is opened. */
  private safeFrom: Durability = "power cut";

  constructor(
    readonly path: string,
    private readonly db: DatabaseSync,
    private readonly lock: Disposable | null,
    private readonly options: { stays?: boolean; canonicalForm?: string } = {},
  ) {}

  /**
   * What a server or a program said, as it may be kept beside the content: without the secrets of the connection that it
   * came from. Whatever writes such a text passes it through here; bodies are kept as they are.
   */
  clean: (text: string) => string = (text) => text;

  /** {@linkcode Vault.clean} for a text that may be missing. */
  cleaned(text: string | null): string | null {
    return text === null ? null : this.clean(text);
  }

  /** {@linkcode Vault.clean} for each text in a value that is kept as JSON. */
  cleanJson(value: unknown): string {
    return JSON.stringify(value, (_key, one) => typeof one === "string" ? this.clean(one) : one);
  }

  /** SQL for the canonical hash of a row of `content_items` or `content_history`, by the rules of who opened the vault. */
  get canonicalForm(): string {
    return this.options.canonicalForm ?? "canonical_hash";
  }

  /** The prepared statement of `sql`, prepared once. */
  prepare(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = new Statement(this.prepareRaw(sql), this.path);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** A statement whose rows hold whatever is in the file: for who judges each value. */
  prepareRaw(sql: string): StatementSync {
    let statement = this.raw.get(sql);
    if (statement === undefined) {
      statement = this.guarded("read", () => this.db.prepare(sql));
      this.raw.set(sql, statement);
    }
    return statement;
  }

  /**
   * Runs `work` in one transaction: all of it is in the vault afterwards, or, when it throws, nothing of it. Another
   * program's short write is waited for.
   *
   * @throws {Error} inside another transaction: half of that one could be undone.
   */
  withTransaction<T>(work: () => T, { safeFrom = "power cut" }: { safeFrom?: Durability } = {}): T {
    if (this.writing) throw new Error("Cannot begin a transaction: one is under way");
    return this.guarded("write to", () => {
      if (safeFrom !== this.safeFrom) {
        this.prepare(safeFrom === "kill" ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL").run();
        this.safeFrom = safeFrom;
      }
      // Prepared, because only statements report the code that tells a busy vault from a broken one.
      this.prepare("BEGIN IMMEDIATE").run();
      this.writing = true;
      try {
        const result = work();
        for (const one of this.pending) one.write();
        this.prepare("COMMIT").run();
        return result;
      } catch (error) {
        this.rollback();
        for (const one of this.pending) one.forget();
        throw error;
      } finally {
        this.writing = false;
      }
    });
  }

  /** Has something written at the end of every transaction from now on. */
  joinTransactions(pending: Pending): void {
    this.pending.push(pending);
  }

  /** Runs a read and translates errors of SQLite. */
  read<T>(work: () => T): T {
    return this.guarded("read", work);
  }

  /** A value of the `meta` table. */
  meta(key: string): string | null {
    const row = this.read(() => this.prepare("SELECT value FROM meta WHERE key = ?").get(key));
    return typeof row?.["value"] === "string" ? row["value"] : null;
  }

  /** Sets a value of the `meta` table; inside {@linkcode withTransaction}. */
  setMeta(key: string, value: string): void {
    this.prepare(
      "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
      .run(key, value);
  }

  /**
   * Moves the write-ahead log into the file, and says whether all of it: readers may hold a part back, which the next run
   * moves.
   */
  checkpointLog(): boolean {
    const row = this.guarded("write to", () => this.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get());
    return row?.["busy"] === 0;
  }

  /**
   * Returns unused pages to the file system, and says whether all of them: readers may hold
   * some back, which the next run gives.
   */
  compact(): boolean {
    this.guarded("write to", () => this.prepare("PRAGMA incremental_vacuum").all());
    return this.checkpointLog();
  }

  /** Bytes of the vault's file, its write-ahead log included. */
  size(): number {
    return vaultSize(this.path);
  }

  [Symbol.dispose](): void {
    try {
      if (this.options.stays !== true) this.db.close();
    } finally {
      this.lock?.[Symbol.dispose]();
    }
  }

  private rollback(): void {
    try {
      this.prepare("ROLLBACK").run();
    } catch {
      // A full disk or a lost file has rolled back already; the first error is the one to tell.
    }
  }

  private guarded<T>(doing: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw vaultError(error, doing, this.path);
    }
  }
}
