/** A simulated Looker: an instance behind an HTTP server. @module */
import { type Answer, isList } from "./call.ts";
import { control } from "./control.ts";
import { Refusal } from "./errors.ts";
import { answerInstead, broken, dripping, wrongType } from "./fault_answers.ts";
import { type FaultRule, FaultRules } from "./faults.ts";
import { type Gate, openGate } from "./gate.ts";
import { RequestLog, type RequestRecord, type Stats } from "./log.ts";
import { deployLookml, mutate, type Mutation } from "./mutations.ts";
import { type NormalForm, normalForm, type NormalFormOptions } from "./normal/mod.ts";
import { type ResolvedOptions, resolveOptions, type SimOptions } from "./options.ts";
import { answer } from "./pipeline.ts";
import { Random } from "./random.ts";
import { RateLimit } from "./rate_limit.ts";
import { findRoute, type Route } from "./router.ts";
import { seedStore } from "./seed/mod.ts";
import { servedBeyond, type SpecOptions } from "./api_spec.ts";
import type { Served } from "./served.ts";
import { Sessions } from "./sessions.ts";
import { type Mail, Store } from "./store.ts";
import type { Violation } from "./violations.ts";
import { Waits } from "./waits.ts";
import { FINAL, isWrite, type WriteHook, WriteHooks } from "./writes.ts";

/** Starts a simulated Looker on the loopback interface. */
export function startSim(options: SimOptions = {}): Sim {
  return new Sim(resolveOptions(options));
}

/** A request with its body read. */
interface Received {
  request: Request;
  info: Deno.ServeHandlerInfo<Deno.NetAddr>;
  url: URL;
  route: Route | undefined;
  body: string;
}

const MAX_VIOLATIONS = 10_000;
const encoder = new TextEncoder();

/** A running simulator. `await using sim = startSim()` stops it at the end of the block. */
export class Sim implements AsyncDisposable {
  readonly violations: Violation[] = [];
  readonly random: Random;
  readonly faults: FaultRules;
  readonly sessions: Sessions;
  readonly #log: RequestLog;
  #store = new Store();
  readonly #rate: RateLimit;
  readonly #waits = new Waits();
  readonly #hooks = new WriteHooks();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #gate: Gate | undefined;
  readonly #mutated: { count: number; done: number }[];

  constructor(readonly options: ResolvedOptions) {
    this.random = new Random(options.seed * 7919 + 17);
    this.faults = new FaultRules(new Random(options.seed * 104729 + 5));
    this.faults.add(...options.faults);
    this.sessions = new Sessions(options, () => this.store.builtIns.apiUser);
    this.#log = new RequestLog(options.noLog ? 0 : options.logLimit);
    this.#rate = new RateLimit(options.rateLimitPerSecond, () => performance.now());
    this.#mutated = options.mutations.map(() => ({ count: 0, done: 0 }));
    seedStore(this.#store, options);
    const { hostname } = options;
    this.#server = Deno.serve({
      hostname,
      port: options.gate ? 0 : options.port,
      onListen(): void {},
    }, (request, info) => this.#serve(request, info));
    this.#gate = options.gate ? openGate(hostname, options.port, this.#server.addr.port) : undefined;
  }

  /** `http://127.0.0.1:PORT` */
  get url(): string {
    const host = this.options.hostname === "0.0.0.0" ? "127.0.0.1" : this.options.hostname;
    return `http://${host}:${this.#gate?.port ?? this.#server.addr.port}`;
  }

  /** The instance. */
  get store(): Store {
    return this.#store;
  }

  /**
   * Deletes for good whatever a person made: what is left is the instance that `emptied` starts with, under the same
   * address and with the same tokens. Built-in objects keep their ids, no id is given a second time.
   */
  empty(): void {
    const store = new Store();
    seedStore(store, { ...this.options, emptied: true });
    this.#store = store;
  }

  /** The newest requests, oldest first. */
  get log(): RequestRecord[] {
    return this.#log.records;
  }

  /** Totals since the start. */
  get stats(): Stats {
    return this.#log.stats;
  }

  /** How often an operation was asked. */
  count(operation: string): number {
    return this.#log.stats.operations[operation] ?? 0;
  }

  /** Requests that may change something: all but GET, logins, logouts and query runs. */
  writes(): RequestRecord[] {
    return this.log.filter(isWrite);
  }

  /** Writes that destroy for good what a person made: no restore may ever send one (whatever the answer was). */
  deletions(): RequestRecord[] {
    return this.log.filter((record) => FINAL.has(record.operation));
  }

  /**
   * Calls back once the n-th write from now (counted from 1) has been done and answered 2xx, before that answer leaves.
   * The answer waits for the promise: a client killed meanwhile never learns what became of its write.
   */
  onWrite(n: number, callback: WriteHook["callback"]): void {
    this.#hooks.add(n, callback);
  }

  /** What somebody would have got by mail: a restore sends none. */
  get mails(): readonly Mail[] {
    return this.store.mails;
  }

  /** Everything a client can write, with names in place of ids; see {@linkcode sameUpToIds}. */
  normalForm(options?: NormalFormOptions): NormalForm {
    return normalForm(this.store, options);
  }

  /** Lets another release answer from now on: the same objects, spelled differently. */
  serve(served: Partial<Served>): void {
    this.store.served = { ...this.store.served, ...served };
    this.store.epoch.current++;
  }

  /** Another release of Looker from now on, with a spec of its own. */
  upgrade({ release, spec = {} }: { release: string; spec?: SpecOptions }): void {
    this.options.release = release;
    this.options.spec = spec;
    this.serve({ beyond: servedBeyond(spec) });
  }

