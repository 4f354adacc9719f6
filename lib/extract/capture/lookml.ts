/**
 * LookML models by pages, and each model's explores, a call each.
 *
 * @module
 */
import { rowText } from "../census_row.ts";
import { Body } from "../../codec/body.ts";
import { StatusError } from "../../http/errors.ts";
import { callOptions, type RunContext, store } from "../context.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { censusPages } from "./census_pages.ts";

/** Captures LookML model configurations. */
export const captureModels = censusPages("lookml_models", {
  rows: (context) => context.shared.models(context),
  keeper: (context, tracker) => ({ keep: (id, body) => void store(context, tracker, id, body) }),
});

/** Captures explores, keyed `model::explore`. */
export async function captureExplores(context: RunContext, tracker: TypeTracker): Promise<void> {
  const explores: { id: string; name: string; exploreName: string }[] = [];
  for (const model of await context.shared.models(context)) {
    const name = rowText(model, "name"), list = model["explores"];
    const named = Array.isArray(list) ? list : [];
    // Null is how Looker serves an empty list; a model without the property says nothing of its explores.
    if (name === null || !(Array.isArray(list) || list === null)) {
      tracker.failed(
        null,
        "all_lookml_models",
        `The listing does not tell the explores of model ${name ?? "?"}`,
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
      // A model names an explore that cannot be read: broken LookML rather than a deletion.
      if (error instanceof StatusError && error.status === 404) {
        tracker.failed(id, "lookml_model_explore", new Error(`${error.message} (is its LookML broken?)`));
      } else tracker.failed(id, "lookml_model_explore", error);
    }
  });
}
