import type { ContentType } from "../../../lib/looker/content_type_names.ts";
import { putItem } from "../../../lib/vault/content.ts";
import { markDeleted } from "../../../lib/vault/missing.ts";
import type { Capture } from "../../../lib/vault/content_item.ts";
import type { Vault } from "../../../lib/vault/vault.ts";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { begin, item, minute, newVault } from "../../vault/_vaults.ts";
import { typeCode } from "../../../lib/looker/content_type_names.ts";

/** An item of a scene: its type, its id and its body. */
export type SceneItem = readonly [type: ContentType, id: string, body: Record<string, unknown>];

const SCOPE = { model: "thelook", view: "orders" };

function fields(alias: string, view: string, names: readonly string[]): Record<string, unknown>[] {
  return names.map((name) => ({
    name: `${alias}.${name}`,
    label: `${alias === "orders" ? "Orders" : alias} ${name}`,
    view: alias,
    original_view: view,
  }));
}

/** A small instance: a look on a dashboard, which is on a board, in a schedule and behind an alert. */
export const SCENE: readonly SceneItem[] = [
  ["folders", "1", { id: "1", name: "Shared", parent_id: null }],
  ["folders", "7", { id: "7", name: "Finance", parent_id: "1" }],
  ["users", "3", {
    id: "3",
    display_name: "Ada Byron",
    email: "ada@acme.com",
    group_ids: ["5"],
    role_ids: ["2"],
  }],
  ["users", "4", { id: "4", display_name: "Mallory", email: "mallory@acme.com" }],
  ["groups", "5", { id: "5", name: "Analysts", _vault: { users: ["3"], parents: [] } }],
  ["roles", "2", { id: "2", name: "Viewer", model_set: { id: "9" }, _vault: { groups: ["5"], users: [] } }],
  ["model_sets", "9", { id: "9", name: "All", models: ["thelook"] }],
  ["lookml_models", "thelook", { name: "thelook", explores: [{ name: "orders" }, { name: "people" }] }],
  ["explores", "thelook::orders", {
    id: "thelook::orders",
    name: "orders",
    model_name: "thelook",
    fields: {
      dimensions: [...fields("orders", "orders", ["id", "status"]), ...fields("buyers", "users", ["name"])],
      measures: fields("orders", "orders", ["total"]),
    },
  }],
  ["looks", "12", {
    id: "12",
    title: "Weekly révenue",
    folder_id: "7",
    user_id: "3",
    query: { ...SCOPE, fields: ["orders.total", "buyers.name"], filters: { "orders.status": "complete" } },
  }],
  ["looks", "13", {
    id: "13",
    title: "Users",
    user_id: "4",
    query: { model: "thelook", view: "people", fields: ["users.name"] },
  }],
  ["dashboards", "30", {
    id: "30",
    title: "Operations",
    description: "Everything of the revenue, weekly",
    folder_id: "7",
    user_id: "3",
    dashboard_elements: [
      { id: "300", look_id: "12", result_maker: { filterables: [] } },
      { id: "301", type: "text", body_text: "<p>Ask <b>Maria</b></p> [more](/dashboards/31)" },
    ],
  }],
  ["dashboards", "31", {
    id: "31",
    title: "Totals",
    folder_id: "1",
    user_id: "4",
    dashboard_elements: [{ id: "310", query: { ...SCOPE, fields: ["orders.total_usd", "my_orders.total"] } }],
  }],
  ["boards", "6", { id: "6", title: "Start", board_sections: [{ board_items: [{ dashboard_id: "30" }] }] }],
  ["scheduled_plans", "8", {
    id: "8",
    name: "Monday",
    dashboard_id: "30",
    user_id: "3",
    scheduled_plan_destination: [{ type: "email", address: "boss@acme.com, ada@acme.com", message: "Hello" }],
  }],
  ["alerts", "11", {
    id: "11",
    custom_title: "Too few",
    owner_id: "3",
    dashboard_element_id: "300",
    destinations: [{ destination_type: "EMAIL", email_address: "ops@acme.com" }],
  }],
];

const NAMES = ["title", "name", "display_name", "custom_title", "id"];

/** Stores an item as a run would. */
export function store(vault: Vault, [type, id, body]: SceneItem, capture: Capture): void {
  const text = (key: string): string | null => typeof body[key] === "string" ? body[key] : null;
  const name = NAMES.map(text).find((one) => one !== null) ?? null;
  const owner = text("user_id") ?? text("owner_id");
  const email = owner === "3" ? "ada@acme.com" : owner === "4" ? "mallory@acme.com" : text("email");
  const folderId = text("folder_id") ?? text("parent_id");
  const facts = { name, ownerId: owner, ownerEmail: email, folderId, updatedAt: text("updated_at") };
  vault.withTransaction(() =>
    putItem(vault, item(type, id, body, { ...facts, trashed: body["deleted"] === true }), capture)
  );
}

/** Writes some items as a run of its own, at a minute. */
export function writeRun(
  vault: Vault,
  { id, at, items, gone = [] }: {
    id: string;
    at: number;
    items: readonly SceneItem[];
    gone?: readonly (readonly [ContentType, string])[];
  },
): void {
  vault.withTransaction(() => begin(vault, id));
  for (const one of items) store(vault, one, { sessionId: id, at: minute(at) });
  vault.withTransaction(() => {
    for (const [type, goneId] of gone) {
      markDeleted(vault, { type: typeCode(type), id: goneId, at: minute(at) });
    }
  });
}

/** A vault of the scene. */
export function sceneVault(path: string, items: readonly SceneItem[] = SCENE): Vault {
  const vault = newVault(path);
  for (const one of items) store(vault, one, { sessionId: "s1", at: minute(0) });
  return vault;
}

/** Does something with a vault's index. */
export function searching<T>(vault: Vault, work: (searcher: Searcher) => T): T {
  using searcher = new Searcher(vault);
  return work(searcher);
}
