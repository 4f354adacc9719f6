/** What goes wrong on the way is tried again, no more than needed; what fails for good is named. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { lineOf, type Summary, summaryOf, Workplace } from "./_run.ts";
import { type FaultRule, small, tiny } from "./_sim.ts";
import { content, OpenVault, type Row } from "./_vault.ts";

/** One request in ten fails, one way or another; each at most twice. */
const MIX: FaultRule[] = [
  ...(["500", "502-html", "503", "504", "reset", "truncate", "html-200", "empty-200"] as const).map((
    kind,
  ) => ({
    kind,
    probability: 0.012,
    timesPerRequest: 2,
  })),
  { kind: "429", retryAfter: 0.2, probability: 0.012, times: 3 },
  { kind: "429", retryAfter: "http-date", after: 40, times: 1 },
  { kind: "hang", operation: "search_dashboards,folder_looks,all_themes", after: 1, times: 2 },
];

Deno.test("with a tenth of the requests failing all is stored, exit 0, few requests more than needed", async () => {
  const stormy = async (seed: number, gate: boolean): Promise<void> => {
    await using sim = small({ seed, gate });
    using place = Workplace.at(sim);
    const calm = await extract(place.vault("calm.db"));
    sim.faults.add(...MIX);
    const summary = await extract(place, ["--timeout", "5"]);
    assertEquals([summary.status, summary.errors], ["completed", []]);
    assert(sim.faults.fired > 12, `only ${sim.faults.fired} faults`);
    // A page that hangs is read in halves.
    const most = calm.calls + sim.faults.fired + 4;
    assert(summary.calls <= most, `seed ${seed}: ${summary.calls} calls instead of at most ${most}`);
    assertEquals(itemsOf(place.db), itemsOf(place.vault("calm.db").db), `seed ${seed}`);
    assertEquals(sim.violations, []);
  };
  // Side by side: they wait most of the time. With the gate, connections break before any header.
  await Promise.all([stormy(1, false), stormy(2, true), stormy(3, false)]);
});

Deno.test("one dashboard that always fails, its page too, is named: exit 4, all else stored", async () => {
  await using sim = small();
  sim.faults.add(
    { kind: "500", operation: "search_dashboards", match: { offset: 25 } },
    { kind: "500", operation: "dashboard", match: { dashboard_id: 33 } },
  );
  using place = Workplace.at(sim);
  const summary = await extract(place, ["dashboards", "--max-retries", "2"], 4);
  const line = lineOf(summary, "dashboards");
  assertEquals([line.failed, line.stored, line.complete], [1, line.listed - 1, false]);
  assertNamed(summary, place.db, { type: "dashboards", id: "33", operation: "dashboard", status: 500 });
  assertEquals(sim.log.filter(({ path }) => path.endsWith("/dashboards/33")).length, 3);
  const again = await run(place, "extract", "dashboards", "--max-retries", "0");
  assertEquals(again.code, 4);
  assertStringIncludes(again.stdout, "33");
});

Deno.test("a failed read of what is in the vault leaves the old row as it was", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const before = itemsOf(place.db);
  sim.faults.add({
    kind: "500",
    operation: "search_dashboards,dashboard,role_users,all_users,search_boards",
  });
  const summary = await extract(place, ["--max-retries", "0"], 4);
  assertEquals(lineOf(summary, "users").complete, false);
  using vault = new OpenVault(place.db);
  assertEquals(
    vault.ids("dashboards").length,
    before.filter((row) => row.startsWith(`{"content_type":1,`)).length,
  );
  assertEquals(vault.value("SELECT count(*) FROM content_items WHERE deleted_at IS NOT NULL"), 0);
});

Deno.test("one look that always fails is named: exit 4, all else stored", async () => {
  await using sim = small();
  const id = "17",
    folder = JSON.parse(sim.store.table("looks").get(id)?.text("LookWithQuery") ?? "{}")["folder_id"];
  sim.faults.add(
    { kind: "500", operation: "folder_looks", match: { folder_id: folder } },
    { kind: "500", operation: "look", match: { look_id: id } },
  );
  using place = Workplace.at(sim);
  const summary = await extract(place, ["looks", "--max-retries", "1"], 4);
  const line = lineOf(summary, "looks");
  assertEquals([line.failed, line.stored, line.complete], [1, line.listed - 1, false]);
  assertNamed(summary, place.db, { type: "looks", id, operation: "look", status: 500 });
});

