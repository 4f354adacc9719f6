import { placeholder } from "../../lib/live/placeholders.ts";
import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { users } from "../../lib/handlers/users/users.ts";
import { AS_IS } from "../../lib/handlers/references.ts";
import { startSim } from "../sim/mod.ts";
import { admin } from "../restore/_admin.ts";
import { FEW } from "./_repair.ts";
import { PlainWriter } from "./_writer.ts";

const OPTIONS = { enableSchedules: false, sameInstance: true, ownId: "1", knows: () => true };

Deno.test("users are known by every address, by their embed id, and by the name of a service account", () => {
  const cases: [JsonObject, string[]][] = [
    [{ credentials_email: { email: "A@b.C" } }, ['email:["a@b.c"]']],
    [{ credentials_email: null, credentials_saml: { email: "a@b.c" } }, ['email:["a@b.c"]']],
    [{ credentials_email: { email: "a@b.c" }, credentials_google: { email: "d@e.f" } }, [
      'email:["a@b.c"]',
      'email:["d@e.f"]',
    ]],
    [{ credentials_embed: [{ external_user_id: "x/1" }] }, ['embed:["x/1"]']],
    [{ is_service_account: true, service_account_name: "job" }, ['service:["job"]']],
    [{ first_name: "Nobody" }, []],
  ];
  for (const [user, keys] of cases) {
    assertEquals(users.keys({ get: (name) => user[name] }, AS_IS), keys);
  }
});

Deno.test("an email credential is made and changed, never taken away", () => {
  const without = users.form({ id: "2", credentials_email: null }, AS_IS);
  const live = users.form({ id: "2", credentials_email: { email: "a@b.c" } }, AS_IS);
  assertEquals(users.applyPolicy?.(without, live, OPTIONS), {});
  assertEquals(users.applyPolicy?.(live, without, OPTIONS), { email: { email: "a@b.c" } });
});

Deno.test("a single sign-on gives a new user its address, and an old one nothing", () => {
  const body = { id: "2", credentials_email: null, credentials_saml: { email: "a@b.c" } };
  assertEquals(users.applyPolicy?.(users.form(body, AS_IS), null, OPTIONS), { sso_email: "a@b.c" });
  assertEquals(users.applyPolicy?.(users.form(body, AS_IS), {}, OPTIONS), {});
});

Deno.test("groups, roles and values that the backup does not know stay", () => {
  const links = (groups: string[], values: JsonObject): JsonObject => ({ groups: groups, values: values });
  const knows = (_kind: string, id: string): boolean => id !== "99";
  const live = links(["2", "3", "99"], { "3": "x", "99": "y" });
  assertEquals(
    users.applyPolicy?.(links(["2"], {}), live, { ...OPTIONS, knows }),
    links(["2", "99"], { "99": "y" }),
  );
  // Nobody is known as long as nobody says who is.
  const { knows: _knows, ...unsaid } = OPTIONS;
  assertEquals(
    users.applyPolicy?.(links(["2"], {}), live, unsaid),
    links(["2", "3", "99"], { "3": "x", "99": "y" }),
  );
});

Deno.test("a home folder that is still to be made waits for the second pass", async () => {
  await using sim = startSim(FEW);
  await using writer = PlainWriter.to(sim);
  const live = await users.read(writer, "2");
  const task = writer.task(users, { ...live, home_folder_id: placeholder("folders", "7") }, live);
  await users.update(task);
  await users.late?.(task);
  assertEquals(sim.writes(), []);
  await users.late?.({ ...task, wanted: { ...task.wanted, home_folder_id: "6" } });
  assertEquals(sim.store.table("users").get("2")?.get("home_folder_id"), "6");
});

Deno.test("a user who is restored alone gets groups, roles and values back, and loses what was added", async () => {
  await using sim = startSim(FEW);
  await using writer = PlainWriter.to(sim);
  const source = await users.read(writer, "2");
  if (source === null) throw new Error("There is no user 2");
  const before = sim.normalForm();
  await admin(sim, "DELETE", "/groups/4/users/2");
  await admin(sim, "POST", "/groups/8/users", { user_id: "2" });
  await admin(sim, "PUT", "/users/2/roles", ["4"]);
  await admin(sim, "PATCH", "/users/2/attribute_values/3", { value: "x" });
  await admin(sim, "PATCH", "/users/2/attribute_values/5", { value: "7" });
  const task = writer.task(users, source, await users.read(writer, "2"));
  await users.update(task);
  const after = await users.read(writer, "2", task);
  assertEquals(writer.task(users, source, after).changes, []);
  assertEquals(sim.normalForm(), before);
  assertEquals(sim.violations, []);
});

Deno.test("the API user is never disabled, nor put out of groups and roles", async () => {
  await using sim = startSim(FEW);
  await using writer = PlainWriter.to(sim);
  const live = await users.read(writer, "1");
  const source = { ...live, is_disabled: true, _vault: { groups: [], roles: [], values: [] } };
  await users.update(writer.task(users, source, live));
  assertEquals(sim.writes(), []);
  assertEquals(writer.warnings.length, 1);
});
