/** Query parameters, checked against the facts. @module */
import type { OperationFact, TypeFact } from "./facts.ts";
import { Refusal } from "./errors.ts";
import type { ViolationKind } from "./violations.ts";

/** Parameters of a request that have passed the check. */
export class QueryParams {
  constructor(readonly values: ReadonlyMap<string, string>) {}

  /** The text of a parameter. */
  text(name: string): string | undefined {
    return this.values.get(name);
  }

  /** An integer. */
  integer(name: string): number | undefined {
    const text = this.values.get(name);
    return text === undefined ? undefined : Number(text);
  }

  /** Whether a boolean parameter is `true`; `undefined` when it was not sent. */
  flag(name: string): boolean | undefined {
    const text = this.values.get(name);
    return text === undefined ? undefined : text === "true";
  }

  /** A comma list. */
  list(name: string): string[] | undefined {
    return this.values.get(name)?.split(",").map((part) => part.trim());
  }
}

/**
 * Checks the query string of an operation.
 *
 * @throws {Refusal} 400 for what the operation does not declare.
 */
export function checkQuery(
  fact: OperationFact,
  search: URLSearchParams,
  report: (kind: ViolationKind, detail: string) => void,
): QueryParams {
  const values = new Map<string, string>();
  const refuse = (kind: ViolationKind, detail: string): never => {
    report(kind, detail);
    throw new Refusal(400, `Bad request: ${detail}`);
  };
  for (const [name, value] of search) {
    const parameter = fact.parameters.find((known) => known.in === "query" && known.name === name);
    if (parameter === undefined) return refuse("unknown_parameter", name);
    if (parameter.deprecated) report("deprecated_parameter", name);
    if (values.has(name)) return refuse("repeated_parameter", name);
    if (!fits(value, parameter.type)) return refuse("bad_parameter", `${name}=${value}`);
    values.set(name, value);
  }
  for (const parameter of fact.parameters) {
    if (parameter.in === "query" && parameter.required && (values.get(parameter.name) ?? "") === "") {
      return refuse("missing_parameter", parameter.name);
    }
  }
  return new QueryParams(values);
}

function fits(value: string, type: TypeFact): boolean {
  if (type.type === "integer") return /^-?\d+$/.test(value);
  if (type.type === "boolean") return value === "true" || value === "false";
  if (type.type === "number") return value !== "" && Number.isFinite(Number(value));
  return true;
}
