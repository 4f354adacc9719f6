/**
 * The typed client: an operation's name in, its answer out. A parameter the operation does not have, or one of the
 * wrong type, does not compile.
 *
 * @module
 */
import type { LentItems, ReadItem, ReadOptions } from "../codec/read_item.ts";
import { lendJsonArray, readJson, readJsonArray } from "../codec/json_reader.ts";
import { InexactError } from "../codec/errors.ts";
import { jsonText, type JsonValue } from "../codec/json_value.ts";
import { MAX_CAPTURED } from "../codec/limits.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";
import { NotSentError } from "../http/errors.ts";
import type { HttpRequest, HttpResponse, Tally, Transport } from "../http/transport.ts";
import { API_OPERATIONS } from "./api_operations.ts";
import type { operations } from "./api_types.ts";

/** An operationId of Looker's API 4.0 that lookervault uses. */
export type Operation = keyof operations & keyof typeof API_OPERATIONS;

/** Path and query parameters of an operation, in one object: an empty one where it has none. */
export type Params<O extends Operation> = NoneIfUnknown<
  PathOf<operations[O]["parameters"]> & QueryOf<operations[O]["parameters"]>
>;

type NoneIfUnknown<P> = unknown extends P ? Record<string, never> : P;
type PathOf<P> = P extends { path: infer T } ? T : unknown;
// `query?: never` is how the generator says that there is none.
type QueryOf<P> = P extends { query: infer T } ? T
  : P extends { query?: infer T }
    ? [Exclude<T, undefined>] extends [never] ? unknown : Partial<Exclude<T, undefined>>
  : unknown;

/** The JSON an operation answers. */
export type Answer<O extends Operation> = operations[O]["responses"] extends
  { 200: { content: { "application/json": infer T } } } ? T : unknown;

/** The JSON body an operation takes. */
export type RequestBody<O extends Operation> = operations[O] extends { requestBody?: infer B }
  ? [Exclude<B, undefined>] extends [never] ? undefined
  : Exclude<B, undefined> extends { content: { "application/json": infer T } } ? T
  : undefined
  : undefined;

/** Operations whose answer is a list. */
export type ListOperation = {
  [O in Operation]: Answer<O> extends readonly unknown[] ? O : never;
}[Operation];

/** Options of every call. */
export interface CallOptions {
  signal: AbortSignal;
  /** Counts this call's requests. */
  tally?: Tally;
  /** False for pages: a time-out shrinks them instead of sending them again. */
  retryTimeouts?: boolean;
  /** Goes before others that wait: a listing, on whose answer much more waits. */
  urgent?: boolean;
  /** Looker usually answers this at once: do not wait long for a slow answer. */
  quick?: boolean;
  /** Keys to look out for in the bodies: {@linkcode ReadItem.found}. */
  watch?: readonly string[];
}

/** POST operations that give the same answer however often they are sent. */
const IDEMPOTENT_POSTS = new Set<string>(["create_query", "create_merge_query", "run_inline_query"]);

/** How much {@linkcode LookerClient} takes; for tests. */
export interface ClientLimits {
  /** Bytes of MessagePack that one item may have. */
  mostItem?: number;
  /** The largest size of an answer that controls the run, bytes. */
  mostParsed?: number;
}

/** Calls Looker through a transport that adds everything else: token, retries, limits, time-outs. */
export class LookerClient {
  private readonly limits: Required<ClientLimits>;

  constructor(
    private readonly transport: Transport,
    private readonly apiUrl: string,
    { mostItem = MAX_CAPTURED, mostParsed = MAX_PARSED }: ClientLimits = {},
  ) {
    this.limits = { mostItem, mostParsed };
  }

  private readOptions({ watch }: CallOptions): ReadOptions {
    return { maxItem: this.limits.mostItem, ...(watch !== undefined && { watch }) };
  }

  /** The answer, decoded as `JSON.parse` does: for answers that steer the run, not for bodies that are stored. */
  async call<O extends Operation>(
    operation: O,
    params: Params<O>,
    options: CallOptions & { body?: RequestBody<O> },
  ): Promise<Answer<O>> {
    const bounded = { ...options, most: this.limits.mostParsed };
    const response = await this.send(operation, params, bounded, (answer) => parsed(operation, answer));
    return response.value as Answer<O>;
  }

