/** The JSON of `extract`, its streams, and how types are named. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";
import { OpenVault, TYPES } from "./_vault.ts";

const KEYS =
  ("command status session_id mode instance looker_version db started_at completed_at duration_seconds calls " +
    "bytes items_per_second utilization totals types errors").split(" ");
const LINE = "type listed stored new updated unchanged deleted failed calls complete note".split(" ");

Deno.test("extract --json prints one document with all keys of the contract, listed = stored + failed", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const summary = await extract(place, ["--workers", "4", "--batch-size", "7"]);
  assertEquals(KEYS.filter((key) => !(key in summary)), []);
  assertEquals([summary.command, summary.status, summary.mode], ["extract", "completed", "full"]);
  assertEquals([summary.instance, summary.db, summary.errors], [sim.url, place.db, []]);
  assertEquals(summary.types.map(({ type }) => type), TYPES);
  for (const line of summary.types) {
    assertEquals(LINE.filter((key) => !(key in line)), [], line.type);
    assertEquals(line.listed, line.stored + line.failed, line.type);
    assertEquals(line.stored, line.new + line.updated + line.unchanged, line.type);
  }
  for (const key of ["listed", "stored", "new", "failed"] as const) {
    assertEquals(summary.totals[key], summary.types.reduce((sum, line) => sum + line[key], 0));
  }
  assert(summary.utilization > 0 && summary.utilization <= 1);
  assertMatch(summary.completed_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  using vault = new OpenVault(place.db);
  assertEquals(vault.value("SELECT id FROM extraction_sessions"), summary.session_id);
});

Deno.test("extract writes its table to stdout and progress to stderr, --progress json one object a line", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const plain = await run(place, "extract", "themes");
  assertEquals(plain.code, 0);
  assertStringIncludes(plain.stdout, "themes");
  const events = await run(place, "--json", "--progress", "json", "extract", "themes");
  JSON.parse(events.stdout);
  for (const line of events.stderr.trim().split("\n")) {
    const event = JSON.parse(line) as Record<string, unknown>;
    assert(typeof event["event"] === "string" && typeof event["at"] === "string", line);
  }
  const quiet = await run(place, "--quiet", "--progress", "none", "extract", "themes");
  assertEquals([quiet.code, quiet.stderr], [0, ""]);
});

Deno.test("types may be singular, plural, with - or _, and excluded with --exclude", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const named = await extract(place, ["look", "model-sets", "permission_set", "--type", "Theme"]);
  assertEquals(named.types.map(({ type }) => type), ["looks", "permission_sets", "model_sets", "themes"]);
  const rest = await extract(place, ["--exclude", "dashboards,looks", "--exclude-types", "user"]);
  assertEquals(
    rest.types.map(({ type }) => type),
    TYPES.filter((type) => !/^(dashboards|looks|users)$/.test(type)),
  );
});

Deno.test("an unknown type, workers 0 and 51, batch size 0 exit 2 and name what is allowed", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  for (
    const [args, named] of [
      [["extract", "dashbords"], "dashboards"],
      [["extract", "--workers", "0"], "50"],
      [["extract", "--workers", "51"], "50"],
      [["extract", "--batch-size", "0"], "1000"],
      [["extract", "--recursive"], "--folder"],
    ] as const
  ) {
    const { code, stderr } = await run(place, ...args);
    assertEquals(code, 2, args.join(" "));
    assertStringIncludes(stderr, named);
  }
  assertEquals(sim.stats.requests, 0);
});

Deno.test("the same id in every type is one item of each", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  using vault = new OpenVault(place.db);
  const rows = vault.rows(
    "SELECT content_type, name, hex(content_hash) AS h FROM content_items WHERE id = '1'",
  );
  assert(rows.length > 10, `${rows.length} types with an id 1`);
  assertEquals(new Set(rows.map((row) => row["content_type"])).size, rows.length);
  assertEquals(new Set(rows.map((row) => row["h"])).size, rows.length);
});
