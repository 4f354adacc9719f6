/** One part of an item that Looker refuses stops no other part, handler by handler. */
import { assert, assertEquals } from "@std/assert";
import { setList } from "../../lib/handlers/lists.ts";
import { StatusError } from "../../lib/http/errors.ts";
import { backedUp } from "../extract/_in_process.ts";
import type { FaultRule, JsonObject, Sim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 5, looks: 4, folders: 8, users: 8, groups: 8, tileBytes: 300 };

interface Part {
  type: "folders" | "boards" | "groups" | "roles" | "user_attributes" | "users" | "scheduled_plans";
  damage: (sim: Sim) => Promise<unknown>;
  /** What is refused of it. */
  fault: FaultRule;
  /** How the part is named. */
  named: RegExp;
}

const plain = (value: unknown): JsonObject[] => JSON.parse(JSON.stringify(value ?? []));

/** The access rows of a folder that has rows of its own. */
async function emptied(sim: Sim, type: "folders" | "boards", id: string): Promise<void> {
  const list = String(sim.store.table(type).get(id)?.get("content_metadata_id"));
  for (const row of sim.store.table("content_accesses").all()) {
    if (row.get("content_metadata_id") === list) {
      await admin(sim, "DELETE", `/content_metadata_access/${row.id}`);
    }
  }
}

const PARTS: Record<string, Part> = {
  "a row of an access list": {
    type: "folders",
    damage: async (sim) => {
      const folder = sim.store.table("folders").all().find((one) => {
        const rows = sim.store.table("content_accesses").all();
        const own = rows.filter((row) => row.get("content_metadata_id") === one.get("content_metadata_id"));
        return own.length > 0 && Number(one.id) > 14;
      });
      assert(folder !== undefined);
      await admin(sim, "PATCH", `/folders/${folder.id}`, { name: "edited" });
      await emptied(sim, "folders", folder.id);
    },
    fault: { kind: "422", operation: "create_content_metadata_access", times: 1 },
    named: /^access\.rows\[/,
  },
  "a section of a board": {
    type: "boards",
    damage: async (sim) => {
      const [section] = plain(sim.store.table("boards").get("1")?.get("board_sections"));
      await admin(sim, "PATCH", "/boards/1", { description: "edited" });
      await admin(sim, "DELETE", `/board_sections/${section?.["id"]}`);
    },
    fault: { kind: "500", operation: "create_board_section" },
    named: /^sections\[/,
  },
  "an item of a board": {
    type: "boards",
    damage: async (sim) => {
      await admin(sim, "PATCH", "/boards/1", { description: "edited" });
      for (const section of plain(sim.store.table("boards").get("1")?.get("board_sections"))) {
        for (const item of plain(section["board_items"])) {
          await admin(sim, "DELETE", `/board_items/${item["id"]}`);
        }
      }
    },
    fault: { kind: "422", operation: "create_board_item", times: 1 },
    named: /^sections\[.*\]\.items\[/,
  },
  "a member of a group": {
    type: "groups",
    damage: async (sim) => {
      const group = sim.store.table("groups").get("2");
      assert(group !== undefined);
      await admin(sim, "PATCH", "/groups/2", { name: "edited" });
      for (const { id } of sim.store.table("users").all()) {
        await admin(sim, "DELETE", `/groups/2/users/${id}`).catch(() => {});
      }
    },
    fault: { kind: "403", operation: "add_group_user", times: 1 },
    named: /^users\[/,
  },
  "who has a role": {
    type: "roles",
    damage: async (sim) => {
      await admin(sim, "PATCH", "/roles/5", { name: "edited" });
      await admin(sim, "PUT", "/roles/5/users", []);
      await admin(sim, "PUT", "/roles/5/groups", []);
    },
    fault: { kind: "422", operation: "set_role_groups", times: 2 },
    named: /^groups\[/,
  },
  "a value of an attribute": {
    type: "user_attributes",
    damage: async (sim) => {
      await admin(sim, "PATCH", "/user_attributes/3", { label: "edited" });
      for (const { id } of sim.store.table("users").all()) {
        await admin(sim, "DELETE", `/users/${id}/attribute_values/3`).catch(() => {});
      }
    },
    fault: { kind: "422", operation: "set_user_attribute_user_value", times: 1 },
    named: /^user_values\./,
  },
  "the way in of a user": {
    type: "users",
    damage: async (sim) => {
      await admin(sim, "PATCH", "/users/2", { first_name: "edited" });
      await admin(sim, "PATCH", "/users/2/credentials_email", { email: "edited@example.com" });
    },
    fault: { kind: "500", operation: "update_user_credentials_email" },
    named: /^email/,
  },
};

for (const [what, { type, damage, fault, named }] of Object.entries(PARTS)) {
  Deno.test(`restore() names ${what} that Looker refuses, and restores the rest of the item`, async () => {
    const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
    await using _sim = sim, _vault = vault;
    await damage(sim);
    sim.faults.add(fault);
    const options = { maxRetries: 0, only: [type] };
    const { errors, status, totals } = await restore(vault.path, sim, { options });
    assertEquals([status, totals.failed, totals.incomplete], ["partial", 0, 1], JSON.stringify(errors));
    assert(errors.every(({ message }) => named.test(message)), JSON.stringify(errors));
    assert(!JSON.stringify(sim.store.table(type).all().map((one) => one.full())).includes('"edited"'));
    sim.faults.clear();
    const again = await restore(vault.path, sim, { options });
    assertEquals([again.errors, again.status], [[], "completed"]);
    const { planned_calls } = await restore(vault.path, sim, { options, dryRun: true });
    assertEquals(planned_calls, 0);
  });
}

Deno.test("setList() brings in all that is taken, and names the rest", async () => {
  const tried: string[][] = [], refused: string[] = [];
  let held = ["a", "b"];
  await setList(
    {
      attempt: async (path, work) => {
        try {
          await work();
          return true;
        } catch {
          refused.push(String(path));
          return false;
        }
      },
    },
    "groups",
    {
      before: held,
      wanted: ["b", "managed", "c"],
      key: (one) => one,
      set: (list) => {
        tried.push([...list]);
        if (list.includes("managed")) {
          return Promise.reject(
            new StatusError("set_role_groups", 405, "managed", null),
          );
        }
        held = [...list];
        return Promise.resolve();
      },
    },
  );
  assertEquals([held, refused], [["b", "c"], ["groups[managed]"]]);
  assertEquals(tried.length, 4);
});
