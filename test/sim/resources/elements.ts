/** The rules of result makers: what a tile may be made from (specs/looker-behaviour.md). @module */
import type { Call } from "../call.ts";
import { invalid, Refusal } from "../errors.ts";
import { asList, asObject, asText, given, type Json, type JsonObject } from "../json.ts";

const TEXTUAL = new Set(["text", "button", "rich_text", "extension"]);

/** Checks and completes the body of an element. `old` is the element before a change. */
export function acceptElement(call: Call, body: JsonObject, old: JsonObject | undefined): JsonObject {
  const { query, look: _look, certification_metadata: _certification, ...rest } = body;
  const type = asText(rest["type"] ?? old?.["type"]) || "vis";
  const maker = rest["result_maker"] === undefined ? undefined : rest["result_maker"];
  refuseForeignMaker(rest, old);
  if (given(query) && !given(rest["query_id"]) && asText(asObject(query)["model"]) !== "") {
    rest["query_id"] = call.store.createQuery(asObject(query));
  }
  const sources = ["query_id", "look_id", "merge_result_id"].filter((name) => given(rest[name]));
  if (TEXTUAL.has(type)) {
    if (sources.length > 0 || given(maker) || (old?.["result_maker_id"] ?? null) !== null) {
      throw refusal("Result Maker IDs should not be provided for text elements");
    }
    return { ...rest, type };
  }
  if (sources.length > 1) throw refusal("Only one of look_id, query_id and merge_result_id may be given");
  const makerQuery = !given(maker) ? undefined : asObject(maker)["query"];
  if (old === undefined && sources.length === 0 && !given(makerQuery) && !given(rest["filter_id"])) {
    throw refusal(
      "Must provide either a look_id, query_id, or result_maker_id for non-text dashboard element",
    );
  }
  refuseUnknown(call, rest, old);
  const merge = asText(asObject(maker)["merge_result_id"]);
  if (merge !== "" && !call.store.table("merge_queries").get(merge)) {
    throw invalid("result_maker.merge_result_id", "invalid", "Merge query not found");
  }
  return { ...rest, type, ...madeFrom(call, rest, maker, old) };
}

function madeFrom(
  call: Call,
  rest: JsonObject,
  maker: Json | undefined,
  old: JsonObject | undefined,
): JsonObject {
  const sentMaker = asObject(maker);
  // What a look tile is filtered by is set without naming its look again.
  const keepsLook = given(old?.["look_id"]) && !given(rest["query_id"]) && !given(rest["merge_result_id"]) &&
    !given(sentMaker["query"]);
  const { computed } = call.store.served;
  if (keepsLook && !given(rest["look_id"]) && !(computed && given(maker))) return {};
  if (given(rest["look_id"]) || keepsLook) {
    const filtered = computed && given(maker);
    const made = filtered ? { filterables: sentMaker["filterables"] ?? [] } : null;
    const keeps = computed && keepsLook && !filtered;
    return {
      query_id: null,
      merge_result_id: null,
      result_maker_id: null,
      ...(!keeps && { result_maker: made }),
    };
  }
  const before = asObject(old?.["result_maker"]);
  const { query: makerQuery, ...sent } = sentMaker;
  const fromMaker = asText(asObject(makerQuery)["model"]) === ""
    ? undefined
    : call.store.createQuery(asObject(makerQuery));
  const queryId = asText(rest["query_id"]) || fromMaker || asText(before["query_id"]);
  const mergeId = asText(rest["merge_result_id"]) ||
    (!given(rest["query_id"]) ? asText(before["merge_result_id"]) : "");
  if (queryId === "" && mergeId === "") return {};
  const merged = mergeId !== "" && !given(rest["query_id"]);
  const stored = merged ? call.store.table("merge_queries").get(mergeId)?.full() : call.store.query(queryId);
  const fresh = given(rest["query_id"]) || given(rest["merge_result_id"]) || old === undefined;
  const id = asText(before["id"]) || `m${call.store.nextPartId("dashboard_elements")}`;
  return {
    ...(merged ? { query_id: null, merge_result_id: mergeId } : { merge_result_id: null }),
    ...(old !== undefined || rest["query_id"] !== undefined || merged ? {} : { query_id: queryId }),
    look_id: null,
    result_maker_id: id,
    result_maker: {
      total: false,
      filterables: [],
      ...before,
      ...((fresh || before["vis_config"] === undefined) && {
        dynamic_fields: stored?.["dynamic_fields"] ?? null,
        sorts: stored?.["sorts"] ?? [],
        vis_config: stored?.["vis_config"] ?? null,
      }),
      ...sent,
      id,
      query_id: merged ? null : queryId,
      merge_result_id: merged ? mergeId : null,
    },
  };
}

function refuseForeignMaker(rest: JsonObject, old: JsonObject | undefined): void {
  const id = rest["result_maker_id"];
  if (!given(id)) {
    delete rest["result_maker_id"];
    return;
  }
  const both = given(rest["query_id"]) || given(rest["look_id"]);
  if (both || id !== old?.["result_maker_id"]) throw refusal("Result maker is not valid for this element");
}

function refuseUnknown(call: Call, rest: JsonObject, old: JsonObject | undefined): void {
  const missing = (field: string, there: unknown): void => {
    if (given(rest[field]) && !there) throw invalid(field, "invalid", `${field} not found`);
  };
  missing("query_id", call.store.query(asText(rest["query_id"])));
  missing("look_id", call.store.table("looks").get(asText(rest["look_id"])));
  missing("merge_result_id", call.store.table("merge_queries").get(asText(rest["merge_result_id"])));
  const dashboard = call.store.table("dashboards").get(asText(rest["dashboard_id"] ?? old?.["dashboard_id"]));
  const filters = asList(dashboard?.get("dashboard_filters")).map((f) => asObject(f)["id"]);
  missing("filter_id", filters.includes(rest["filter_id"] ?? null));
}

function refusal(message: string): Refusal {
  return new Refusal(422, message, [{ field: "result_maker_id", code: "invalid", message }]);
}
