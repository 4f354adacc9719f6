/** One request that has been understood, and the ways to answer it. @module */
import { ByteSink } from "./byte_sink.ts";
import type { OperationFact } from "./facts.ts";
import { answerType, schemaOf, viewOf } from "./facts.ts";
import { notFound, Refusal } from "./errors.ts";
import { parseFields } from "./fields.ts";
import { asObject, type Json, type JsonObject } from "./json.ts";
import type { ResolvedOptions } from "./options.ts";
import { write } from "./project.ts";
import type { QueryParams } from "./query_params.ts";
import type { Random } from "./random.ts";
import type { Session, Sessions } from "./sessions.ts";
import { matches, parseSorts, sortItems } from "./search.ts";
import type { Store, TableName } from "./store.ts";
import type { Item } from "./table.ts";
import type { ViolationKind } from "./violations.ts";

/** A request on its way to the code that answers it. */
export interface Call {
  readonly operation: string;
  readonly fact: OperationFact;
  /** Path parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: QueryParams;
  /** The parsed body; `null` without one. */
  readonly body: Json;
  readonly store: Store;
  readonly options: ResolvedOptions;
  readonly random: Random;
  readonly session: Session;
  readonly sessions: Sessions;
  /** Path and query as sent, for `Link`. */
  readonly target: string;
  report(kind: ViolationKind, detail: string): void;
  /** The time as answers write it. */
  now(): string;
}

/** What is sent back. */
export interface Answer {
  status: number;
  body: string | Uint8Array<ArrayBuffer> | null;
  contentType?: string;
  headers?: Record<string, string>;
}

/** Whether an answer holds a JSON list. */
export function isList(answer: Answer): boolean {
  return typeof answer.body === "string" ? answer.body.startsWith("[") : answer.body !== null;
}

/** Answers one operation. */
export type Handler = (call: Call) => Answer;

/** Handlers by operation. */
export type Handlers = Record<string, Handler>;

/** A path parameter. */
export function pathId(call: Call, name?: string): string {
  return (name === undefined ? Object.values(call.path)[0] : call.path[name]) ?? "";
}

/**
 * The object a path parameter names.
 *
 * @throws {Refusal} 404.
 */
export function find(call: Call, table: TableName, id: string = pathId(call)): Item {
  const item = call.store.table(table).get(id);
  if (item === undefined) throw notFound();
  return item;
}

/** The body as an object. */
export function bodyObject(call: Call): JsonObject {
  return asObject(call.body);
}

/** 204. */
export function noContent(): Answer {
  return { status: 204, body: null };
}

/** Any value, written as the operation's answer is declared. */
export function value(call: Call, content: Json): Answer {
  const type = answerType(call.fact) ?? {};
  const fields = call.query.text("fields");
  const { served } = call.store;
  return {
    status: 200,
    body: write(content, type, { fields: fields ? parseFields(fields) : undefined, served }),
  };
}

/** One object. */
export function one(call: Call, item: Item | undefined): Answer {
  if (item === undefined) throw notFound();
  const view = viewOf(call.fact);
  if (view === undefined) return value(call, item.full());
  const fields = call.query.text("fields");
  return { status: 200, body: fields ? item.fields(view, parseFields(fields)) : item.text(view) };
}

/** How a list is searched. */
export interface ListRules {
  /** What parameters mean that are not simply the property of the same name. */
  match?: Record<string, (item: Item, wanted: string) => boolean>;
  /** The columns `sorts` may name. Default: every property of the answer. */
  sortable?: readonly string[];
  /** Parameters that the caller has dealt with. */
  ignore?: readonly string[];
}

const PAGING = new Set(["fields", "limit", "offset", "page", "per_page"]);
const CONTROLS = new Set(["fields", "limit", "offset", "sorts", "page", "per_page", "filter_or"]);

/** A list: searched by the parameters, sorted, cut to a page. */
export function many(call: Call, items: readonly Item[], rules: ListRules = {}): Answer {
  if (!call.query.values.has("sorts")) return page(call, sorted(call, searched(call, items, rules), rules));
  const asked = [...call.query.values].filter(([name]) => !PAGING.has(name)).map(([name, text]) =>
    `${name}=${text}`
  );
  const key = `${call.operation} ${call.session.userId} ${Object.values(call.path).join("/")} ${
    asked.join("&")
  }`;
  return page(call, call.store.memo(key, () => sorted(call, searched(call, items, rules), rules)));
}

