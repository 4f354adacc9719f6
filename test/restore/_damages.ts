/**
 * What an admin can break: groups of damages that can be done to one instance.
 *
 * @module
 */
import type { JsonObject, Sim } from "../sim/mod.ts";
import type { Damage } from "./_damage.ts";

/** One request as a damage. */
const by = (method: string, path: string, body?: unknown): Damage => (ask) => ask(method, path, body);

/** Another address of a user's email credential. */
const address = (user: string, email: string): Damage =>
  by("PATCH", `/users/${user}/credentials_email`, { email });

/** Several damages in their order. */
const all = (...damages: Damage[]): Damage => async (ask, sim) => {
  for (const damage of damages) await damage(ask, sim);
};

/** Where the access list of a folder or board stands. */
function listOf(sim: Sim, type: "folders" | "boards", id: string): string {
  return String(sim.store.table(type).get(id)?.get("content_metadata_id"));
}

const noAccess = (type: "folders" | "boards", id: string): Damage => async (ask, sim) => {
  for (const row of sim.store.table("content_accesses").all()) {
    if (row.get("content_metadata_id") !== listOf(sim, type, id)) continue;
    await ask("DELETE", `/content_metadata_access/${row.id}`);
  }
};

const access = (type: "folders" | "boards", id: string, row: JsonObject): Damage => (ask, sim) =>
  ask("POST", "/content_metadata_access", { content_metadata_id: listOf(sim, type, id), ...row });

