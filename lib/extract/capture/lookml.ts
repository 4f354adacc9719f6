/**
 * Captures LookML models in pages, and each model's explores, one request per explore.
 *
 * @module
 */
import { rowText } from "../census_row.ts";
import { Body } from "../../codec/body.ts";
import { StatusError } from "../../http/errors.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { callOptions, type Parts, type RunContext, store } from "../context.ts";
import { pack } from "../parts.ts";
import { inFull, optionalPart } from "./full_parts.ts";
import type { PartReader } from "./lists.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { censusPages } from "./census_pages.ts";

/** Captures LookML model configurations. */
export const captureModels = censusPages("lookml_models", {
  rows: (context) => context.shared.models(context),
  keeper: (context, tracker) => {
    const parts = inFull(context, tracker, modelParts(context, tracker));
    return {
      keep: async (id, lent): Promise<void> => {
        const body = lent.copy();
        store(context, tracker, id, body, await parts(id, body));
      },
    };
  },
});

/** Models that are part of Looker, for which it has no derived tables. */
const LOOKERS_OWN = /^(system__activity|i__looker)$/;

/**
 * Returns a reader for the parts of a model: the graph of its derived tables, and the generated LookML of a
 * self-service model.
 */
function modelParts(context: RunContext, tracker: TypeTracker): PartReader {
  const options = callOptions(context, tracker);
  let names: Promise<ReadonlySet<string>> | null = null;
  return async (id): Promise<Parts> => {
    const parts = new Map<string, Uint8Array>();
    if (LOOKERS_OWN.test(id)) return parts;
    const graph = await optionalPart(
      tracker,
      { id, operation: "graph_derived_tables_for_model" },
      async () =>
        (await context.client.get("graph_derived_tables_for_model", { model: id }, options)).bytes.slice(),
    );
    if (graph !== null) parts.set("derived_tables", graph);
    const all = await (names ??= ordinaryModels(context, tracker));
    if (all.size === 0 || all.has(id)) return parts;
    const lookml = await optionalPart(
      tracker,
      { id, operation: "get_self_service_model_lookml" },
      async () =>
        pack(String(await context.client.call("get_self_service_model_lookml", { model_name: id }, options))),
    );
    if (lookml !== null) parts.set("self_service_lookml", lookml);
    return parts;
  };
}

/**
 * Returns the models that are not self-service models, from a separate listing, because no property of a model shows
 * which kind it is. Empty if the listing fails.
 */
async function ordinaryModels(context: RunContext, tracker: TypeTracker): Promise<ReadonlySet<string>> {
  const { source } = REGISTRY[tracker.type];
  if (source.kind !== "census") throw new Error(`${tracker.type} has no census`);
  const params = { ...source.listing.params, include_self_service: false, fields: "name" };
  try {
    const rows = await context.client.call("all_lookml_models", params, callOptions(context, tracker));
    return new Set(rows.flatMap(({ name }) => name ?? []));
  } catch (error) {
    if (!isRecordable(error)) throw error;
    tracker.tell(`it is unknown which models are self-service models: ${error.message}`);
    return new Set();
  }
}

/** Captures explores, keyed `model::explore`. */
export async function captureExplores(context: RunContext, tracker: TypeTracker): Promise<void> {
  const explores: { id: string; name: string; exploreName: string }[] = [];
  for (const model of await context.shared.models(context)) {
    const name = rowText(model, "name"), list = model["explores"];
    const named = Array.isArray(list) ? list : [];
    // Looker serves null for an empty list. If a model lacks the property, its explores are unknown.
    if (name === null || !(Array.isArray(list) || list === null)) {
      tracker.failed(
        null,
        "all_lookml_models",
        `The listing does not include the explores of model ${name ?? "?"}`,
      );
      continue;
    }
    for (const explore of named) {
      const exploreName = typeof explore === "object" && explore !== null ? rowText(explore, "name") : null;
      if (exploreName === null) {
        tracker.failed(null, "all_lookml_models", `An explore of model ${name} has no name`);
      } else explores.push({ id: `${name}::${exploreName}`, name, exploreName });
    }
  }
  tracker.list(explores.map(({ id }) => id));
  const wanted = explores.filter(({ id }) => !tracker.resume(id));
  tracker.announce();
  tracker.plan(wanted.length);
  await context.gate.each("explores", wanted, async ({ id, name, exploreName }) => {
    try {
      const params = { lookml_model_name: name, explore_name: exploreName };
      const item = await context.client.get("lookml_model_explore", params, callOptions(context, tracker));
      store(context, tracker, id, Body.of(item));
    } catch (error) {
      if (!isRecordable(error)) throw error;
      // A model names an explore that cannot be read. The cause is broken LookML rather than a deletion.
      if (error instanceof StatusError && error.status === 404) {
        tracker.failed(id, "lookml_model_explore", new Error(`${error.message} (its LookML may be broken)`));
      } else tracker.failed(id, "lookml_model_explore", error);
    }
  });
}