  /**
   * The answer of an operation that gives one object, exactly as served.
   *
   * @throws {InexactError} when it cannot be stored exactly.
   */
  async get<O extends Operation>(operation: O, params: Params<O>, options: CallOptions): Promise<ReadItem> {
    const response = await this.send(
      operation,
      params,
      options,
      ({ body }) => exactObject(body, this.readOptions(options)),
    );
    const item = response.value as ReadItem | InexactError;
    if (item instanceof InexactError) throw item;
    return item;
  }

  /**
   * The items of an operation that gives a list, exactly as served. `null` counts as an empty list. An item that
   * cannot be stored exactly comes as its error.
   */
  async list<O extends Operation>(
    operation: O,
    params: Params<O>,
    options: CallOptions,
  ): Promise<{ items: (ReadItem | InexactError)[]; total: number | null }> {
    const response = await this.send(
      operation,
      params,
      options,
      ({ body }) => exactList(operation, body, this.readOptions(options)),
    );
    return { items: response.value as (ReadItem | InexactError)[], total: totalCount(response) };
  }

  /**
   * Shows each item of a list to `visit`, exactly as served, once the whole answer has been judged good. An item's bytes
   * are only there until `visit` returns.
   */
  async visit<O extends Operation>(
    operation: O,
    params: Params<O>,
    options: CallOptions & { visit: (item: ReadItem | InexactError) => void },
  ): Promise<{ count: number; total: number | null }> {
    const response = await this.send(
      operation,
      params,
      options,
      ({ body }) => lentList(operation, body, this.readOptions(options)),
    );
    const items = response.value as LentItems;
    items.visit(options.visit);
    return { count: items.count, total: totalCount(response) };
  }

  /**
   * Sends a body exactly, integers beyond 2^53 included, and gives the answer as exactly; null where it has none.
   * `idempotent` says whether a POST may be sent again as it is.
   */
  async write(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions & { body?: JsonValue; idempotent?: boolean },
  ): Promise<JsonValue> {
    const response = await this.send(operation, params, options, ({ body, status }) => {
      if (status === 204 || body.length === 0) return null;
      const kind = API_OPERATIONS[operation][4];
      return kind === "none" || kind === "text" ? null : new MsgpackReader(readJson(body).bytes).value();
    });
    return response.value as JsonValue;
  }

  /**
   * A JSON document that may be large, or no JSON at all: asking again would help neither, so that is told and not
   * tried again.
   */
  async document<O extends Operation>(
    operation: O,
    params: Params<O>,
    { mostBytes, ...options }: CallOptions & { mostBytes: number },
  ): Promise<{ value: unknown } | "too_large" | "malformed"> {
    const response = await this.send(operation, params, options, ({ body }) => {
      if (body.length > mostBytes) return "too_large";
      try {
        return { value: JSON.parse(new TextDecoder().decode(body)) };
      } catch {
        return "malformed";
      }
    });
    return response.value as { value: unknown } | "too_large" | "malformed";
  }

  private async send<O extends Operation>(
    operation: O,
    params: Params<O> | Readonly<Record<string, unknown>>,
    options: CallOptions & { body?: unknown; idempotent?: boolean; most?: number },
    read: HttpRequest["read"],
  ): Promise<HttpResponse> {
    const [method] = API_OPERATIONS[operation];
    return await this.transport({
      operation,
      method,
      url: this.apiUrl + pathAndQuery(operation, params as Record<string, unknown>),
      headers: {
        accept: "application/json",
        ...(options.body !== undefined && { "content-type": "application/json" }),
      },
      ...(options.body !== undefined && { body: jsonText(options.body as JsonValue) }),
      signal: options.signal,
      idempotent: options.idempotent ?? (method !== "POST" || IDEMPOTENT_POSTS.has(operation)),
      retryTimeouts: options.retryTimeouts ?? true,
      ...(options.urgent && { urgent: true }),
      ...(options.quick && { quick: true }),
      ...(options.most !== undefined && { most: options.most }),
      ...(options.tally && { tally: options.tally }),
      read,
    });
  }
}

