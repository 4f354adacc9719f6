/**
 * The table of Looker's operations: of each, what it is used for, or why it is not.
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

/** What is said of an operation. */
export interface OperationWord {
  /** The types that it backs up and restores, in the order of the types. */
  uses: readonly OperationUse[];
  /** Why it backs up and restores none; null where it does. */
  why: Why | null;
  /** Why, in a sentence; null where it is used for a type. */
  text: string | null;
  /** The operations that give or change the same; empty where there are none. */
  by: readonly string[];
}

/** The operationIds of a text. */
export function operationNames(text: string | undefined): string[] {
  return text?.split(/\s+/).filter((name) => name !== "") ?? [];
}

/**
 * What is said of each operation, by operationId.
 *
 * @throws {Error} when one is in the table twice: used for a type and in a group, or in two groups.
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

/** What no backup holds, of no type in particular: in words, as people are told. */
export function generalLacks(): string[] {
  return [...OPERATION_GROUPS.flatMap(({ lacks }) => lacks ?? []), ...IN_NO_OPERATION];
}
