import { untouched } from "../../lib/restore/plan/model.ts";
import { AS_IS } from "../../lib/handlers/references.ts";
import { PART_FORMS } from "../../lib/handlers/dashboards/form_types.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Clock, systemClock } from "../../lib/base/clock.ts";
import { connect } from "../../lib/looker/connect.ts";
import { FRESH, lookAgain, Touched } from "../../lib/restore/apply/last_look.ts";
import { differingKeys, pinOf } from "../../lib/restore/plan/form_pin.ts";
import { StalePlanError } from "../../lib/restore/plan/check_pins.ts";
import type { JsonObject as Form } from "../../lib/codec/json_value.ts";
import { type ContentType, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import type { PlannedItem } from "../../lib/restore/plan/model.ts";
import { handlerOf } from "../../lib/handlers/mod.ts";
import { Destination } from "../../lib/live/destination_state.ts";
import { ApiReader } from "../../lib/live/reader.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import type { RestoreDeps } from "../../lib/restore/restore_request.ts";
import { deadLetterHeads } from "../../lib/vault/dead_letters.ts";
import { openVaultForReading, temporaryVault } from "../../lib/vault/open.ts";
import { backedUp, type Backup, backup } from "../extract/_in_process.ts";
import { type JsonObject, type Sim, startSim, type TableName } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { Crafted } from "./_craft.ts";
import { Damaged } from "./_damage.ts";
import { DAMAGES } from "./_damages.ts";
import { restore } from "./_in_process.ts";
import { countingRounds } from "./_rounds.ts";

/** Requests one after the other that restoring one changed dashboard takes; before pins, it took 9. */
const ROUNDS = 5;

const SMALL = { dashboards: 4, looks: 4, folders: 4, users: 5, groups: 4, tileBytes: 300 };

/** An instance and its backup, then some edits that a restore would revert. */
async function edited(
  edits: readonly [path: string, body: unknown][],
): Promise<{ sim: Sim; vault: Backup } & AsyncDisposable> {
  const sim = startSim(SMALL), vault = await backup(sim);
  await vault.run({});
  for (const [path, body] of edits) await admin(sim, "PATCH", path, body);
  return {
    sim,
    vault,
    async [Symbol.asyncDispose]() {
      await vault[Symbol.asyncDispose]();
      await sim[Symbol.asyncDispose]();
    },
  };
}

/** Somebody edits an item in Looker, past the product. */
function edit(sim: Sim, table: TableName, id: string, change: JsonObject): void {
  const rows = sim.store.table(table), stored = rows.stored(id);
  if (stored === undefined) throw new Error(`There is no ${table} ${id}`);
  rows.set(id, { ...stored, ...change });
}

/** A person who says yes after something happened. */
function yesAfter(happens: () => void): Partial<RestoreDeps> {
  return { consent: () => (happens(), "asked") };
}

/** A clock that is moved by hand, beside the machine's. */
function movedClock(): { clock: Clock; move: (ms: number) => void } {
  let offset = 0;
  return {
    clock: { ...systemClock, monotonic: () => systemClock.monotonic() + offset },
    move: (ms) => void (offset += ms),
  };
}

async function expectStale(
  { sim, vault }: { sim: Sim; vault: Backup },
  deps: Partial<RestoreDeps>,
  parts: readonly string[],
): Promise<void> {
  const writes = sim.writes().length;
  const error = await assertRejects(() => restore(vault.path, sim, { deps }), StalePlanError);
  for (const part of parts) assertStringIncludes(error.message, part);
  assertEquals(error.exitCode, 2);
  using reading = openVaultForReading(vault.path);
  assertEquals(reading.prepare("SELECT count(*) AS n FROM restoration_sessions").get()?.["n"], 0);
  assertEquals(sim.writes().length, writes, "something was written");
}

Deno.test("restore() writes nothing when a backup was changed after the plan was made, whether anybody was asked or not", async () => {
  await using at = await edited([["/groups/3", { name: "edited" }], ["/looks/2", { title: "edited" }]]);
  const swap = (): boolean => {
    using craft = new Crafted(at.vault.path);
    craft.put("looks", "2", { ...craft.body("looks", "2"), title: "never shown" });
    return true;
  };
  await expectStale(at, { consent: swap }, ["looks 2", "has a different version in the vault"]);
});

Deno.test("restore() writes nothing when Looker was changed while somebody was asked, and says where", async () => {
  await using at = await edited([
    ["/groups/3", { name: "edited" }],
    ["/dashboards/2", { title: "edited" }],
    ["/roles/4", { name: "edited" }],
  ]);
  await expectStale(
    at,
    yesAfter(() => edit(at.sim, "dashboards", "2", { description: "meanwhile" })),
    ["dashboards 2", "changed in Looker (description)"],
  );
  await expectStale(
    at,
    yesAfter(() => edit(at.sim, "roles", "4", { name: "meanwhile" })),
    ["roles 4", "changed in Looker (name)"],
  );
});

Deno.test("restore() writes nothing when what it was to make is there by now", async () => {
  await using at = await edited([]);
  await admin(at.sim, "DELETE", "/groups/3");
  const name = new Crafted(at.vault.path);
  const group = name.body("groups", "3");
  name[Symbol.dispose]();
  await expectStale(
    at,
    yesAfter(() =>
      void at.sim.store.table("groups").insert({
        ...at.sim.store.table("groups").stored("4"),
        id: "77",
        name: String(group["name"]),
      })
    ),
    ["groups 3", "now exists in Looker with the id 77"],
  );
});

Deno.test("restore() takes no count and no spelling of nothing for a change", async () => {
  await using at = await edited([["/dashboards/2", { title: "edited" }], ["/looks/2", { title: "edited" }]]);
  const { status, totals } = await restore(at.vault.path, at.sim, {
    deps: yesAfter(() => {
      edit(at.sim, "dashboards", "2", { view_count: 999_999, last_viewed_at: "2031-01-01T00:00:00Z" });
      edit(at.sim, "looks", "2", { view_count: 999_999 });
    }),
  });
  assertEquals([status, totals.updated], ["completed", 2]);
});

Deno.test("restore() looks again where the reading is seconds old, and only there", async () => {
  await using at = await edited([["/dashboards/2", { title: "edited" }]]);
  const late = movedClock();
  await expectStale(at, {
    clock: late.clock,
    consent() {
      late.move(FRESH + 1);
      edit(at.sim, "dashboards", "2", { title: "meanwhile" });
      return true;
    },
  }, ["dashboards 2", "changed in Looker (title)"]);
  const before = at.sim.stats.operations["dashboard"] ?? 0;
  const single = { scope: { kind: "single", type: "dashboards", id: "2" } } as const;
  await restore(at.vault.path, at.sim, { options: single });
  // For the plan, and for the proof.
  assertEquals((at.sim.stats.operations["dashboard"] ?? 0) - before, 2);
});

Deno.test("restore() leaves and names what somebody changes between the check and its own write, and continues with the rest", async () => {
  await using at = await edited([
    ["/groups/3", { name: "edited" }],
    ["/roles/4", { name: "edited" }],
    ["/looks/2", { title: "edited" }],
    ["/dashboards/2", { title: "edited" }],
  ]);
  at.sim.onWrite(1, () => {
    edit(at.sim, "dashboards", "2", { title: "somebody's" });
    edit(at.sim, "looks", "2", { description: "somebody's" });
  });
  const { status, totals, errors } = await restore(at.vault.path, at.sim, { options: { workers: 1 } });
  assertEquals([status, totals.updated, totals.skipped, totals.failed], ["partial", 2, 2, 0]);
  assertEquals(errors.map(({ type, id, code }) => [type, id, code]).sort(), [
    ["dashboards", "2", "changed_meanwhile"],
    ["looks", "2", "changed_meanwhile"],
  ]);
  assertStringIncludes(errors.map(({ message }) => message).join(), "somebody changed it in Looker");
  assertEquals(at.sim.store.table("dashboards").get("2")?.get("title"), "somebody's");
  assertEquals(at.sim.store.table("looks").get("2")?.get("description"), "somebody's");
  using vault = openVaultForReading(at.vault.path);
  assertEquals(deadLetterHeads(vault, null), []);
});

Deno.test("restore() leaves what goes from Looker under its hands, and what gets another backup", async () => {
  await using at = await edited([
    ["/groups/3", { name: "edited" }],
    ["/looks/2", { title: "edited" }],
    ["/roles/4", { name: "edited" }],
  ]);
  at.sim.onWrite(1, () => {
    at.sim.store.table("looks").remove("2");
    using craft = new Crafted(at.vault.path);
    craft.put("roles", "4", { ...craft.body("roles", "4"), name: "never shown" });
  });
  const { status, errors } = await restore(at.vault.path, at.sim, { options: { workers: 1 } });
  assertEquals(status, "partial");
  assertEquals(errors.map(({ type, code }) => [type, code]).sort(), [
    ["looks", "changed_meanwhile"],
    ["roles", "changed_meanwhile"],
  ]);
  assertEquals(at.sim.store.table("roles").get("4")?.get("name"), "edited");
});

Deno.test("restore() takes nothing that it does itself for somebody else's change, though each item is looked at twice", async () => {
  await using at = await Damaged.start();
  for (const damages of Object.values(DAMAGES)) {
    for (const damage of Object.values(damages)) await damage(at.ask, at.sim).catch(() => null);
  }
  await at.repair({ deps: { consent: () => "asked" } });
});

Deno.test("restore() of one dashboard takes no more rounds for its checks: who one is and the item are asked at once", async () => {
  await using at = await edited([["/dashboards/2", { description: "edited" }]]);
  const { transport, rounds } = countingRounds();
  const { clientId, clientSecret } = at.sim.options;
  await using connection = connect({
    baseUrl: at.sim.url,
    clientId,
    clientSecret,
    timeoutSeconds: 60,
    workers: 8,
    maxRetries: 0,
  }, { clock: systemClock, transport });
  const { status, totals } = await restore(at.vault.path, at.sim, {
    options: { scope: { kind: "single", type: "dashboards", id: "2" } },
    deps: { connection },
  });
  assertEquals([status, totals.updated], ["completed", 1]);
  // Login; who, which Looker, the dashboard and what it refers to at once; the write; the proof; logout.
  assertEquals(rounds(), ROUNDS);
});

for (
  const [what, before, now, keys] of [
    ["counters", { title: "a", view_count: 1 }, { title: "a", view_count: 2 }, []],
    ["spellings of nothing", { title: "a", description: null }, { title: "a", description: "" }, []],
    ["a value", { title: "a" }, { title: "b" }, ["title"]],
    ["what came", { title: "a" }, { title: "a", description: "b" }, ["description"]],
    ["a list that is empty by now", { users: ["1"] }, { users: [] }, ["users"]],
    ["a list that was not read", { users: ["1"] }, {}, []],
    ["the order of parts with ids", { dashboard_elements: [{ id: "1", a: 1 }, { id: "2", a: 2 }] }, {
      dashboard_elements: [{ id: "2", a: 2 }, { id: "1", a: 1 }],
    }, []],
    ["the order of values", { fields: ["a", "b"] }, { fields: ["b", "a"] }, ["fields"]],
    ["what a tile repeats of its look", { dashboard_elements: [{ id: "1", echoes: { x: 1 } }] }, {
      dashboard_elements: [{ id: "1", echoes: { x: 2 } }],
    }, []],
  ] as [string, JsonObject, JsonObject, string[]][]
) {
  Deno.test(`differingKeys() of ${what}: ${keys.join() || "none"}`, () => {
    const pin = (form: JsonObject): ReturnType<typeof pinOf> =>
      pinOf({ type: "dashboards", ownRequests: ["users"], partForms: PART_FORMS }, form as Form);
    assertEquals(differingKeys(pin(before), pin(now)), keys);
  });
}

Deno.test("Touched explains the lists that a write changes on both sides, and nothing else", () => {
  const touched = new Touched();
  touched.note({ type: "users", id: "9" }, "add_group_user", {
    params: { group_id: "3" },
    body: { user_id: "7" },
  });
  touched.note({ type: "roles", id: "2" }, "set_role_users", { params: { role_id: "2" }, body: ["1"] });
  touched.note({ type: "looks", id: "5" }, "update_look", { params: { look_id: "5" }, body: { title: "a" } });
  const explained = (type: ContentType, id: string, key: string): boolean =>
    touched.explains({ type, id }, key);
  assertEquals(
    [
      explained("groups", "3", "users"),
      explained("users", "7", "groups"),
      explained("users", "1", "roles"),
      explained("groups", "4", "users"),
      explained("users", "8", "groups"),
      explained("groups", "3", "name"),
      explained("looks", "5", "title"),
    ],
    [true, true, true, false, false, false, false],
  );
  assertEquals([touched.writes, touched.wrote({ type: "looks", id: "5" })], [3, true]);
});

Deno.test("lookAgain() tells the members that a restore itself added from a name that somebody else gave", async () => {
  const handler = handlerOf("groups");
  if (handler === undefined) throw new Error("There is no kind of groups");
  const body = (name: string, users: string[]): Form => ({ id: "3", name, _vault: { users, parents: [] } });
  const item: PlannedItem = {
    ...untouched({ type: "groups", id: "3" }),
    name: "a",
    action: "update",
    destinationId: "3",
  };
  const touched = new Touched();
  touched.note({ type: "users", id: "7" }, "add_group_user", {
    params: { group_id: "3" },
    body: { user_id: "7" },
  });
  using whole = temporaryVault(TYPE_CODES);
  const { sim, vault } = await backedUp(SMALL, { run: { types: ["groups"] } });
  await using _sim = sim, _vault = vault;
  using reading = openVaultForReading(vault.path);
  const { clientId, clientSecret, ...rest } = {
    ...sim.options,
    timeoutSeconds: 60,
    workers: 1,
    maxRetries: 0,
  };
  await using connection = connect({ ...rest, clientId, clientSecret, baseUrl: sim.url }, {
    clock: systemClock,
  });
  const look = (now: Form): ReturnType<typeof lookAgain> =>
    lookAgain({
      item,
      handler: { ...handler, read: () => Promise.resolve(now) },
      task: { source: body("a", ["1"]), live: body("a", ["1"]), destinationId: "3", wanted: {} },
      reader: new ApiReader(connection.client, { signal: new AbortController().signal }),
    }, {
      source: vaultSource(reading, sim.url, null),
      destination: new Destination(sim.url, whole),
      clock: systemClock,
      touched,
      readAt: systemClock.monotonic(),
    });
  assertEquals((await look(body("a", ["1"]))).as, "planned");
  const own = await look(body("a", ["1", "7"]));
  assertEquals(own.as === "moved" && [...own.byOthers], []);
  const other = await look(body("b", ["1", "7"]));
  assertEquals(other.as === "moved" && [...other.byOthers], ["name"]);
});

Deno.test("pinOf() makes the pins of plan files and journal notes of earlier versions", () => {
  const tiles: Form[] = [
    {
      id: "22",
      title: "B",
      merge_result_id: "m",
      dashboard_layout_id: "31",
      result_maker: { vis_config: { a: 1 } },
    },
    { id: "21", title: "A", look_id: "5", look: null, result_maker: { filterables: [] } },
    {
      id: "23",
      title: "C",
      query: { model: "m", view: "v", vis_config: { components: [{ id: "2", from: "x" }, { id: "1" }] } },
      filter_id: "11",
    },
  ];
  const bodies: Partial<Record<ContentType, Form>> = {
    dashboards: {
      title: "Sales",
      certification_metadata: { certification_status: "certified", notes: "n" },
      dashboard_filters: [{ id: "11", name: "g", title: "G", row: 0 }],
      dashboard_elements: tiles,
      dashboard_layouts: [{
        id: "31",
        label: "One",
        active: true,
        dashboard_layout_components: [{ id: "42", dashboard_element_id: "22", row: 1 }],
      }],
      _vault: {
        merge_queries: { m: { id: "m", source_queries: [{ query_id: "q", name: "s" }] } },
        merge_source_queries: { q: { id: "q", model: "m", view: "v", fields: ["b"] } },
      },
    },
    users: {
      credentials_email: { email: "a@b.c" },
      _vault: { groups: ["2", "1"], roles: [], values: [{ user_attribute_id: "4", value: "" }] },
    },
    user_attributes: { name: "n", _vault: { user_values: [{ user_id: "7", value: "" }] } },
  };
  const pins = Object.entries(bodies).map(([type, body]) => {
    const handler = handlerOf(type as ContentType);
    return handler === undefined ? null : { ...pinOf(handler, handler.form(body, AS_IS)) };
  });
  assertEquals(pins, [
    {
      "_certification": "d130ba69f8229f82",
      "dashboard_elements": "e25a65496b761b86",
      "dashboard_filters": "d9f2e8dafaab6fc0",
      "dashboard_layouts": "0bcfd30575b42a2d",
      "title": "e189c8df4dfac759",
    },
    {
      "_email": "c8085addc0b6c6cf",
      "_groups": "495c16c23f900766",
      "_roles": "-",
      "_values": "bc128ad915ce2e74",
    },
    {
      "_user_values": "5dd8a2098c07ecd2",
      "name": "ac56a25a49bf028f",
    },
  ]);
});
