/** Queries: never listed, never changed, the same definition gives the same id. @module */
import { bodyObject, type Call, find, type Handlers, one, pathId, value } from "../call.ts";
import { alreadyExists, invalid, notFound, Refusal } from "../errors.ts";
import { asList, asObject, asText, given, type Json, type JsonObject, stringify } from "../json.ts";
import { sourceQueryId, storeMergeQuery } from "../merge_store.ts";
import { mix, opaqueId } from "../random.ts";

/** Handlers. */
export const queries: Handlers = {
  query: (call) => {
    const found = call.store.query(pathId(call));
    if (found === undefined) throw notFound();
    return value(call, found);
  },
  query_for_slug: (call) => {
    const slug = pathId(call);
    const found = call.store.by("queries", "slug").get(slug)?.[0];
    if (found === undefined) throw notFound();
    return one(call, found);
  },
  create_query: (call) => {
    const body = bodyObject(call);
    const clientId = body["client_id"];
    if (given(clientId) && call.store.by("queries", "client_id").has(asText(clientId))) {
      throw alreadyExists("client_id", "client_id in use by another query");
    }
    return value(call, call.store.query(call.store.createQuery(body)) ?? null);
  },
  merge_query: (call) => one(call, find(call, "merge_queries")),
  create_merge_query: (call) => {
    const body = bodyObject(call);
    for (const source of asList(body["source_queries"]).map(asObject)) {
      if (sourceQueryId(call.store, source) === undefined) {
        throw invalid("source_queries", "invalid", "Source query not found");
      }
    }
    return one(call, storeMergeQuery(call.store, body));
  },
  sql_query: (call) => one(call, find(call, "sql_queries")),
  create_sql_query: (call) => {
    const body = bodyObject(call);
    const number = Number(call.store.table("sql_queries").nextId());
    const slug = opaqueId(call.store.idSeed + 61, mix(number, 1)).slice(0, 12);
    const item = call.store.table("sql_queries").insert({
      slug,
      can: {},
      sql: body["sql"] ?? "",
      run_count: 0,
      browser_limit: 500,
      model_name: body["model_name"] ?? null,
      vis_config: body["vis_config"] ?? null,
      _connection: body["connection_name"] ?? null,
      _creator: call.session.userId,
    });
    return one(call, item);
  },
  run_inline_query: (call) => runInline(call),
};

/** Only what finds disabled schedules is modeled: System Activity's explore `scheduled_plan`. */
function runInline(call: Call): ReturnType<typeof value> {
  const body = bodyObject(call);
  if (pathId(call) !== "json") {
    call.report("not_modelled", `run_inline_query ${pathId(call)}`);
    throw new Refusal(501, "The simulator runs queries as json only");
  }
  const rows: JsonObject[] = [];
  const filters = asObject(body["filters"]);
  if (body["model"] === "system__activity" && body["view"] === "scheduled_plan") {
    for (const item of call.store.table("scheduled_plans").all()) {
      const columns: JsonObject = {};
      for (const field of asList(body["fields"]).map(asText)) {
        columns[field] = column(field, item.get(field.split(".")[1] ?? ""));
      }
      const passes = Object.entries(filters).every(([field, wanted]) =>
        fits(item.get(field.split(".")[1] ?? ""), asText(wanted))
      );
      if (passes) rows.push(columns);
    }
  } else {
    call.report("not_modelled", `run_inline_query ${asText(body["model"])}::${asText(body["view"])}`);
    throw new Refusal(501, "The simulator runs queries on system__activity::scheduled_plan only");
  }
  const limit = call.query.integer("limit") ?? Number(asText(body["limit"]) || 500);
  return { status: 200, body: stringify(limit < 0 ? rows : rows.slice(0, limit)) };
}

function column(field: string, value: Json | undefined): Json {
  return field.endsWith(".enabled") ? (value === true ? "Yes" : "No") : value ?? null;
}

function fits(value: Json | undefined, wanted: string): boolean {
  if (typeof value === "boolean") return /^(yes|true)$/i.test(wanted) === value;
  return wanted === "" || wanted.split(",").includes(asText(value));
}
