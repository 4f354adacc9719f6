/**
 * What people break that is more than one property: order, nesting, access, what something shows, names exchanged.
 *
 * @module
 */
import type { JsonObject, Sim } from "../sim/mod.ts";
import type { Random } from "../sim/random.ts";
import type { Ask } from "./_damage.ts";
import { any, type At, exchange, isLive, isOwn, isTitled, list, reversed, two, type Wild } from "./_wild.ts";
import { DASHBOARDS } from "./_wild_tiles.ts";

/** Puts an item behind all others: of items without a place nobody can say where they stand. */
async function placeLast({ ask }: At, section: JsonObject, id: unknown): Promise<unknown> {
  const order = Array.isArray(section["item_order"]) ? section["item_order"].map(String) : [];
  const item_order = [...order.filter((one) => one !== id), String(id)];
  return await ask("PATCH", `/board_sections/${section["id"]}`, { item_order });
}

/** Looks, folders, boards. */
const PLACES: Record<string, Wild> = {
  titles: (at) => exchange(at, (id) => `/looks/${id}`, ["title", ...two(at, "looks", isTitled)]),
  async "another query of a look"(at) {
    const [a, b] = two(at, "looks");
    return await at.ask("PATCH", `/looks/${a["id"]}`, { query_id: b["query_id"] ?? null });
  },
  async "a folder below its own child"(at) {
    const child = any(
      at,
      "folders",
      (one) => at.sim.store.table("folders").get(String(one["parent_id"]))?.get("is_personal") === false,
    );
    const parent = String(child["parent_id"]),
      above = at.sim.store.table("folders").get(parent)?.get("parent_id");
    if (await at.ask("PATCH", `/folders/${child["id"]}`, { parent_id: String(above) }) === null) return null;
    return await at.ask("PATCH", `/folders/${parent}`, { parent_id: child["id"] ?? null });
  },
  names: (at) => exchange(at, (id) => `/folders/${id}`, ["name", ...two(at, "folders")]),
  "a folder gone with all in it": (at) =>
    at.ask("DELETE", `/folders/${any(at, "folders", (one) => Number(one["id"]) > 12)["id"]}`),
  async "who sees a folder or board"(at) {
    const one = any(at, at.random.pick(["folders", "boards"] as const)),
      id = one["content_metadata_id"] ?? null;
    await at.ask("PATCH", `/content_metadata/${id}`, { inherits: at.random.next() < 0.5 });
    const who = at.random.next() < 0.5
      ? { group_id: any(at, "groups")["id"] ?? null }
      : { user_id: any(at, "users", (one) => one["id"] !== "1")["id"] ?? null };
    return await at.ask("POST", "/content_metadata_access?send_boards_notification_email=false", {
      content_metadata_id: id,
      permission_type: at.random.pick(["view", "edit"]),
      ...who,
    });
  },
  "sections in another order": (at) => {
    const board = any(at, "boards");
    return at.ask("PATCH", `/boards/${board["id"]}`, {
      section_order: reversed(board["section_order"]) as string[],
    });
  },
  "items in another order": (at) => {
    const section = any(at, "board_sections");
    return at.ask("PATCH", `/board_sections/${section["id"]}`, {
      item_order: reversed(section["item_order"]) as string[],
    });
  },
  async "an item in another section"(at) {
    const item = any(at, "board_items"), to = any(at, "board_sections");
    const moved = await at.ask("PATCH", `/board_items/${item["id"]}`, { board_section_id: to["id"] ?? null });
    return moved === null ? null : await placeLast(at, to, item["id"]);
  },
  "a section of another board": (at) =>
    at.ask("POST", "/board_sections", { board_id: any(at, "boards")["id"] ?? null, title: "More" }),
  async "another item"(at) {
    const to = any(at, "board_sections"), look_id = any(at, "looks")["id"] ?? null;
    const made = await at.ask("POST", "/board_items", { board_section_id: to["id"] ?? null, look_id });
    return made === null ? null : await placeLast(at, to, made["id"]);
  },
  "a board in the trash": (at) =>
    at.ask("PATCH", `/boards/${any(at, "boards", isLive)["id"]}`, { deleted_at: "2026-01-01T00:00:00Z" }),
};