function searched(call: Call, items: readonly Item[], rules: ListRules): readonly Item[] {
  const tests: ((item: Item) => boolean)[] = [];
  for (const [name, wanted] of call.query.values) {
    if (CONTROLS.has(name) || rules.ignore?.includes(name)) continue;
    const own = rules.match?.[name];
    if (own) tests.push((item) => own(item, wanted));
    else {
      const type = call.fact.parameters.find((parameter) => parameter.name === name)?.type.type;
      const kind = type === "boolean"
        ? "flag"
        : name === "id" || name.endsWith("_id") || name.endsWith("_count")
        ? "id"
        : "like";
      tests.push((item) => matches(name === "id" ? item.id : item.get(name), wanted, kind));
    }
  }
  if (tests.length === 0) return items;
  const any = call.query.flag("filter_or") === true;
  return items.filter((item) => (any ? tests.some((test) => test(item)) : tests.every((test) => test(item))));
}

function sorted(call: Call, items: readonly Item[], rules: ListRules): readonly Item[] {
  const sorts = parseSorts(call.query.text("sorts") ?? "");
  if (sorts.length > 0) {
    const columns = rules.sortable ?? Object.keys(schemaOf(viewOf(call.fact) ?? "Error").properties);
    const wrong = sorts.find((sort) => !columns.includes(sort.column));
    if (wrong !== undefined) {
      call.report("sort_not_allowed", wrong.column);
      throw new Refusal(400, `Bad request: cannot sort by ${wrong.column}`);
    }
    return sortItems(items, sorts);
  }
  const sortable = call.fact.parameters.some((parameter) => parameter.name === "sorts");
  const cutBlindly = !sortable && call.query.values.has("limit");
  return call.options.shuffleUnsorted && !cutBlindly && items.length > 2
    ? shuffled(items, call.random)
    : items;
}

/** The items in an order that differs each time, without a sort. */
function shuffled(items: readonly Item[], random: Random): Item[] {
  const order: Item[] = [];
  let step = 1 + random.below(items.length - 1);
  while (gcd(step, items.length) !== 1) step++;
  let at = random.below(items.length);
  for (let count = 0; count < items.length; count++) {
    const item = items[at];
    if (item !== undefined) order.push(item);
    at = (at + step) % items.length;
  }
  return order;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function page(call: Call, items: readonly Item[]): Answer {
  const asked = call.query.integer("limit") ?? call.query.integer("per_page");
  const number = call.query.integer("page");
  const offset = Math.max(
    0,
    call.query.integer("offset") ?? (number === undefined ? 0 : (number - 1) * (asked ?? 0)),
  );
  const cap = asked === undefined ? call.options.unlimitedCap : call.options.pageCap;
  const limit = Math.max(0, Math.min(asked ?? Infinity, cap ?? Infinity));
  const shown = offset === 0 && limit >= items.length ? items : items.slice(offset, offset + limit);
  const view = viewOf(call.fact);
  const fields = call.query.text("fields");
  const tree = fields ? parseFields(fields) : undefined;
  const body = view === undefined
    ? "[]"
    : tree === undefined
    ? joined(shown, view)
    : `[${shown.map((item) => item.fields(view, tree)).join(",")}]`;
  const headers = asked !== undefined && call.options.pagingHeaders
    ? pagingHeaders(call, items.length, offset, asked)
    : undefined;
  return { status: 200, body, ...(headers && { headers }) };
}

function joined(items: readonly Item[], view: string): string | Uint8Array<ArrayBuffer> {
  if (!items.some((item) => item.writeTo)) return `[${items.map((item) => item.text(view)).join(",")}]`;
  const sink = new ByteSink();
  for (const [index, item] of items.entries()) {
    sink.text(index === 0 ? "[" : ",");
    if (item.writeTo) item.writeTo(sink, view);
    else sink.text(item.text(view));
  }
  sink.text("]");
  return sink.done();
}

function pagingHeaders(call: Call, total: number, offset: number, limit: number): Record<string, string> {
  const link = (rel: string, at: number): string => {
    const url = new URL(call.target, "http://looker");
    url.searchParams.set("limit", String(limit));
    url.searchParams.set("offset", String(at));
    return `<${url.pathname}${url.search}>; rel="${rel}"`;
  };
  const links = [link("first", 0)];
  if (limit > 0) {
    if (offset > 0) links.push(link("prev", Math.max(0, offset - limit)));
    if (offset + limit < total) links.push(link("next", offset + limit));
    links.push(link("last", Math.max(0, Math.floor((total - 1) / limit) * limit)));
  }
  return { "X-Total-Count": String(total), Link: links.join(", ") };
}
