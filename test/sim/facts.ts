/** The API as `specs/looker-4.0.json` tells it: the one source of the simulator's strictness. @module */
import document from "../../specs/looker-4.0.json" with { type: "json" };
import type {
  Facts,
  OperationFact,
  PropertyFact,
  SchemaFact,
  TypeFact,
} from "../../scripts/generate/facts.ts";

export type { Facts, OperationFact, PropertyFact, SchemaFact, TypeFact };

/** Operations and schemas. */
export const facts = document as unknown as Facts;

/**
 * A schema by name.
 *
 * @throws {Error} when the facts lack it.
 */
export function schemaOf(name: string): SchemaFact {
  const schema = facts.schemas[name];
  if (schema === undefined) throw new Error(`Cannot find schema ${name}: not in the facts`);
  return schema;
}

/** What an operation answers on success, or `null` for an empty answer. */
export function answerType(operation: OperationFact): TypeFact | null {
  return (operation.responses["200"] ?? operation.responses["201"] ?? null)?.type ?? null;
}

/** The schema an answer is made of, item by item. */
export function viewOf(operation: OperationFact): string | undefined {
  const type = answerType(operation);
  return type?.ref ?? type?.items?.ref;
}
