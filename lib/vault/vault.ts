/**
 * An open vault: its connection, and the only way to write to it.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { vaultError } from "./errors.ts";
import { vaultSize } from "./file_size.ts";
import { Statement } from "./statement.ts";

/**
 * What a committed transaction survives. A transaction that is safe from a kill does not wait for the disk: the
 * operating system has it. A power cut may undo it entirely, together with all later ones, until a transaction that is
 * safe from a power cut is committed.
 */
export type Durability = "kill" | "power cut";

/** Data that is in memory until a transaction ends. */
export interface Pending {
  /** Writes the data, because the transaction is about to be committed. */
  write(): void;
  /** Discards the data, because the transaction was rolled back. */
  forget(): void;
}

/** An open vault. Disposing closes it and releases its lock. */
export class Vault implements Disposable {
  private readonly statements = new Map<string, Statement>();
  private readonly raw = new Map<string, StatementSync>();
  private readonly pending: Pending[] = [];
  private writing = false;
  /** The initial setting of the connection. */
  private safeFrom: Durability = "power cut";

  constructor(
    readonly path: string,
    private readonly db: DatabaseSync,
    private readonly lock: Disposable | null,
    private readonly options: { stays?: boolean; canonicalForm?: string; isTemporary?: boolean } = {},
  ) {}

  /**
   * Whether the vault is in memory and lost when it is closed. Its rows need no digests against damage. The path does
   * not show it: a file can have the name `:memory:`.
   */
  get isTemporary(): boolean {
    return this.options.isTemporary === true;
  }

  /**
   * Removes the secrets of the connection from a text of a server or program, so that it can be stored in a column
   * other than the body. All code that stores such a text must call it. Bodies are stored unchanged.
   */
  clean: (text: string) => string = (text) => text;

  /** Cleans a text as {@linkcode Vault.clean} does; null for null. */
  cleaned(text: string | null): string | null {
    return text === null ? null : this.clean(text);
  }

  /** Cleans each text in a value as {@linkcode Vault.clean} does, and returns the value as JSON. */
  cleanJson(value: unknown): string {
    return JSON.stringify(value, (_key, one) => typeof one === "string" ? this.clean(one) : one);
  }

  /**
   * SQL for the canonical hash of a row of `content_items` or `content_history`, by the rules given when the vault was
   * opened.
   */
  get canonicalForm(): string {
    return this.options.canonicalForm ?? "canonical_hash";
  }

  /** Returns a prepared statement. Each `sql` is prepared only once. */
  prepare(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = new Statement(this.prepareRaw(sql), this.path);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** Returns a statement that does not check the types of values, for callers that check each value themselves. */
  prepareRaw(sql: string): StatementSync {
    let statement = this.raw.get(sql);
    if (statement === undefined) {
      statement = this.guarded("read", () => this.db.prepare(sql));
      this.raw.set(sql, statement);
    }
    return statement;
  }

  /**
   * Runs `work` in a transaction. Afterwards the vault contains all its changes, or none if it throws. Waits for
   * another program's short write.
   *
   * @throws {Error} inside another transaction, because half of that transaction could be undone.
   */
  withTransaction<T>(work: () => T, { safeFrom = "power cut" }: { safeFrom?: Durability } = {}): T {
    if (this.writing) throw new Error("Cannot begin a transaction: another one is in progress");
    return this.guarded("write to", () => {
      if (safeFrom !== this.safeFrom) {
        this.prepare(safeFrom === "kill" ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL").run();
        this.safeFrom = safeFrom;
      }
      // Prepared, because only statements report the error code that distinguishes a busy vault from a damaged one.
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

  /** Registers data to write at the end of every later transaction. */
  joinTransactions(pending: Pending): void {
    this.pending.push(pending);
  }

  /** Runs a read and converts errors of SQLite. */
  read<T>(work: () => T): T {
    return this.guarded("read", work);
  }

  /** Returns a value of the table `meta`; null if there is none. */
  meta(key: string): string | null {
    const row = this.read(() => this.prepare("SELECT value FROM meta WHERE key = ?").get(key));
    return typeof row?.["value"] === "string" ? row["value"] : null;
  }

  /** Sets a value of the table `meta`; inside {@linkcode withTransaction}. */
  setMeta(key: string, value: string): void {
    this.prepare(
      "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
      .run(key, value);
  }

  /**
   * Moves the write-ahead log into the file. Returns false if readers prevent a part of it; the next run moves that
   * part.
   */
  checkpointLog(): boolean {
    const row = this.guarded("write to", () => this.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get());
    return row?.["busy"] === 0;
  }

  /**
   * Returns unused pages to the file system. Returns false if readers keep some of them in use; the next run returns
   * those.
   */
  compact(): boolean {
    this.guarded("write to", () => this.prepare("PRAGMA incremental_vacuum").all());
    return this.checkpointLog();
  }

  /** Returns the bytes of the vault's file and its write-ahead log. */
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
      // A full disk or a lost file has already caused a rollback. The first error is thrown.
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
