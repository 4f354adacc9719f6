import type { JsonObject } from "../../../lib/codec/json_value.ts";
import type { Sim } from "../../sim/mod.ts";
import { admin } from "../_admin.ts";

/** Somebody who writes into an instance. */
export type Ask = (method: string, path: string, body: unknown) => Promise<string>;

/** Asks an instance; the id of what was changed or made. */
export function asker(sim: Sim): Ask {
  return async (method, path, body) => String((await admin(sim, method, path, body))?.["id"] ?? "");
}

const QUERY = { model: "thelook", view: "orders", fields: ["orders.count"] };

/** Writes a text into every place that can hold one; `tag` tells the places of several texts apart. */
export async function writeEverywhere(
  sim: Sim,
  text: string,
  { tag, dashboard, look }: { tag: string; dashboard: string; look: string },
): Promise<void> {
  const ask = asker(sim);
  const json = JSON.stringify({ "url": text, "n": 1 }).replaceAll("/", "\\/");
  const slate = JSON.stringify([{ type: "p", children: [{ type: "a", url: text, children: [{ text }] }] }]);
  const query = await ask("POST", "/queries", {
    ...QUERY,
    limit: String(400 + tag.length),
    vis_config: { type: "table", series: { [tag]: [{ link: text }] } },
    dynamic_fields: JSON.stringify([{ table_calculation: tag, expression: `concat("${text}", "")` }]),
  });
  await ask("PATCH", `/dashboards/${dashboard}`, { description: `${tag} ${text}` });
  await ask("PATCH", `/looks/${look}`, { description: `${tag} ${text}`, query_id: query });
  const tile = (body: JsonObject): Promise<string> =>
    ask("POST", "/dashboard_elements", { dashboard_id: dashboard, ...body });
  await tile({
    type: "text",
    title_text: `${tag} ${text}`,
    subtitle_text: text,
    body_text: `[${tag}](${text})`,
  });
  await tile({
    type: "text",
    title_text: `${tag} slate`,
    body_text: slate,
    rich_content_json: '{"format":"slate"}',
  });
  await tile({ type: "button", title_text: `${tag} button`, rich_content_json: json });
  const vis = await tile({ type: "vis", title: `${tag} vis`, query_id: query, note_text: `note ${text}` });
  const board = await ask("POST", "/boards", { title: `${tag} board`, description: text });
  const section = await ask("POST", "/board_sections", { board_id: board, title: tag, description: text });
  await ask("POST", "/board_items", {
    board_section_id: section,
    use_custom_url: true,
    custom_url: text,
    custom_title: `${tag} ${text}`,
    custom_description: `<a href='${text}'>`,
  });
  await ask("POST", "/scheduled_plans", {
    name: `${tag} plan`,
    dashboard_id: dashboard,
    crontab: "0 6 * * *",
    enabled: true,
    show_custom_url: true,
    custom_url_base: text.startsWith("http") ? new URL(text).origin : null,
    custom_url_params: text.startsWith("http") ? text.slice(new URL(text).origin.length) : text,
    custom_url_label: text,
    scheduled_plan_destination: [{
      type: "email",
      format: "wysiwyg_pdf",
      address: "ada@acme.example",
      message: `Look at ${text}`,
      parameters: json,
    }],
  });
  await ask("POST", "/alerts", {
    dashboard_element_id: vis,
    owner_id: "1",
    cron: "0 5 * * *",
    comparison_type: "GREATER_THAN",
    threshold: tag.length,
    field: { title: "Count", name: "orders.count" },
    destinations: [{ destination_type: "EMAIL", email_address: "ada@acme.example" }],
    custom_title: `${tag} ${text}`,
    description: text,
    custom_url_label: text,
  });
}

/** Every text of what people write in an instance, as one text. */
export function everything(sim: Sim): string {
  const tables = [
    "dashboards",
    "looks",
    "boards",
    "board_sections",
    "board_items",
    "scheduled_plans",
    "alerts",
  ] as const;
  return tables.flatMap((table) => sim.store.table(table).all().map((item) => JSON.stringify(item.full())))
    .join("\n");
}
