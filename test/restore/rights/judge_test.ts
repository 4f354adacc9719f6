import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import type { JsonObject } from "../../sim/mod.ts";
import { Damaged } from "../_damage.ts";
import { restore } from "../_in_process.ts";

/** Rows that a list shows. */
async function rows(at: Damaged, path: string): Promise<JsonObject[]> {
  return await at.ask("GET", path) as unknown as JsonObject[];
}

const ids = (list: readonly JsonObject[]): string[] => list.map(({ id }) => String(id));

async function roleNamed(at: Damaged, sought: (role: JsonObject) => boolean): Promise<string> {
  const found = (await rows(at, "/roles")).find(sought);
  if (found === undefined) throw new Error("the simulated instance has no such role");
  return String(found["id"]);
}

const isAdmin = (role: JsonObject): boolean => role["name"] === "Admin";

/** Somebody other than the API user, and a group, without any way to administer. */
async function bystanders(at: Damaged): Promise<{ user: string; group: string; parent: string }> {
  const own = String((await at.ask("GET", "/user"))?.["id"]), role = await roleNamed(at, isAdmin);
  const admins = new Set(ids(await rows(at, `/roles/${role}/users`)));
  const withRole = new Set(ids(await rows(at, `/roles/${role}/groups`)));
  const user = ids(await rows(at, "/users")).find((id) => id !== own && !admins.has(id));
  const free = (await rows(at, "/groups")).filter((group) =>
    group["externally_managed"] !== true && group["include_by_default"] !== true &&
    (group["external_group_id"] ?? null) === null && !withRole.has(String(group["id"]))
  );
  const [group, parent] = ids(free);
  if (user === undefined || group === undefined || parent === undefined) {
    throw new Error("nobody is plain here");
  }
  return { user, group, parent };
}

Deno.test("a plan says in full who gains and loses what, and nobody has to allow what makes no Admin", async () => {
  await using at = await Damaged.start({}, async (one) => {
    await one.ask("POST", "/permission_sets", { name: "Narrow", permissions: ["access_data", "see_looks"] });
  });
  const narrow = (await rows(at, "/permission_sets")).find(({ name }) => name === "Narrow");
  await at.ask("PATCH", `/permission_sets/${narrow?.["id"]}`, { permissions: ["access_data"] });
  const plain = await roleNamed(at, (role) => !isAdmin(role) && role["internal"] !== true);
  const holders = ids(await rows(at, `/roles/${plain}/users?direct_association_only=true`));
  const { user } = await bystanders(at);
  await at.ask("PUT", `/roles/${plain}/users`, holders.includes(user) ? [] : [...holders, user]);
  await at.ask("PATCH", "/users/10", { is_disabled: true });
  const planned = await restore(at.vault.path, at.sim, { dryRun: true });
  const texts = planned.rights.map(({ text }) => text).join("\n");
  for (const said of [" roles ", "can sign in"]) assertStringIncludes(texts, said);
  assert(planned.rights.some(({ what, gains }) => what === "entries" && gains !== false), texts);
  assert(planned.rights.some(({ what }) => what === "role"), texts);
  assertEquals(planned.rights.filter(({ what }) => what === "admin"), []);
  const done = await restore(at.vault.path, at.sim, { options: { allowAdmin: false } });
  assertEquals(done.errors, []);
  assertEquals(done.rights.map(({ text }) => text).sort(), planned.rights.map(({ text }) => text).sort());
});

