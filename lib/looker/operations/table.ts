/**
 * The table of Looker's operations: for each, what it is used for, or why it is not used.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType } from "../content_type_names.ts";
import { REGISTRY } from "../content_types.ts";
import { IN_NO_OPERATION, OPERATION_GROUPS, type Why } from "./groups.ts";

/** One use of an operation. */
export interface OperationUse {
  word: "backup" | "restore";
  type: ContentType;
}

/** The entry of an operation. */
export interface OperationWord {
  /** The types that it backs up and restores, in the order of the types. */
  uses: readonly OperationUse[];
  /** Why it backs up and restores no type; null if it does. */
  why: Why | null;
  /** The reason as a sentence; null if the operation is used for a type. */
  text: string | null;
  /** The operations that return or change the same; empty if there are none. */
  by: readonly string[];
}

/** Returns the operationIds in a text. */
export function operationNames(text: string | undefined): string[] {
  return text?.split(/\s+/).filter((name) => name !== "") ?? [];
}

/**
 * Returns the entry of each operation, by operationId.
 *
 * @throws {Error} when an operation is in the table twice: used for a type and in a group, or in two groups.
 */
export function operationTable(): ReadonlyMap<string, OperationWord> {
  const table = new Map<string, OperationWord & { uses: OperationUse[] }>();
  for (const type of CONTENT_TYPES) {
    const { reach } = REGISTRY[type];
    for (const word of ["backup", "restore"] as const) {
      for (const name of operationNames(reach[word])) {
        const known = table.get(name) ?? { uses: [], why: null, text: null, by: [] };
        known.uses.push({ word, type });
        table.set(name, known);
      }
    }
  }
  for (const { why, text, by, operations } of OPERATION_GROUPS) {
    for (const name of operationNames(operations)) {
      if (table.has(name)) {
        throw new Error(`Cannot build the table of operations: ${name} is in it twice`);
      }
      table.set(name, { uses: [], why, text, by: operationNames(by) });
    }
  }
  return table;
}

/** Returns what no backup contains, apart from single types, as texts for users. */
export function generalLacks(): string[] {
  return [...OPERATION_GROUPS.flatMap(({ lacks }) => lacks ?? []), ...IN_NO_OPERATION];
}