  /**
   * Deploys LookML: nobody edits content, but what Looker computes from LookML moves in every dashboard and look
   * (line numbers and fiscal offsets of filter fields, `quick_calcs`, `client_id` of the same queries).
   */
  lookmlDeploy(): void {
    deployLookml(this.store);
  }

  /** Notes what a client did wrong. */
  report(violation: Violation): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push(violation);
  }

  /** Changes the instance from outside the API; the id that was hit. */
  mutate(mutation: Mutation): string | undefined {
    return mutate(this.store, this.random, mutation, new Date(this.options.now()).toISOString());
  }

  /** Sets or lifts the limit on requests per second. */
  setRateLimit(perSecond: number | undefined): void {
    this.#rate.perSecond = perSecond;
  }

  /** Makes all tokens invalid. */
  revokeTokens(): void {
    this.sessions.revokeAll();
  }

  /** Stops the server; hanging requests end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#waits.close();
    if (this.#gate) await this.#gate[Symbol.asyncDispose]();
    await this.#server.shutdown();
  }

  async #serve(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/_sim/")) return await control(this, request, url.pathname);
    if (url.pathname === "/alive") return new Response("alive");
    const started = performance.now(), at = this.options.now();
    const n = this.#log.arrive();
    const session = this.sessions.find(request.headers.get("authorization"))?.number ?? 0;
    const route = findRoute(request.method, url.pathname);
    const record: RequestRecord = {
      n,
      at,
      method: request.method,
      path: url.pathname,
      operation: route?.operation ?? "",
      query: url.search.slice(1),
      status: 0,
      bytes: 0,
      ms: 0,
      session,
    };
    const body = request.method === "GET" || request.method === "HEAD" ? "" : await request.text();
    if (body !== "" && isWrite(record)) record.body = body;
    try {
      return await this.#respond({ request, info, url, route, body }, record);
    } finally {
      record.ms = performance.now() - started;
      this.#log.done(record);
    }
  }

  async #respond(
    { request, info, url, route, body }: Received,
    record: RequestRecord,
  ): Promise<Response> {
    const { method } = request;
    await this.#waits.wait(this.options.latencyMs);
    const fault = this.#fault(method, url, route);
    if (fault) record.fault = fault.kind;
    if (fault?.kind === "late") await this.#waits.wait(fault.ms ?? 200);
    if (fault?.kind === "hang") await this.#waits.wait(Infinity, request.signal);
    if (fault?.kind === "reset" || fault?.kind === "hang") return this.#reset(info);
    const limited = !this.#rate.allow();
    if (limited) record.fault ??= "rate-limit";
    const instead = limited
      ? answerInstead({ kind: "429", retryAfter: 1 }, this.options.now())
      : fault && answerInstead(fault, this.options.now());
    let given: Answer;
    try {
      given = instead ?? answer(this, { method, url, headers: request.headers, body }, route);
    } catch (error) {
      record.status = 500;
      this.report({
        kind: "not_modelled",
        operation: record.operation,
        method,
        path: url.pathname,
        detail: String(error),
      });
      return new Response(new Refusal(500, String(error)).body(route?.fact), { status: 500 });
    }
    if (fault?.kind === "wrong-type-200") given = wrongType(given);
    const { kbPerSecond } = this.options;
    if (kbPerSecond > 0) await this.#waits.wait((given.body?.length ?? 0) / kbPerSecond);
    this.#mutateAfter(record.operation, given);
    record.status = given.status;
    if (given.status < 300 && isWrite(record)) await this.#hooks.done(record);
    if (fault?.kind === "lost-hang") await this.#waits.wait(Infinity, request.signal);
    if (fault?.kind === "lost-reply" || fault?.kind === "lost-hang") return this.#reset(info);
    return this.#send(given, fault, record);
  }

  #send(given: Answer, fault: FaultRule | undefined, record: RequestRecord): Response {
    if (given.body === null) {
      return new Response(null, { status: given.status, ...(given.headers && { headers: given.headers }) });
    }
    const bytes = typeof given.body === "string" ? encoder.encode(given.body) : given.body;
    const type = given.contentType ?? "application/json";
    record.bytes = bytes.length;
    if (fault?.kind === "truncate") {
      return broken(given.status, type, bytes.subarray(0, bytes.length >> 1), bytes.length);
    }
    const headers = new Headers({ "content-type": type, ...given.headers });
    if (fault?.kind !== "slow") return new Response(bytes, { status: given.status, headers });
    const pause = (): Promise<void> => this.#waits.wait((fault.ms ?? 200) / 10);
    return dripping(given.status, headers, bytes, pause);
  }

  #reset(info: Deno.ServeHandlerInfo<Deno.NetAddr>): Response {
    this.#gate?.cut(info.remoteAddr.port);
    return broken(200, "application/json", new Uint8Array(), 1000);
  }

  #fault(method: string, url: URL, route: Route | undefined): FaultRule | undefined {
    return this.faults.next({
      operation: route?.operation ?? "",
      method,
      target: url.pathname + url.search,
      parameters: (name) => route?.params[name] ?? url.searchParams.get(name) ?? undefined,
    });
  }

  #mutateAfter(operation: string, given: Answer): void {
    if (given.status !== 200 || !isList(given)) return;
    for (const [index, rule] of this.options.mutations.entries()) {
      const state = this.#mutated[index];
      if (state === undefined || (rule.operation !== undefined && rule.operation !== operation)) continue;
      state.count++;
      if (state.count % rule.every !== 0 || state.done >= (rule.times ?? Infinity)) continue;
      state.done++;
      this.mutate(rule);
    }
  }
}
