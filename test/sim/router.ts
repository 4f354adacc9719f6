/** Finds the operation that a method and a path stand for. @module */
import { facts, type OperationFact } from "./facts.ts";

/** Where the API lives on the host. */
export const API_ROOT = "/api/4.0";

/** A path found in the facts. */
export interface Route {
  operation: string;
  fact: OperationFact;
  /** Path parameters, percent-decoded. */
  params: Record<string, string>;
}

interface Pattern {
  operation: string;
  fact: OperationFact;
  segments: string[];
  literals: number;
}

const PATTERNS = new Map<string, Pattern[]>();
for (const [operation, fact] of Object.entries(facts.operations)) {
  const segments = fact.path.split("/").slice(1);
  const key = `${fact.method} ${segments.length}`;
  const literals = segments.filter((segment) => !segment.startsWith("{")).length;
  PATTERNS.set(key, [...(PATTERNS.get(key) ?? []), { operation, fact, segments, literals }]);
}
for (const patterns of PATTERNS.values()) patterns.sort((a, b) => b.literals - a.literals);

/** The route of a request, or `undefined` when the API has no such path. Literal segments win over parameters. */
export function findRoute(method: string, pathname: string): Route | undefined {
  if (!pathname.startsWith(`${API_ROOT}/`)) return undefined;
  const given = pathname.slice(API_ROOT.length + 1).split("/");
  for (const pattern of PATTERNS.get(`${method.toLowerCase()} ${given.length}`) ?? []) {
    const params = match(pattern.segments, given);
    if (params !== undefined) return { operation: pattern.operation, fact: pattern.fact, params };
  }
  return undefined;
}

function match(segments: string[], given: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const text = given[index] ?? "";
    if (segment.startsWith("{")) {
      if (text === "") return undefined;
      try {
        params[segment.slice(1, -1)] = decodeURIComponent(text);
      } catch {
        return undefined;
      }
    } else if (segment !== text) return undefined;
  }
  return params;
}
