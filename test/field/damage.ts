/** Breaks what was recorded, through the API, as people do. @module */
import { asList, asObject, asText, given, type Json, type JsonObject, stringify } from "../sim/json.ts";
import { parseJson } from "../sim/json_parse.ts";
import type { Sim } from "../sim/mod.ts";
import type { Content } from "./bodies.ts";

type Ask = (method: string, path: string, body?: Json) => Promise<boolean>;

/** Breaks every dashboard, look, folder and group of a round; how many edits Looker took. */
export async function damage(sim: Sim, contents: readonly Content[]): Promise<number> {
  const ask = await person(sim);
  let done = 0;
  const edit = async (method: string, path: string, body?: Json): Promise<void> => {
    if (await ask(method, path, body)) done++;
  };
  for (const { table, id } of contents) {
    if (table === "dashboards") await breakDashboard(sim, id, edit);
    if (table === "looks") {
      const title = asText(sim.store.table("looks").get(id)?.get("title"));
      await edit("PATCH", `/looks/${id}`, { title: `${title} (broken)`, description: "broken" });
    }
    if (table === "folders") await edit("PATCH", `/folders/${id}`, { name: `Broken ${id}` });
    if (table === "groups") await edit("PATCH", `/groups/${id}`, { name: `Broken ${id}` });
  }
  return done;
}

async function breakDashboard(
  sim: Sim,
  id: string,
  edit: (method: string, path: string, body?: Json) => Promise<void>,
): Promise<void> {
  const full = sim.store.table("dashboards").get(id)?.full() ?? {};
  const parts = (key: string): JsonObject[] => asList(full[key]).map(asObject);
  const partId = (part: JsonObject | undefined): string => asText(part?.["id"]);
  await edit("PATCH", `/dashboards/${id}`, {
    title: `${asText(full["title"])} (broken)`,
    hidden: full["hidden"] !== true,
  });
  const tiles = parts("dashboard_elements"), [filter] = parts("dashboard_filters");
  const last = tiles.at(-1), whole = tiles.find((tile) => isWhole(sim, tile));
  if (last !== undefined) await edit("PATCH", `/dashboard_elements/${partId(last)}`, { note_text: "broken" });
  if (filter !== undefined) {
    await edit("PATCH", `/dashboard_filters/${partId(filter)}`, { default_value: "broken" });
  }
  const [component] = asList(parts("dashboard_layouts")[0]?.["dashboard_layout_components"]).map(asObject);
  if (component !== undefined) {
    await edit("PATCH", `/dashboard_layout_components/${partId(component)}`, { row: 77, width: 3 });
  }
  if (whole !== undefined) await edit("DELETE", `/dashboard_elements/${partId(whole)}`);
  await edit("POST", "/dashboard_filters", {
    dashboard_id: id,
    name: "Broken",
    title: "Broken",
    type: "field_filter",
  });
}

/** Whether a tile shows something that is there: one that does not cannot be made anew. */
function isWhole(sim: Sim, tile: JsonObject): boolean {
  if (given(tile["merge_result_id"])) {
    return sim.store.table("merge_queries").get(asText(tile["merge_result_id"])) !== undefined;
  }
  if (given(tile["look_id"])) return given(tile["look"]);
  return tile["type"] === "text" || given(tile["query"]) || given(asObject(tile["result_maker"])["query"]);
}

/** Somebody who is logged in. */
async function person(sim: Sim): Promise<Ask> {
  const { clientId, clientSecret } = sim.options;
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
  const login = await fetch(`${sim.url}/api/4.0/login`, { method: "POST", body });
  const token = asText(asObject(parseJson(await login.text()))["access_token"]);
  const headers = { authorization: `token ${token}`, "content-type": "application/json" };
  return async (method, path, body) => {
    const response = await fetch(`${sim.url}/api/4.0${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: stringify(body) }),
    });
    await response.text();
    return response.ok;
  };
}