Deno.test("a forbidden type is not captured, not empty: exit 4, the others whole", async () => {
  await using sim = tiny();
  sim.faults.add({ kind: "403", operation: "search_roles" });
  using place = Workplace.at(sim);
  const summary = await extract(place, [], 4);
  const roles = lineOf(summary, "roles");
  assertEquals([roles.stored, roles.complete], [0, false]);
  assertStringIncludes(roles.note ?? "", "not captured");
  assertNamed(summary, place.db, { type: "roles", id: null, operation: "search_roles", status: 403 });
  for (const line of summary.types) if (line.type !== "roles") assert(line.complete, line.type);
  assertEquals(sim.count("search_roles"), 1);
});

Deno.test("a part that answers 403 is skipped and named; the item is stored", async () => {
  await using sim = tiny();
  sim.faults.add({ kind: "403", operation: "role_users", match: { role_id: 2 } });
  using place = Workplace.at(sim);
  const summary = await extract(place, ["roles"], 4);
  assertNamed(summary, place.db, { type: "roles", id: "2", operation: "role_users", status: 403 });
  using vault = new OpenVault(place.db);
  assertEquals(Object.keys(vault.part("roles", "2")), ["groups"]);
  assertEquals(Object.keys(vault.part("roles", "3")), ["groups", "users"]);
});

Deno.test("when every listing fails for ever, the run ends within seconds, exit 3 or 4", async () => {
  await using sim = tiny();
  sim.faults.add({
    kind: "503",
    operation: "*",
    method: "GET",
    after: 5,
  });
  using place = Workplace.at(sim);
  const began = performance.now();
  const outcome = await run(place, "--json", "extract");
  const seconds = (performance.now() - began) / 1000;
  assert(outcome.code === 3 || outcome.code === 4, `exit ${outcome.code}`);
  // 20 on an idle machine; with all tries of each listing one after the other it would be hours.
  assert(seconds < 120, `${seconds} s`);
  // Twelve tries at most of each listing and of each group of settings.
  assert(sim.stats.requests < 56 * 12, `${sim.stats.requests} requests`);
  JSON.parse(outcome.stdout);
});

Deno.test("when every listing is forbidden, none is asked twice, and no type looks empty", async () => {
  await using sim = tiny();
  sim.faults.add({ kind: "403", method: "GET", after: 3 });
  using place = Workplace.at(sim);
  const summary = await extract(place, [], 4);
  // What not every Looker serves is no failure where it is refused, and is told.
  for (const { type, complete, note, deleted } of summary.types) {
    assertEquals([complete && note === null, deleted], [false, 0], type);
  }
  assert(sim.stats.requests < 2 * 56, `${sim.stats.requests} requests`);
});

Deno.test("a 422 is not tried again; a 404 of what was deleted meanwhile is no failure, of what is still listed it is", async () => {
  await using sim = small({
    mutations: [{
      op: "delete",
      type: "dashboards",
      id: "40",
      operation: "search_dashboards",
      every: 1,
      times: 1,
    }],
  });
  sim.faults.add(
    { kind: "500", operation: "search_dashboards", match: { offset: 25 } },
    { kind: "422", operation: "dashboard", match: { dashboard_id: 41 } },
    { kind: "404", operation: "dashboard", match: { dashboard_id: 42 } },
  );
  using place = Workplace.at(sim);
  const summary = summaryOf(await run(place, "--json", "extract", "dashboards", "--max-retries", "1"), 4);
  assertEquals(summary.errors.map(({ id, status }) => [id, status]).sort(), [["41", 422], ["42", 404]]);
  assertStringIncludes(lineOf(summary, "dashboards").note ?? "", "1 item disappeared");
  for (const id of ["40", "41", "42"]) {
    assertEquals(sim.log.filter(({ path }) => path.endsWith(`/dashboards/${id}`)).length, 1);
  }
});

function assertNamed(
  summary: Summary,
  db: string,
  expected: { type: string; id: string | null; operation: string; status: number },
): void {
  assertEquals(
    summary.errors.map(({ type, id, operation, status }) => ({ type, id, operation, status })),
    [expected],
  );
  assertEquals(summary.status, "partial");
  for (const line of summary.types) assertEquals(line.listed, line.stored + line.failed, line.type);
  using vault = new OpenVault(db);
  const rows: Row[] = vault.rows(
    `SELECT t.name AS type, e.item_id AS id, e.operation, e.status FROM extraction_errors e
     JOIN content_types t ON t.id = e.content_type`,
  );
  assertEquals(rows.map((row) => ({ ...row })), [expected]);
  assertEquals(vault.value("SELECT status FROM extraction_sessions"), "partial");
}

/** Type, id and content of each row. */
function itemsOf(db: string): string[] {
  using vault = new OpenVault(db);
  return content(vault);
}
