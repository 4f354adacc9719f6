import { assert, assertEquals } from "@std/assert";
import { backedUp, type Backup } from "../extract/_in_process.ts";
import { type JsonObject, type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { restore } from "./_in_process.ts";

const FEW = { dashboards: 4, looks: 3, folders: 6, users: 10, groups: 10, tileBytes: 300 };

/** An instance that was backed up, and an emptied one with other ids. */
async function both(check: (sim: Sim, other: Sim, vault: Backup) => Promise<void>): Promise<void> {
  const { sim, vault } = await backedUp(FEW, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 400 });
  await check(sim, other, vault);
}

Deno.test("restore() of a user with dependencies brings groups, roles and attributes, and nobody else who is in them", async () => {
  await both(async (sim, other, vault) => {
    const people = sim.store.table("users").all().filter((one) => Number(one.id) > 1);
    for (const { id } of people.slice(1, 5)) {
      const scope = { kind: "single", type: "users", id } as const;
      const { errors, items } = await restore(vault.path, other, {
        options: { scope, withDependencies: true },
      });
      assertEquals(errors, []);
      assertEquals(items.filter((item) => item.type === "users").map((item) => item.id), [id]);
    }
    assertEquals(other.violations, []);
  });
});

Deno.test("restore() of a user who is in another instance already brings groups and roles there too", async () => {
  await both(async (sim, other, vault) => {
    const users = { kind: "bulk", type: "users" } as const;
    const groups = { kind: "bulk", type: "groups" } as const;
    const bare = await restore(vault.path, other, { options: { scope: groups } });
    assertEquals(
      new Set(bare.errors.map(({ operation, code }) => `${operation} ${code}`)),
      new Set(["incomplete reference_missing"]),
    );
    const options = { scope: users, allowIncomplete: true };
    assertEquals((await restore(vault.path, other, { options })).errors, []);
    const member = other.store.table("groups").all().flatMap((group) =>
      other.store.table("users").all().filter((user) => {
        const ids = JSON.parse(JSON.stringify(user.get("group_ids") ?? [])) as string[];
        return user.id !== "1" && group.get("include_by_default") !== true && ids.includes(group.id);
      }).map((user) => ({ group: group.id, user: user.id }))
    )[0];
    assert(member !== undefined && sim.store.table("users").all().length > 3);
    await admin(other, "DELETE", `/groups/${member.group}/users/${member.user}`);
    const { errors, totals } = await restore(vault.path, other, { options });
    assertEquals([errors, totals.updated], [[], 1]);
    const ids = JSON.parse(JSON.stringify(other.store.table("users").get(member.user)?.get("group_ids")));
    assert(ids.includes(member.group));
  });
});

Deno.test("restore() with dependencies comes to its end where one of them cannot be restored", async () => {
  await both(async (sim, other, vault) => {
    const foreign = sim.store.table("groups").all().find((one) => one.get("externally_managed") === true);
    const user = sim.store.table("users").all().find((one) => {
      const ids = JSON.parse(JSON.stringify(one.get("group_ids") ?? [])) as string[];
      return one.id !== "1" && ids.includes(foreign?.id ?? "");
    });
    const scope = { kind: "single", type: "users", id: user?.id ?? "" } as const;
    const { errors, totals, warnings } = await restore(vault.path, other, {
      options: { scope, withDependencies: true },
    });
    assertEquals([errors, totals.unrestorable > 0], [[], true]);
    assert(
      warnings.some((text) =>
        text.includes(`groups ${foreign?.id}`) && text.includes("does not exist in the target instance")
      ),
      warnings.join("\n"),
    );
  });
});

Deno.test("restore() gives a dashboard created again the slug that another one had taken, once that has its own again", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  const slug = (id: string): unknown => sim.store.table("dashboards").get(id)?.get("slug");
  const first = slug("1"), second = slug("2");
  await admin(sim, "DELETE", "/dashboards/1");
  await admin(sim, "PATCH", "/dashboards/2", { slug: String(first) });
  const { errors, warnings } = await restore(vault.path, sim, { options: { workers: 1 } });
  assertEquals([errors, warnings.filter((text) => text.includes("slug"))], [[], []]);
  assertEquals(slug("2"), second);
  const slugs = sim.store.table("dashboards").all().map((one) => one.get("slug"));
  assert(slugs.includes(String(first)));
  assertEquals(sim.violations, []);
});

Deno.test("restore() of an alert with dependencies brings the dashboard on whose tile it is", async () => {
  await both(async (sim, other, vault) => {
    for (const { id } of sim.store.table("alerts").all()) {
      const scope = { kind: "single", type: "alerts", id } as const;
      const { errors, totals } = await restore(vault.path, other, {
        options: { scope, withDependencies: true },
      });
      assertEquals([errors, totals.skipped], [[], 0]);
    }
    assertEquals(other.store.table("alerts").all().length, sim.store.table("alerts").all().length);
  });
});

Deno.test("restore() of one look into another instance names the palettes of that instance", async () => {
  await both(async (sim, other, vault) => {
    const scope = { kind: "single", type: "looks", id: "1" } as const;
    assertEquals(
      (await restore(vault.path, other, { options: { scope, withDependencies: true } })).errors,
      [],
    );
    const colors = (one: Sim): unknown => {
      const [look] = Object.values(one.normalForm({ types: ["looks"] })["looks"] ?? {});
      return JSON.stringify((look as JsonObject)["query"]).match(/color_application.{200}/)?.[0];
    };
    assert(String(colors(sim)).includes("palette"));
    assertEquals(colors(other), colors(sim));
  });
});
