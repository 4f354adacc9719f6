/** The commands that look inside, from outside: issue "know what you have", H2, H9, H19, F29, F30. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Client } from "../sim/_client.ts";
import { extract, run, Workplace } from "./_run.ts";
import { asList, asObject, asText } from "./_sim.ts";
import { sha256 } from "./_vault.ts";

Deno.test("diff tells an edit of a dashboard as an editor would; no command changes a byte of the vault (H19)", async () => {
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
    assertEquals([command, code, stderr], [command, 0, ""]);
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

Deno.test("coverage names what an API user was refused, and exits 4 (F30)", async () => {
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
  assertMatch(stdout, /^boards +not captured/m);
  assertStringIncludes(stdout, "Missing");
});

Deno.test("what looks inside a missing vault is refused and makes no file (scenario 7)", async () => {
  using place = new Workplace("http://127.0.0.1:1");
  for (const command of [["diff"], ["tree"], ["coverage"], ["export"], ["list", "looks"]]) {
    const { code, stderr } = await run(place, ...command);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "there is no such file");
  }
  assertEquals((await Array.fromAsync(Deno.readDir(place.dir))).length, 0);
});
