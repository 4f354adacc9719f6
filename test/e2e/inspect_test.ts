/** The commands that look inside, from outside: they change no byte and let nothing steer a terminal. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Client } from "../sim/_client.ts";
import { startSim } from "../sim/mod.ts";
import { extract, run } from "./_inside.ts";
import { run as runShipped, Workplace } from "./_run.ts";
import { asList, asObject, asText } from "./_sim.ts";
import { sha256 } from "./_vault.ts";

Deno.test("diff tells an edit of a dashboard as an editor would; no command changes a byte of the vault", async () => {
  await using client = await Client.start({
    dashboards: 4,
    looks: 3,
    folders: 6,
    users: 5,
    groups: 3,
    tileBytes: 500,
  });
  using place = Workplace.at(client.sim);
  await extract(place);
  const dashboard = await client.object("/dashboards/1");
  const tile = asList(dashboard["dashboard_elements"]).map(asObject).find((one) => one["query"] !== null);
  assert(tile !== undefined);
  const { model, view, fields, filters } = asObject(tile["query"] ?? null);
  const query = await client.send("POST", "/queries", {
    model: model ?? null,
    view: view ?? null,
    fields: fields ?? null,
    filters: { ...asObject(filters ?? null), "orders.created_date": "30 days" },
  });
  const id = asText(tile["id"] ?? null);
  const edited = await client.send("PATCH", `/dashboard_elements/${id}`, {
    title: "Revenue",
    query_id: asObject(query.body)["id"] ?? null,
  });
  assertEquals(edited.status, 200, edited.text);
  await client.send("POST", "/groups/2/users", { user_id: "4" });
  await extract(place);
  const before = sha256(await Deno.readFile(place.db));

  const text = await run(place, "diff");
  assertEquals(text.code, 0, text.stderr);
  assertMatch(text.stdout, /^~ dashboards 1 /m);
  assertMatch(text.stdout, /^ {4}tile "Revenue"$/m);
  assertMatch(text.stdout, /^ {6}~ filter orders\.created_date: .+ → 30 days$/m);
  assertMatch(text.stdout, /^ {4}\+ members: .*4/m);
  const one = JSON.parse((await run(place, "--json", "diff", "dashboard", "1")).stdout);
  assertEquals([one.command, one.items.length, one.items[0].id], ["diff", 1, "1"]);

  const COMMANDS = [
    ["list"],
    ["list", "dashboards"],
    ["list", "dashboards", "--format", "csv"],
    ["show", "dashboards", "1"],
    ["tree"],
    ["coverage"],
    ["export"],
    ["diff", "--from", "2020-01-01", "--format", "md"],
  ];
  for (const command of COMMANDS) {
    const { code, stdout, stderr } = await run(place, ...command);
    // How many there are stands beside a table on a pipe, not in it, and so does what a time is taken for.
    const said = stderr.replace(
      /^(\d+ (dashboards|folders, \d+ items)|warning: --from 2020-01-01 .*)\n$/,
      "",
    );
    assertEquals([command, code, said], [command, 0, ""]);
    assert(stdout.length > 0);
  }
  for (const command of COMMANDS.filter(([name]) => name !== "export")) {
    const { stdout } = await run(place, "--json", ...command);
    assert(typeof JSON.parse(stdout) === "object");
  }
  assertEquals(sha256(await Deno.readFile(place.db)), before);
  assertEquals((await Array.fromAsync(Deno.readDir(place.dir))).map(({ name }) => name).sort(), [
    "vault.db",
    "vault.db.lock",
  ]);
});

Deno.test("export --format lkml writes the LookML of dashboards and of self-service models into files for git", async () => {
  await using sim = startSim({
    dashboards: 2,
    looks: 2,
    folders: 3,
    users: 4,
    groups: 3,
    release: "25.20.3",
  });
  sim.store.table("lookml_models").insert({
    name: "../up loads",
    project_name: null,
    explores: [],
    _self_service: true,
  });
  using place = Workplace.at(sim);
  await extract(place);
  const refused = await runShipped(place, "export", "--format", "lkml");
  assertEquals([refused.code, refused.stderr.includes("no directory is given")], [2, true]);
  const { code, stdout } = await runShipped(place, "--json", "export", "--format", "lkml", "--out", "lookml");
  assertEquals(code, 0);
  const files = (await Array.fromAsync(Deno.readDir(`${place.dir}/lookml`))).map(({ name }) => name).sort();
  assertEquals(files, [
    "__up_loads.model.lkml",
    "thelook__business_pulse.dashboard.lookml",
    "thelook__odd_name.dashboard.lookml",
    "thelook__web.dashboard.lookml",
  ]);
  assertEquals(asList(JSON.parse(stdout).files).length, files.length);
  assertEquals(
    await Deno.readTextFile(`${place.dir}/lookml/thelook__web.dashboard.lookml`),
    "- dashboard: web\n  title: Pulse\n  elements: []\n",
  );
  assertEquals(((await Deno.stat(`${place.dir}/lookml/${files[0]}`)).mode ?? 0) & 0o777, 0o600);
  assertEquals((await runShipped(place, "export", "looks", "--format", "lkml", "--out", "lookml")).code, 2);
});

Deno.test("coverage names what an API user was refused, and exits 4", async () => {
  await using client = await Client.start(
    {
      dashboards: 3,
      looks: 3,
      tileBytes: 500,
      faults: [{ operation: "search_boards", kind: "403" }],
    } as Parameters<typeof Client.start>[0],
  );
  using place = Workplace.at(client.sim);
  await extract(place, [], 4);
  const { code, stdout } = await run(place, "coverage");
  assertEquals(code, 4);
  assertMatch(stdout, /^boards\tnot captured/m);
  assertStringIncludes(stdout, "Missing");
});

Deno.test("what looks inside a missing vault is refused and makes no file", async () => {
  using place = new Workplace("http://127.0.0.1:1");
  for (const command of [["diff"], ["tree"], ["coverage"], ["export"], ["list", "looks"]]) {
    const { code, stderr } = await run(place, ...command);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "there is no such file");
  }
  assertEquals((await Array.fromAsync(Deno.readDir(place.dir))).length, 0);
});

Deno.test("diff --to live tells what has changed in Looker since the backup, changes no byte, and writes nothing", async () => {
  await using client = await Client.start({ dashboards: 6, looks: 4, tileBytes: 500 });
  using place = Workplace.at(client.sim);
  await extract(place);
  const before = sha256(await Deno.readFile(place.db)), files = await filesIn(place.dir);
  await client.send("PATCH", "/dashboards/3", { title: "\x1b[31mAnother" });
  await client.send("POST", "/folders", { name: "New", parent_id: "1" });
  const writes = client.sim.writes().length;
  const one = await run(place, "diff", "dashboard", "3", "--to", "live");
  assertEquals(one.code, 0, one.stderr);
  assertMatch(one.stdout, /^~ dashboards 3 {2}\\x1b\[31mAnother$/m);
  assertMatch(one.stdout, /^ {4}~ title: .+ → \\x1b\[31mAnother$/m);
  const all = await run(place, "--json", "diff", "--to", "live");
  assertEquals(all.code, 0, all.stderr);
  const { to, items, live } = JSON.parse(all.stdout);
  assertEquals([to, live.every((type: { complete: boolean }) => type.complete)], ["live", true]);
  const said = items.map((item: Record<string, string>) =>
    `${item["change"]} ${item["type"]} ${item["name"]}`
  );
  assert(
    said.includes("changed dashboards \x1b[31mAnother") && said.includes("added folders New"),
    said.join(),
  );
  client.sim.faults.add({ operation: "search_boards", kind: "403" });
  const part = await run(place, "diff", "boards", "--to", "live");
  assertEquals(part.code, 4);
  assertMatch(part.stdout, /^boards was compared only partly: /m);
  assertEquals([sha256(await Deno.readFile(place.db)), await filesIn(place.dir)], [before, files]);
  assertEquals(client.sim.writes().length, writes);
  const none = await run({ ...place, url: "http://127.0.0.1:1" }, "diff", "--to", "live");
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "it is a backup of");
});

async function filesIn(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
}
