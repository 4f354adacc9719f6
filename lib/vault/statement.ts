/**
 * Prepared statements that check the types of a row's values. SQLite checks the types of a STRICT table only when it
 * writes, and a file that another program wrote may contain any value in any column.
 *
 * @module
 */
import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { damaged } from "./errors.ts";

/** A row by column. */
export type Row = Record<string, SQLOutputValue>;

/** Checks whether a value is of a declared type. Null is valid for every type. */
const IS: Readonly<Record<string, (value: SQLOutputValue) => boolean>> = {
  TEXT: (value) => typeof value === "string",
  INTEGER: (value) => Number.isInteger(value),
  BLOB: (value) => value instanceof Uint8Array,
};

/** A prepared statement. If a value is not of its column's declared type, the vault is damaged. */
export class Statement {
  private checks: readonly Check[] | undefined;

  constructor(private readonly statement: StatementSync, private readonly path: string) {}

  /** Returns the first row. @throws {VaultError} if a value is of another type than its column. */
  get(...values: SQLInputValue[]): Row | undefined {
    const row = this.statement.get(...values);
    if (row !== undefined) this.check(row);
    return row;
  }

  /** Returns all rows. @throws {VaultError} if a value is of another type than its column. */
  all(...values: SQLInputValue[]): Row[] {
    const rows = this.statement.all(...values);
    for (const row of rows) this.check(row);
    return rows;
  }

  /** Yields the rows. @throws {VaultError} if a value is of another type than its column. */
  *iterate(...values: SQLInputValue[]): Generator<Row> {
    for (const row of this.statement.iterate(...values)) {
      this.check(row);
      yield row;
    }
  }

  /** Runs a statement that returns no rows. */
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
