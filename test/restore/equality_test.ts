/** Restores where Looker spells nothing otherwise than the backup, and computes what nobody set. */
import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { asObject, asObjects, isJsonObject, type JsonObject } from "../../lib/codec/json_value.ts";
import { dashboards } from "../../lib/handlers/dashboards/dashboards.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { differences } from "./_forms.ts";
import { restore } from "./_in_process.ts";
import { PlainWriter } from "../handlers/_writer.ts";

const SIZES = { dashboards: 10, looks: 8, tileBytes: 400, computed: true };

/** What a restore of everything would write. */
async function planned(path: string, sim: Sim): Promise<string[]> {
  const { items } = await restore(path, sim, { dryRun: true });
  return items.filter(({ action }) => action !== "none" && action !== "unrestorable").map((one) =>
    `${one.action} ${one.type}/${one.id}: ${one.changes.map(({ path }) => path).join(", ")} ${
      one.reason ?? ""
    }`
  );
}

const CHANGES: [what: string, before: Parameters<typeof startSim>[0], change: (sim: Sim) => void][] = [
  ["a LookML deploy", {}, (sim) => sim.lookmlDeploy()],
  ["a release that serves null as empty values", {}, (sim) => sim.serve({ empties: true })],
  ["a release that serves ids as texts", { numericIds: true }, (sim) => sim.serve({ numericIds: false })],
  ["a release that serves empty values as null", { empties: true }, (sim) => sim.serve({ empties: false })],
];

for (const [what, before, change] of CHANGES) {
  Deno.test(`${what} leaves nothing to restore, and after damage only that is`, async () => {
    await using sim = startSim({ ...SIZES, ...before });
    await using place = await backup(sim);
    await place.run({});
    change(sim);
    assertEquals(await planned(place.path, sim), []);
    for (const [op, id] of [["update", "1"], ["update", "2"], ["trash", "3"]] as const) {
      sim.mutate({ op, type: "dashboards", id });
    }
    sim.mutate({ op: "update", type: "looks", id: "1", values: { description: "other" } });
    const { errors, totals } = await restore(place.path, sim);
    assertEquals([errors, totals.failed, totals.updated + totals.undeleted], [[], 0, 4]);
    assertEquals(await planned(place.path, sim), []);
  });
}

Deno.test("ids that are numbers are texts in the vault, and a restore from an old release is complete", async () => {
  await using sim = startSim({ ...SIZES, numericIds: true, users: 10 });
  await using place = await backup(sim);
  const { errors } = await place.run({ noUserValues: false });
  assertEquals(errors, []);
  const whole = sim.normalForm();
  for (const [type, id] of [["dashboards", "2"], ["looks", "3"], ["folders", "20"]] as const) {
    sim.mutate({ op: "update", type, id });
    sim.mutate({ op: "delete", type: type === "folders" ? "boards" : type, id: "5", cascade: true });
  }
  const restored = await restore(place.path, sim, { options: { enableSchedules: true } });
  assertEquals(restored.errors, []);
  assertEquals(differences(whole, sim.normalForm()), []);
  assertEquals(await planned(place.path, sim), []);
  assertEquals(sim.violations, []);
  using db = new DatabaseSync(place.path, { readOnly: true });
  for (const { table, column } of textColumns(db)) {
    const odd = db.prepare(`SELECT ${column} AS value FROM ${table} WHERE ${column} GLOB '*[0-9].0'`).all();
    assertEquals(odd.map(({ value }) => value), [], `${table}.${column}`);
  }
  const [user] = db.prepare("SELECT api_user_id, api_user_rights FROM extraction_sessions").all();
  assertEquals([user?.["api_user_id"], String(user?.["api_user_rights"]).includes('"roles":["')], [
    "1",
    true,
  ]);
});

Deno.test("with a tile's source goes what belongs to it, and without it only what it listens to", async () => {
  await using sim = startSim({ ...SIZES, dashboards: 2 });
  await using writer = PlainWriter.to(sim);
  const sent: JsonObject[] = [];
  const send = writer.send.bind(writer);
  writer.send = (operation, params, body) => {
    if (operation === "update_dashboard_element") sent.push(asObject(body));
    return send(operation, params, body);
  };
  const live = await dashboards.read(writer, "1");
  const tile = asObjects(live?.["dashboard_elements"]).find((one) => isJsonObject(one["query"]));
  if (live === null || tile === undefined) throw new Error("No tile shows a query");
  const listen = [{ dashboard_filter_name: "Day", field: "orders.date" }];
  const maker = asObject(tile["result_maker"]);
  const change = async (query: JsonObject, result_maker: JsonObject): Promise<JsonObject[]> => {
    sent.length = 0;
    const source = {
      ...live,
      dashboard_elements: asObjects(live["dashboard_elements"]).map((one) =>
        one === tile ? { ...one, query, result_maker: { ...maker, query, ...result_maker } } : one
      ),
    };
    await dashboards.update(writer.task(dashboards, source, live));
    return sent;
  };
  const query = asObject(tile["query"]), sorts = ["orders.id desc"];
  const [body, ...rest] = await change({ ...query, limit: "7", sorts }, { sorts });
  assertEquals(rest, []);
  assertEquals(Object.keys(body ?? {}).sort(), ["query_id", "result_maker"]);
  assertEquals(asObject(body?.["result_maker"])["sorts"], sorts);
  const filterables = asObjects(maker["filterables"]).map((one) => ({ ...one, listen }));
  const [other] = await change(query, { filterables, sorts: ["x"], vis_config: { type: "other" } });
  assertEquals(Object.keys(asObject(other?.["result_maker"])), ["filterables"]);
  assertEquals(await change(query, { sorts: ["x"], vis_config: { type: "other" }, total: true }), []);
});

/** All columns that hold text. */
function textColumns(db: DatabaseSync): { table: string; column: string }[] {
  return db.prepare(
    `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
     WHERE t.type = 'table' AND c.type = 'TEXT'`,
  ).all().map((row) => ({ table: String(row["table"]), column: String(row["column"]) }));
}