/** People, and what they may. */
const PEOPLE: Record<string, Wild> = {
  async addresses(at) {
    const [a, b] = two(
      at,
      "users",
      (one) => one["id"] !== "1" && (one["credentials_email"] ?? null) !== null,
    );
    const mail = (one: JsonObject): string =>
      String((one["credentials_email"] as JsonObject | undefined)?.["email"]);
    const set = (id: unknown, email: string): ReturnType<Ask> =>
      at.ask("PATCH", `/users/${id}/credentials_email`, { email });
    if (await set(a["id"], "awhile@example.com") === null) return null;
    await set(b["id"], mail(a));
    return await set(a["id"], mail(b));
  },
  "another home folder": (at) =>
    at.ask("PATCH", `/users/${any(at, "users")["id"]}`, { home_folder_id: any(at, "folders")["id"] ?? null }),
  names: (at) => exchange(at, (id) => `/groups/${id}`, ["name", ...two(at, "groups", isOwn)]),
  "a group in a group": (at) => {
    const [a, b] = two(at, "groups", isOwn);
    return at.ask("POST", `/groups/${a["id"]}/groups`, { group_id: b["id"] ?? null });
  },
  "a group out of its group": (at) => {
    const group = any(at, "groups", (one) => isOwn(one) && list(one["parent_group_ids"]).length > 0);
    return at.ask("DELETE", `/groups/${reversed(group["parent_group_ids"])[0]}/groups/${group["id"]}`);
  },
  "other permissions": (at) =>
    at.ask("PATCH", `/permission_sets/${any(at, "permission_sets", isOwn)["id"]}`, {
      permissions: ["access_data", "see_looks"],
    }),
  "other models": (at) =>
    at.ask("PATCH", `/model_sets/${any(at, "model_sets", isOwn)["id"]}`, { models: ["thelook"] }),
  "role names": (at) =>
    exchange(at, (id) => `/roles/${id}`, [
      "name",
      ...two(at, "roles", (one) => isOwn(one) && one["name"] !== "Admin"),
    ]),
  "values of groups in another order": async (at) => {
    const id =
      any(at, "user_attributes", (one) => one["value_is_hidden"] !== true && one["is_system"] !== true)["id"];
    const groups = two(at, "groups", isOwn);
    return await at.ask(
      "POST",
      `/user_attributes/${id}/group_values`,
      groups.map((one, n) => ({ group_id: one["id"] ?? null, value: `${n}` })) as unknown as JsonObject,
    );
  },
  "a value of a user": (at) => {
    const id =
      any(at, "user_attributes", (one) => one["value_is_hidden"] !== true && one["is_system"] !== true)["id"];
    return at.ask("PATCH", `/users/${any(at, "users")["id"]}/attribute_values/${id}`, {
      value: `${at.random.below(99)}`,
    });
  },
};

/** What runs by itself, and how things look. */
const REST: Record<string, Wild> = {
  "other receivers of a plan": (at) =>
    at.ask("PATCH", `/scheduled_plans/${any(at, "scheduled_plans")["id"]}`, {
      scheduled_plan_destination: [{ type: "email", format: "csv", address: "new@example.com" }],
    }),
  "another hour of a plan": (at) =>
    at.ask("PATCH", `/scheduled_plans/${any(at, "scheduled_plans")["id"]}`, {
      crontab: "0 5 * * *",
      datagroup: null,
    }),
  "another color": (at) => {
    const one = any(at, "color_collections", (one) => Number(one["id"]) > 2);
    const palettes = list(one["categoricalPalettes"]).map(({ id: _id, ...palette }) => ({
      ...palette,
      colors: reversed(palette["colors"]) as string[],
    }));
    return at.ask("PATCH", `/color_collections/${one["id"]}`, { categoricalPalettes: palettes });
  },
  "other settings of a theme": (at) =>
    at.ask("PATCH", `/themes/${any(at, "themes", (one) => one["name"] !== "Looker")["id"]}`, {
      settings: { background_color: "#123456", show_title: false },
    }),
  "other connections of a model": (at) =>
    at.ask("PATCH", `/lookml_models/${any(at, "lookml_models")["name"]}`, {
      allowed_db_connection_names: [],
    }),
  "an alert disabled": (at) => at.ask("PATCH", `/alerts/${any(at, "alerts")["id"]}`, { is_disabled: true }),
};

/** Where something is broken → what → how. */
export const WILD: Readonly<Record<string, Readonly<Record<string, Wild>>>> = {
  "tiles, tabs and filters": DASHBOARDS,
  "looks, folders and boards": PLACES,
  "people, and what they may": PEOPLE,
  "plans, alerts and how things look": REST,
};

const ALL: readonly Wild[] = Object.values(WILD).flatMap((group) => Object.values(group));

/** One of all these; null when Looker refused it. */
export async function wildDamage(ask: Ask, sim: Sim, random: Random): Promise<unknown> {
  return await random.pick(ALL)({ ask, sim, random });
}