/** What the backup holds and Looker lost, so that a restore makes somebody Admin. Done before (the backup) and after. */
const WAYS: [
  name: string,
  grant: (at: Damaged, who: Awaited<ReturnType<typeof bystanders>>, admin: string) => Promise<void>,
  take: (at: Damaged, who: Awaited<ReturnType<typeof bystanders>>, admin: string) => Promise<void>,
][] = [
  ["the role", async (at, { user }, admin) => {
    await at.ask("PUT", `/roles/${admin}/users`, [...ids(await rows(at, `/roles/${admin}/users`)), user]);
  }, async (at, { user }, admin) => {
    const left = ids(await rows(at, `/roles/${admin}/users`)).filter((id) => id !== user);
    await at.ask("PUT", `/roles/${admin}/users`, left);
  }],
  ["a group that has the role", async (at, { group }, admin) => {
    await at.ask("PUT", `/roles/${admin}/groups`, [group]);
  }, async (at, _who, admin) => {
    await at.ask("PUT", `/roles/${admin}/groups`, []);
  }],
  ["membership of such a group", async (at, { user, group }, admin) => {
    await at.ask("PUT", `/roles/${admin}/groups`, [group]);
    await at.ask("POST", `/groups/${group}/users`, { user_id: user });
  }, async (at, { user, group }) => {
    await at.ask("DELETE", `/groups/${group}/users/${user}`);
  }],
  ["a group below such a group", async (at, { group, parent }, admin) => {
    await at.ask("PUT", `/roles/${admin}/groups`, [parent]);
    await at.ask("POST", `/groups/${parent}/groups`, { group_id: group });
  }, async (at, { group, parent }) => {
    await at.ask("DELETE", `/groups/${parent}/groups/${group}`);
  }],
  ["enabling somebody who has it", async (at, { user }, admin) => {
    await at.ask("PUT", `/roles/${admin}/users`, [...ids(await rows(at, `/roles/${admin}/users`)), user]);
    await at.ask("PATCH", `/users/${user}`, { is_disabled: false });
  }, async (at, { user }) => {
    await at.ask("PATCH", `/users/${user}`, { is_disabled: true });
  }],
  ["a permission set that gets administer", async (at, { user }) => {
    const set = await at.ask("POST", "/permission_sets", {
      name: "Wide",
      permissions: ["administer", "access_data"],
    });
    const model_set_id = (await rows(at, "/model_sets"))[0]?.["id"];
    const role = await at.ask("POST", "/roles", {
      name: "Wide",
      permission_set_id: set?.["id"],
      model_set_id,
    });
    await at.ask("PUT", `/roles/${role?.["id"]}/users`, [user]);
  }, async (at) => {
    const set = (await rows(at, "/permission_sets")).find(({ name }) => name === "Wide");
    await at.ask("PATCH", `/permission_sets/${set?.["id"]}`, { permissions: ["access_data"] });
  }],
];

for (const [name, grant, take] of WAYS) {
  Deno.test(`a restore that makes somebody Admin by ${name} is refused before any write, unless that is allowed`, async () => {
    let who: Awaited<ReturnType<typeof bystanders>> | null = null;
    await using at = await Damaged.start(
      {},
      async (one) => await grant(one, who = await bystanders(one), await roleNamed(one, isAdmin)),
    );
    if (who === null) throw new Error("nothing was granted");
    await take(at, who, await roleNamed(at, isAdmin));
    const writes = at.sim.writes().length;
    const refused = await assertRejects(
      () => restore(at.vault.path, at.sim, { options: { allowAdmin: false, enableSchedules: true } }),
      UsageError,
      "becomes Admin",
    );
    assertStringIncludes(refused.hint ?? "", "--allow-admin");
    assertEquals(at.sim.writes().length, writes);
    const planned = await restore(at.vault.path, at.sim, { dryRun: true, options: { allowAdmin: false } });
    assert(planned.rights.some(({ what }) => what === "admin"));
    const summary = await at.repair();
    assert(summary.rights.some(({ what }) => what === "admin"));
  });
}

Deno.test("where nobody can tell who is Admin, a restore that could make one is refused", async () => {
  await using at = await Damaged.start();
  await at.ask("PATCH", "/users/10", { is_disabled: true });
  at.sim.faults.add({ kind: "403", operation: "search_roles" });
  const refused = await assertRejects(
    () =>
      restore(at.vault.path, at.sim, {
        options: { allowAdmin: false, scope: { kind: "single", type: "users", id: "10" } },
      }),
    UsageError,
  );
  assertStringIncludes(refused.message, "could not be read");
  at.sim.faults.clear();
});

Deno.test("a restore of content asks for nobody's rights", async () => {
  await using at = await Damaged.start();
  await at.ask("PATCH", "/dashboards/1", { title: "Other" });
  const seen = at.sim.log.length;
  const summary = await restore(at.vault.path, at.sim, {
    options: { allowAdmin: false, scope: { kind: "single", type: "dashboards", id: "1" } },
  });
  assertEquals([summary.errors, summary.rights], [[], []]);
  const asked = at.sim.log.slice(seen).map(({ operation }) => operation);
  assertEquals(
    asked.filter((one) => ["search_roles", "role_users", "all_permission_sets"].includes(String(one))),
    [],
  );
});
