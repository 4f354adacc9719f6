/** What happens to a request between its arrival and the code that answers it. @module */
import type { Answer, Call } from "./call.ts";
import { checkBody } from "./body_check.ts";
import { notFound, Refusal } from "./errors.ts";
import type { Json } from "./json.ts";
import { parseJson } from "./json_parse.ts";
import { checkQuery } from "./query_params.ts";
import { handlers } from "./resources/mod.ts";
import type { Route } from "./router.ts";
import type { Served } from "./served.ts";
import type { Session } from "./sessions.ts";
import type { Sim } from "./sim.ts";
import { token } from "./token.ts";
import type { ViolationKind } from "./violations.ts";

/** Operations that need no token. */
const OPEN = new Set(["login", "versions", "api_spec"]);

/** A request with its body read. */
export interface Arrived {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** The answer of an operation, refusals included. */
export function answer(sim: Sim, arrived: Arrived, route: Route | undefined): Answer {
  const report = (kind: ViolationKind, detail: string): void => {
    const { method, url } = arrived;
    sim.report({ kind, operation: route?.operation ?? "", method, path: url.pathname, detail });
  };
  try {
    if (route === undefined) {
      report("unknown_path", arrived.url.pathname);
      throw notFound();
    }
    return { ...run(sim, arrived, route, report) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refusal = asDeclared(error, route);
    return { status: refusal.status, body: refusal.body(route?.fact) };
  }
}

/** What an operation may answer instead, when it does not declare the status that fits best. */
const INSTEAD: Readonly<Record<number, readonly number[]>> = {
  405: [403, 422, 400],
  409: [422, 400],
  422: [400],
};

function asDeclared(refusal: Refusal, route: Route | undefined): Refusal {
  const declared = (status: number): boolean => route?.fact.responses[String(status)] !== undefined;
  if (declared(refusal.status)) return refusal;
  const status = INSTEAD[refusal.status]?.find(declared);
  return status === undefined ? refusal : new Refusal(status, refusal.message, refusal.errors);
}

function run(sim: Sim, arrived: Arrived, route: Route, report: Call["report"]): Answer {
  const { operation, fact } = route;
  const header = arrived.headers.get("authorization");
  const session = sim.sessions.find(header) ?? (OPEN.has(operation) ? NOBODY : undefined);
  if (session === undefined) throw new Refusal(401, "Requires authentication.");
  const query = checkQuery(fact, arrived.url.searchParams, report);
  const beyond = sim.store.served.beyond;
  const body = operation === "login" ? null : readBody(arrived, route, report, beyond);
  const handler = handlers[operation];
  if (handler === undefined) {
    report("not_modelled", operation);
    throw new Refusal(501, `The simulator does not model ${operation}`);
  }
  if (operation === "login") return login(sim, arrived, report);
  if (operation === "logout") sim.sessions.close(header);
  return handler({
    operation,
    fact,
    path: route.params,
    query,
    body: sim.faults.kept(operation, body),
    store: sim.store,
    options: sim.options,
    random: sim.random,
    session,
    sessions: sim.sessions,
    target: arrived.url.pathname + arrived.url.search,
    report,
    now: () => new Date(sim.options.now()).toISOString(),
  });
}

const NOBODY: Session = {
  number: 0,
  userId: "",
  workspace: "production",
  sudoUserId: null,
  expires: Infinity,
};

function readBody(
  arrived: Arrived,
  route: Route,
  report: Call["report"],
  beyond: Served["beyond"],
): Json {
  const { fact, operation } = route;
  if (fact.body === undefined) {
    if (arrived.body !== "") report("unexpected_body", operation);
    return null;
  }
  if (arrived.body === "") {
    if (!fact.body.required) return null;
    report("missing_body", operation);
    throw new Refusal(400, "Bad request: body missing");
  }
  const type = arrived.headers.get("content-type") ?? "";
  let body: Json;
  try {
    if (!/^application\/json\b/i.test(type)) throw new SyntaxError(`content-type ${type}`);
    body = parseJson(arrived.body);
  } catch (error) {
    report("not_json", String(error));
    throw new Refusal(400, "Bad request: body is not JSON");
  }
  return checkBody(operation, fact, body, report, beyond);
}

function login(sim: Sim, arrived: Arrived, report: Call["report"]): Answer {
  if (arrived.url.search !== "") {
    report("login_parameters", "credentials belong into the form body");
    throw new Refusal(400, "Bad request: credentials in the query");
  }
  const type = arrived.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    report("login_parameters", `content-type ${type}`);
    throw new Refusal(400, "Bad request: form expected");
  }
  const form = new URLSearchParams(arrived.body);
  const id = form.get("client_id") ?? "", secret = form.get("client_secret") ?? "";
  if (id === "" || secret === "") throw new Refusal(401, "Requires authentication.");
  const user = sim.sessions.userOf(id, secret);
  if (user === undefined) throw notFound();
  return token(sim.sessions.open(user), sim.options.tokenTtlSeconds);
}
