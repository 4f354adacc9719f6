/**
 * The typed client: takes the name of an operation and returns its response. A parameter that the operation does not
 * have, or a parameter of the wrong type, does not compile.
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

/** The path and query parameters of an operation in one object, which is empty if the operation has none. */
export type Params<O extends Operation> = NoneIfUnknown<
  PathOf<operations[O]["parameters"]> & QueryOf<operations[O]["parameters"]>
>;

type NoneIfUnknown<P> = unknown extends P ? Record<string, never> : P;
type PathOf<P> = P extends { path: infer T } ? T : unknown;
// `query?: never` is how the generator expresses that there is no query.
type QueryOf<P> = P extends { query: infer T } ? T
  : P extends { query?: infer T }
    ? [Exclude<T, undefined>] extends [never] ? unknown : Partial<Exclude<T, undefined>>
  : unknown;

/** The JSON that an operation returns. */
export type Answer<O extends Operation> = operations[O]["responses"] extends
  { 200: { content: { "application/json": infer T } } } ? T : unknown;

/** The JSON body that an operation accepts. */
export type RequestBody<O extends Operation> = operations[O] extends { requestBody?: infer B }
  ? [Exclude<B, undefined>] extends [never] ? undefined
  : Exclude<B, undefined> extends { content: { "application/json": infer T } } ? T
  : undefined
  : undefined;

/** The operations that return a list. */
export type ListOperation = {
  [O in Operation]: Answer<O> extends readonly unknown[] ? O : never;
}[Operation];

/** Options of every call. */
export interface CallOptions {
  signal: AbortSignal;
  /** Counts the requests of this call. */
  tally?: Tally;
  /** Whether a timeout is retried: false for pages, which are requested in a smaller size instead. */
  retryTimeouts?: boolean;
  /** Whether to send the request before all waiting requests. Set for a listing that much other work waits for. */
  urgent?: boolean;
  /** Whether Looker usually responds at once, so that the timeout is short. */
  quick?: boolean;
  /** Keys to look for in the bodies. The keys that are found are in {@linkcode ReadItem.found}. */
  watch?: readonly string[];
}

/** POST operations that return the same response however often they are sent. */
const IDEMPOTENT_POSTS = new Set<string>(["create_query", "create_merge_query", "run_inline_query"]);

/** The limits of a {@linkcode LookerClient}, for tests. */
export interface ClientLimits {
  /** The maximum size of one item as MessagePack, bytes. */
  mostItem?: number;
  /** The maximum size of a response that controls the run, bytes. */
  mostParsed?: number;
}

/** Sends requests to Looker through a transport that adds everything else: token, retries, limits, timeouts. */
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

  /**
   * Returns the response, decoded as by `JSON.parse`: for responses that control the run, not for bodies that are
   * stored.
   */
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
   * Returns the single object of a response, exactly as served.
   *
   * @throws {InexactError} when the object cannot be stored exactly.
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
   * Returns the items of a list, exactly as served. `null` counts as an empty list. An item that cannot be stored
   * exactly is returned as its error.
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
   * Passes each item of a list to `visit`, exactly as served, after the complete response is validated. The bytes of
   * an item are valid only until `visit` returns.
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
   * Sends a body exactly, including integers beyond 2^53, and returns the response just as exactly; null if it is
   * empty. If `idempotent` is true, a POST may be repeated unchanged.
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
   * Returns a JSON document that may be too large or malformed. Returns these two cases as a text and does not throw,
   * because a retry would not help.
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
 * Returns the path and query of a request. Ids in the path are percent-encoded. An array becomes one comma-separated
 * value.
 *
 * @throws {NotSentError} when an id would change which resource the path names.
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

/**
 * Encodes an id for a path. An empty id, `.` or `..` would disappear from the URL, so that a DELETE of one item would
 * go to the list of all items.
 */
function pathSegment(operation: Operation, name: string, value: unknown): string {
  const text = String(value ?? "");
  if (!/^\.{0,2}$/.test(text) && text.isWellFormed()) return encodeURIComponent(text);
  throw new NotSentError(operation, `${name} is ${JSON.stringify(text)}, which cannot be part of a URL`);
}

function parsed(operation: Operation, { body, status }: HttpResponse): unknown {
  const [, , , , kind] = API_OPERATIONS[operation];
  if (kind === "none") return null;
  if (status === 204 || body.length === 0) throw new Error(EMPTY_ANSWER);
  if (body.length > UNCOUNTED && countOf(body) > MAX_VALUES) throw new Error("it contains too many values");
  const text = new TextDecoder().decode(body);
  if (kind === "text") return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the body.
    throw new Error("it is not JSON");
  }
  if (kind === "array" && value === null) return [];
  if (kind === "array" && !Array.isArray(value)) throw new Error("it is not a JSON array");
  if (kind === "object" && (typeof value !== "object" || value === null || Array.isArray(value))) {
    throw new Error("it is not a JSON object");
  }
  return value;
}

/**
 * The maximum size of a response that controls the run, bytes. A decoded response takes several times as much memory.
 */
const MAX_PARSED = 24 * 1024 * 1024;

const EMPTY_ANSWER = "it is empty";
/**
 * The size, bytes, above which the values of a response are counted before it is parsed, and the maximum number of
 * values.
 */
const UNCOUNTED = 4 * 1024 * 1024, MAX_VALUES = 10_000_000;

/** Estimates the number of values in a JSON text. A parsed value takes many times the memory of its text. */
function countOf(body: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body[i];
    // A bracket or a brace counts 4 times a comma, because an object or array takes more memory.
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

/** Returns the number of items on all pages; null if Looker does not send it. */
function totalCount({ headers }: HttpResponse): number | null {
  const total = headers.get("x-total-count");
  return total !== null && /^\d+$/.test(total) ? Number(total) : null;
}

/** Whether the response of a list operation is a single object. The spec types some lists as objects. */
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