/**
 * Path and query of a call. Path ids are percent-encoded; arrays become one comma-joined value.
 *
 * @throws {NotSentError} when an id would make it the path of something else.
 */
export function pathAndQuery(operation: Operation, params: Readonly<Record<string, unknown>>): string {
  const [, template, queryNames] = API_OPERATIONS[operation];
  const path = template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => pathSegment(operation, name, params[name]),
  );
  const query = queryNames.split(" ").filter((name) => params[name] !== undefined && params[name] !== null)
    .map((name) => {
      const value = params[name];
      const text = Array.isArray(value) ? value.join(",") : String(value);
      return `${name}=${encodeURIComponent(text.toWellFormed())}`;
    });
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

/** An empty id, `.` or `..` would vanish from the URL: a DELETE of one thing would go to the list of all. */
function pathSegment(operation: Operation, name: string, value: unknown): string {
  const text = String(value ?? "");
  if (!/^\.{0,2}$/.test(text) && text.isWellFormed()) return encodeURIComponent(text);
  throw new NotSentError(operation, `${name} is ${JSON.stringify(text)}, which cannot be part of a URL`);
}

function parsed(operation: Operation, { body, status }: HttpResponse): unknown {
  const [, , , , kind] = API_OPERATIONS[operation];
  if (kind === "none") return null;
  if (status === 204 || body.length === 0) throw new Error(EMPTY_ANSWER);
  if (body.length > UNCOUNTED && countOf(body) > MAX_VALUES) throw new Error("it holds too many values");
  const text = new TextDecoder().decode(body);
  if (kind === "text") return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the body.
    throw new Error("it is not JSON");
  }
  if (kind === "array" && value === null) return [];
  if (kind === "array" && !Array.isArray(value)) throw new Error("it is not a JSON array");
  if (kind === "object" && (typeof value !== "object" || value === null || Array.isArray(value))) {
    throw new Error("it is not a JSON object");
  }
  return value;
}

/** Bytes of an answer that steers the run: decoded it takes several times as much. */
const MAX_PARSED = 24 * 1024 * 1024;

const EMPTY_ANSWER = "it is empty";
/** Answers up to so many bytes hold few values; objects, arrays and commas of a larger one are counted first. */
const UNCOUNTED = 4 * 1024 * 1024, MAX_VALUES = 10_000_000;

/** About how many values a JSON text holds: each costs many times its text once it is parsed. */
function countOf(body: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body[i];
    // A comma; a bracket or a brace, which stands for more.
    if (c === 0x2c) count++;
    else if (c === 0x5b || c === 0x7b) count += 4;
  }
  return count;
}

/** Reads one object. Returns an error if it cannot be stored exactly, because a retry would not help. */
function exactObject(body: Uint8Array, options: ReadOptions): ReadItem | InexactError {
  try {
    const item = readJson(body, options);
    if (item.index === null) throw new Error("it is not a JSON object");
    return item;
  } catch (error) {
    if (error instanceof InexactError) return error;
    throw error;
  }
}

/** How many items all pages hold, where Looker says so. */
function totalCount({ headers }: HttpResponse): number | null {
  const total = headers.get("x-total-count");
  return total !== null && /^\d+$/.test(total) ? Number(total) : null;
}

/** Whether an answer that should be a list is one object, as the spec types some lists. */
function isLoneObject(operation: Operation, body: Uint8Array): boolean {
  return API_OPERATIONS[operation][4] === "object" && firstCharacter(body) === "{";
}

function exactList(
  operation: Operation,
  body: Uint8Array,
  options: ReadOptions,
): (ReadItem | InexactError)[] {
  if (isNull(body)) return [];
  return isLoneObject(operation, body) ? [exactObject(body, options)] : readJsonArray(body, options);
}

function lentList(operation: Operation, body: Uint8Array, options: ReadOptions): LentItems {
  if (!isNull(body) && !isLoneObject(operation, body)) return lendJsonArray(body, options);
  const items = exactList(operation, body, options);
  return { count: items.length, visit: (visitor) => items.forEach(visitor) };
}

function firstCharacter(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, 64)).trimStart().charAt(0);
}

function isNull(body: Uint8Array): boolean {
  return body.length < 16 && new TextDecoder().decode(body).trim() === "null";
}
