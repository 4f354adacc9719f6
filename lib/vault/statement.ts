/**
 * Prepared statements that do not trust what a row holds: SQLite sees to the types of a STRICT table when it writes, and
 * a file that something else wrote may hold anything anywhere.
 *
 * @module
 */
import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { damaged } from "./errors.ts";

/** A row by column. */
export type Row = Record<string, SQLOutputValue>;

/** What tells whether a value is of a declared type; null is of all. */
const IS: Readonly<Record<string, (value: SQLOutputValue) => boolean>> = {
  TEXT: (value) => typeof value === "string",
  INTEGER: (value) => Number.isInteger(value),
  BLOB: (value) => value instanceof Uint8Array,
};

/** A prepared statement. Columns of tables hold what they were declared for, or the vault is damaged. */
export class Statement {
  private checks: readonly Check[] | undefined;

  constructor(private readonly statement: StatementSync, private readonly path: string) {}

  /** The first row. @throws {VaultError} when a value is of another type than its column. */
  get(...values: SQLInputValue[]): Row | undefined {
    const row = this.statement.get(...values);
    if (row !== undefined) this.check(row);
    return row;
  }

  /** All rows. @throws {VaultError} when a value is of another type than its column. */
  all(...values: SQLInputValue[]): Row[] {
    const rows = this.statement.all(...values);
    for (const row of rows) this.check(row);
    return rows;
  }

  /** The rows, one after the other. @throws {VaultError} when a value is of another type than its column. */
  *iterate(...values: SQLInputValue[]): Generator<Row> {
    for (const row of this.statement.iterate(...values)) {
      this.check(row);
      yield row;
    }
  }

  /** Runs a statement for what it does. */
  run(...values: SQLInputValue[]): ReturnType<StatementSync["run"]> {
    return this.statement.run(...values);
  }

  private check(row: Row): void {
    this.checks ??= this.statement.columns().flatMap(({ name, type }) => {
      const is = IS[type ?? ""];
      return is === undefined ? [] : [{ name, type: type ?? "", is }];
    });
    for (const { name, type, is } of this.checks) {
      const value = row[name] ?? null;
      if (value === null || is(value)) continue;
      throw damaged("read", this.path, `a value of the column ${name} is not of the type ${type}`);
    }
  }
}

interface Check {
  name: string;
  type: string;
  is: (value: SQLOutputValue) => boolean;
}
