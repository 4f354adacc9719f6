/** Faults by rule: what goes wrong on the way, when, and how often. @module */
import type { Json } from "./json.ts";
import type { Random } from "./random.ts";
import { isWrite } from "./writes.ts";

/** What can go wrong. */
export type FaultKind =
  | "401"
  | "403"
  | "404"
  | "422"
  | "429"
  | "500"
  | "501"
  | "502-html"
  | "503"
  | "504"
  /** The connection breaks instead of an answer (after the headers, unless the simulator has its `gate`). */
  | "reset"
  /** Half of the body, then the connection breaks. */
  | "truncate"
  /** No answer until the client goes away or the simulator closes. */
  | "hang"
  /** The body drips over `ms`. */
  | "slow"
  /** The answer comes whole, `ms` late. */
  | "late"
  /** The work is done, the answer is lost: the connection breaks. */
  | "lost-reply"
  /** The work is done, then no answer until the client goes away or the simulator closes. */
  | "lost-hang"
  | "html-200"
  | "empty-200"
  /** The JSON word `null`. */
  | "null-200"
  /** JSON of another kind: an object for a list, a list for an object. */
  | "wrong-type-200";

/** When something goes wrong. Conditions add up; without any, always. */
export interface FaultRule {
  kind: FaultKind;
  /** An operationId, several separated by commas, or `*` (default) for all. */
  operation?: string;
  /** A method, several separated by commas. */
  method?: string;
  /** Only requests that may change something: all but GET, logins, logouts and query runs. */
  writes?: boolean;
  /** Path or query parameters that must have these values, e.g. `{ dashboard_id: "7" }` or `{ offset: "100" }`. */
  match?: Record<string, string | number>;
  /** Only requests that ask for more than this `limit`. */
  limitAbove?: number;
  /** The first so many matching requests pass. */
  after?: number;
  /** Every n-th matching request. */
  every?: number;
  /** With this probability, from the simulator's seed. */
  probability?: number;
  /** At most so often. */
  times?: number;
  /** Each request (method, path and query) is hit at most so often. */
  timesPerRequest?: number;
  /** `Retry-After` of 429 and 503: seconds, or a date about one second ahead. */
  retryAfter?: number | "http-date";
  /** Milliseconds of `slow` and `late`. Default 200. */
  ms?: number;
}

/** A request as rules see it. */
export interface FaultTarget {
  operation: string;
  method: string;
  target: string;
  parameters: (name: string) => string | undefined;
}

interface Held {
  rule: FaultRule;
  seen: number;
  fired: number;
  perRequest: Map<string, number>;
}

/** The rules in force. */
export class FaultRules {
  readonly #held: Held[] = [];
  readonly #dropped: { operation: string; property: string }[] = [];
  constructor(readonly random: Random) {}

  /** Adds rules. The first that fires wins. */
  add(...rules: FaultRule[]): void {
    for (const rule of rules) this.#held.push({ rule, seen: 0, fired: 0, perRequest: new Map() });
  }

  /** Operations that take a property of their body, answer as if all were well, and do not keep it. */
  drop(operation: string, property: string): void {
    this.#dropped.push({ operation, property });
  }

  /** What an operation keeps of a body. */
  kept(operation: string, body: Json): Json {
    const dropped = this.#dropped.filter((one) => one.operation === operation).map(({ property }) =>
      property
    );
    if (dropped.length === 0 || typeof body !== "object" || body === null || Array.isArray(body)) return body;
    return Object.fromEntries(Object.entries(body).filter(([key]) => !dropped.includes(key))) as Json;
  }

  /** Removes all rules. */
  clear(): void {
    this.#held.length = this.#dropped.length = 0;
  }

  /** How often rules have fired. */
  get fired(): number {
    return this.#held.reduce((sum, held) => sum + held.fired, 0);
  }

  /** The fault that hits this request. */
  next(target: FaultTarget): FaultRule | undefined {
    for (const held of this.#held) {
      if (applies(held.rule, target) && this.#fires(held, target)) return held.rule;
    }
    return undefined;
  }

  #fires(held: Held, target: FaultTarget): boolean {
    const { rule } = held;
    held.seen++;
    const turn = held.seen - (rule.after ?? 0);
    if (turn <= 0) return false;
    if (rule.times !== undefined && held.fired >= rule.times) return false;
    if (rule.every !== undefined && turn % rule.every !== 0) return false;
    if (rule.probability !== undefined && this.random.next() >= rule.probability) return false;
    if (rule.timesPerRequest !== undefined) {
      const key = `${target.method} ${target.target}`;
      const hits = held.perRequest.get(key) ?? 0;
      if (hits >= rule.timesPerRequest) return false;
      held.perRequest.set(key, hits + 1);
    }
    held.fired++;
    return true;
  }
}

function applies(rule: FaultRule, target: FaultTarget): boolean {
  const operation = rule.operation ?? "*";
  if (operation !== "*" && !operation.split(",").includes(target.operation)) return false;
  if (rule.method !== undefined && !rule.method.toUpperCase().split(",").includes(target.method)) {
    return false;
  }
  if (rule.writes === true && !isWrite(target)) return false;
  if (rule.limitAbove !== undefined && !(Number(target.parameters("limit") ?? NaN) > rule.limitAbove)) {
    return false;
  }
  return Object.entries(rule.match ?? {}).every(([name, wanted]) =>
    target.parameters(name) === String(wanted)
  );
}