/** Group → what is broken → how. */
export const DAMAGES: Record<string, Record<string, Damage>> = {
  "edits and moves": {
    "a dashboard in the trash": by("PATCH", "/dashboards/1", { deleted: true }),
    "a dashboard in another folder": by("PATCH", "/dashboards/3/move?folder_id=15"),
    "a look in the trash": by("PATCH", "/looks/2", { deleted: true }),
    "a look with another query": async (ask) => {
      const query = await ask("POST", "/queries", { model: "thelook", view: "users", fields: ["users.id"] });
      await ask("PATCH", "/looks/1", { query_id: query?.["id"] });
    },
    "a look in another folder": by("PATCH", "/looks/1", { folder_id: "20" }),
    "a folder moved": by("PATCH", "/folders/20", { parent_id: "15" }),
    "a folder renamed": by("PATCH", "/folders/16", { name: "Other" }),
    "a folder that inherits": by("PATCH", "/content_metadata/18", { inherits: true }),
    "a folder that no longer inherits": by("PATCH", "/content_metadata/17", { inherits: false }),
    "another access list of the shared folder": all(
      noAccess("folders", "1"),
      access("folders", "1", { group_id: "2", permission_type: "view" }),
    ),
    "a personal folder that shows itself to nobody": noAccess("folders", "7"),
    "a board with other readers": noAccess("boards", "1"),
    "a board of somebody else": by("PATCH", "/boards/1", { user_id: "4" }),
    "a user disabled and moved between groups": all(
      by("PATCH", "/users/10", { is_disabled: true }),
      by("DELETE", "/groups/5/users/10"),
      by("POST", "/groups/2/users", { user_id: "10" }),
    ),
    "other roles of a user": by("PUT", "/users/6/roles", ["2", "5"]),
    "plans switched off": async (ask, sim) => {
      for (const { id } of sim.store.table("scheduled_plans").all()) {
        await ask("PATCH", `/scheduled_plans/${id}`, { enabled: false });
      }
    },
    "a tab deleted": by("DELETE", "/dashboard_layouts/3"),
  },
  "names in circles": {
    "two dashboards with each other's titles": all(
      by("PATCH", "/dashboards/9", { title: "for a while", folder_id: "15" }),
      by("PATCH", "/dashboards/14", { title: "[bold]markup[/bold] {{ liquid }} ${env}", folder_id: "23" }),
      by("PATCH", "/dashboards/9", { title: "Draft Revenue Pulse 14" }),
    ),
    "two dashboards of one folder with each other's titles": all(
      by("PATCH", "/dashboards/9", { folder_id: "15" }),
      by("PATCH", "/dashboards/14", { title: "for a while" }),
      by("PATCH", "/dashboards/1", { title: "Draft Revenue Pulse 14" }),
      by("PATCH", "/dashboards/14", { title: "Sales / Revenue \\ Costs" }),
    ),
    "three folders with each other's names": all(
      by("PATCH", "/folders/16", { name: "for a while", parent_id: "1" }),
      by("PATCH", "/folders/17", { name: "Level 2", parent_id: "15" }),
      by("PATCH", "/folders/16", { name: "Level 3", parent_id: "17" }),
    ),
    "attributes renamed in a circle": all(
      by("PATCH", "/user_attributes/3", { name: "meanwhile", label: "meanwhile" }),
      by("PATCH", "/user_attributes/5", { name: "region", label: "region" }),
      by("PATCH", "/user_attributes/3", { name: "min_amount", label: "min amount" }),
    ),
    "two users with each other's addresses": all(
      address("2", "meanwhile@example.com"),
      address("3", "user2@example.com"),
      address("2", "user3@example.com"),
    ),
    "three users with each other's addresses, one with another name": all(
      address("6", "meanwhile@example.com"),
      address("7", "user6@example.com"),
      address("8", "user7@example.com"),
      address("6", "user8@example.com"),
      by("PATCH", "/users/7", { first_name: "Somebody" }),
    ),
    "a folder that lets everybody in": all(
      noAccess("folders", "17"),
      access("folders", "17", { group_id: "1", permission_type: "edit" }),
    ),
  },
  "names that others took": {
    "a dashboard in the trash, and another of its title": all(
      by("PATCH", "/dashboards/3", { deleted: true }),
      by("PATCH", "/dashboards/4", { title: "📈 Growth 👩‍👩‍👧 🏳️‍🌈", folder_id: "17" }),
    ),
    "a dashboard deleted for good whose title another has": all(
      by("DELETE", "/dashboards/1"),
      by("PATCH", "/dashboards/14", { title: "Sales / Revenue \\ Costs" }),
    ),
    "a dashboard of somebody else": by("PATCH", "/dashboards/3", { user_id: "5" }),
  },
  "things deleted for good": {
    "a dashboard deleted for good": by("DELETE", "/dashboards/1"),
    "a look deleted for good": by("DELETE", "/looks/5"),
    "a look of a tile deleted for good": by("DELETE", "/looks/1"),
    "a folder below a personal one deleted": by("DELETE", "/folders/25"),
    "a folder deep down deleted": by("DELETE", "/folders/23"),
    "a board deleted": by("DELETE", "/boards/2"),
    "a user deleted": by("DELETE", "/users/2"),
    "another user deleted": by("DELETE", "/users/3"),
    "an embed user deleted": by("DELETE", "/users/4"),
    "a service account deleted": by("DELETE", "/users/5"),
    "a group deleted": by("DELETE", "/groups/2"),
    "a role deleted": by("DELETE", "/roles/5"),
    "an attribute deleted": by("DELETE", "/user_attributes/3"),
    "all themes and colors deleted": async (ask) => {
      for (const id of [2, 3]) await ask("DELETE", `/themes/${id}`);
      for (const id of [3, 4]) await ask("DELETE", `/color_collections/${id}`);
    },
    "a model configuration deleted": by("DELETE", "/lookml_models/finance"),
    "a connection deleted": by("DELETE", "/connections/legacy%2Fpg"),
  },
  "a folder deleted with all below it": {
    "a folder deleted with all below it": by("DELETE", "/folders/15"),
  },
  "users, roles and sets deleted": {
    "every user deleted": async (ask) => {
      for (let id = 2; id <= 10; id++) await ask("DELETE", `/users/${id}`);
    },
    "roles and their sets deleted": async (ask) => {
      for (const id of [2, 3, 4, 5, 6]) await ask("DELETE", `/roles/${id}`);
      for (const id of [2, 3, 4, 5]) await ask("DELETE", `/permission_sets/${id}`);
      for (const id of [2, 3, 4]) await ask("DELETE", `/model_sets/${id}`);
    },
  },
  "groups, alerts and plans deleted": {
    "all groups deleted": async (ask) => {
      for (let id = 2; id <= 10; id++) await ask("DELETE", `/groups/${id}`);
    },
    "all alerts and plans deleted": async (ask, sim) => {
      for (const { id } of sim.store.table("alerts").all()) await ask("DELETE", `/alerts/${id}`);
      for (const { id } of sim.store.table("scheduled_plans").all()) {
        await ask("DELETE", `/scheduled_plans/${id}`);
      }
    },
  },
  "content in the trash": {
    "all dashboards and looks in the trash": async (ask, sim) => {
      for (const type of ["dashboards", "looks"] as const) {
        for (const { id } of sim.store.table(type).all()) {
          await ask("PATCH", `/${type}/${id}`, { deleted: true });
        }
      }
    },
  },
  "content deleted for good": {
    "all dashboards and looks deleted for good": async (ask, sim) => {
      for (const type of ["dashboards", "looks"] as const) {
        for (const { id } of sim.store.table(type).all()) await ask("DELETE", `/${type}/${id}`);
      }
    },
  },
  "an emptied instance": {
    "everything that a person made deleted": (_ask, sim) => Promise.resolve(sim.empty()),
  },
};
