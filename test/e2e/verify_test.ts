/** `verify` from outside: damage is named, and no byte changes. */
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { type Place, Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";
import { sha256 } from "./_vault.ts";

/** The JSON of `verify`, as docs/contract.md names it. */
interface Verified {
  command: string;
  status: "ok" | "failed";
  checked: number;
  valid: number;
  invalid: number;
  live: { same: number; changed: number; missing: number; extra: number } | null;
  problems: { type: string; id: string | null; problem: string; hint: string }[];
}

/** Runs `verify` and holds it to the exit code, and to leaving the file as it is. */
async function verify(place: Place, code: number, args: readonly string[] = []): Promise<Verified> {
  const before = sha256(await Deno.readFile(place.db));
  const outcome = await run(place, "--json", "verify", ...args);
  assertEquals(outcome.code, code, outcome.stderr + outcome.stdout.slice(0, 1000));
  assertEquals(sha256(await Deno.readFile(place.db)), before);
  return JSON.parse(outcome.stdout) as Verified;
}

async function filesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).sort();
}

function tamper(path: string, sql: string): void {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(sql);
}

Deno.test("verify says that a vault is intact, and changes no byte of it", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const { totals, types } = await extract(place);
  const files = await filesIn(place.dir);
  const result = await verify(place, 0);
  const { command, status, checked, valid, invalid, live, problems } = result;
  assertEquals({ command, status, checked, valid, invalid, live, problems }, {
    command: "verify",
    status: "ok",
    checked: totals.stored,
    valid: totals.stored,
    invalid: 0,
    live: null,
    problems: [],
  });
  const content = types.filter(({ type }) => type === "dashboards" || type === "looks");
  assertEquals(
    (await verify(place, 0, ["dashboard", "looks"])).checked,
    content.reduce((sum, { stored }) => sum + stored, 0),
  );
  assert((await verify(place, 0, ["--sample", "20"])).checked < totals.stored);
  assertEquals(await filesIn(place.dir), files);
  const text = await run(place, "verify");
  assertEquals(text.code, 0, text.stderr);
  assertMatch(text.stdout, /is intact: \d+ items and versions checked/);
});

Deno.test("verify names a damaged item and what restores it, and extract heals it", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  tamper(
    place.db,
    `UPDATE content_items SET content_data = zeroblob(length(content_data)) WHERE content_type = 1 AND id = '1';
     UPDATE content_items SET name = '\x1b[31mred' WHERE content_type = 2 AND id = '2'`,
  );
  const { status, invalid, valid, checked, problems } = await verify(place, 5);
  assertEquals([status, invalid, valid], ["failed", 2, checked - 2]);
  assertEquals(
    new Set(problems.map(({ type, id }) => `${type} ${id}`)),
    new Set(["dashboards 1", "looks 2"]),
  );
  assertMatch(problems.find(({ type }) => type === "dashboards")?.problem ?? "", /^its body is damaged: /);
  assertMatch(problems.find(({ type }) => type === "looks")?.problem ?? "", /^its name is .*its body says/);
  for (const { type, hint } of problems) assertStringIncludes(hint, `lookervault extract ${type}`);
  const text = await run(place, "verify", "looks");
  assertEquals(text.code, 5);
  assert(!text.stdout.includes("\x1b[31mred"), "no escape reaches the terminal");
  await extract(place, ["dashboards", "looks"]);
  assertEquals((await verify(place, 0)).problems, []);
});

Deno.test("verify misses rows that a run says it stored", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  tamper(place.db, "DELETE FROM content_items WHERE content_type = 9 AND id = '2'");
  const { problems, invalid } = await verify(place, 5);
  assertEquals([problems.length, invalid], [1, 0]);
  assertMatch(problems[0]?.problem ?? "", /stored \d+ items, but the vault contains \d+/);
  assertEquals(problems[0]?.type, "roles");
  await extract(place, ["roles"]);
  assertEquals((await verify(place, 0)).problems, []);
});

/** What is done to a vault's file, and what is said then. */
const RUINS: [what: string, ruin: (path: string) => void, said: RegExp][] = [
  ["cut short", (path) => Deno.truncateSync(path, 100_000), /truncated/],
  ["empty", (path) => Deno.truncateSync(path, 0), /empty/],
  ["a text", (path) => Deno.writeTextFileSync(path, "hello ".repeat(100)), /not a SQLite database/],
  ["with a page of zeros", (path) => {
    const bytes = Deno.readFileSync(path);
    using db = new DatabaseSync(path, { readOnly: true });
    const page = Number(
      db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'content_items'").get()?.["rootpage"],
    );
    bytes.fill(0, (page - 1) * 16384, page * 16384);
    Deno.writeFileSync(path, bytes);
  }, /damaged/],
];

Deno.test("verify refuses a ruined file clearly, without a stack trace, and leaves it unchanged", async (t) => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const whole = await Deno.readFile(place.db);
  for (const [what, ruin, said] of RUINS) {
    await t.step(what, async () => {
      await Deno.writeFile(place.db, whole);
      ruin(place.db);
      const before = sha256(await Deno.readFile(place.db));
      const { code, stdout, stderr } = await run(place, "verify");
      assertEquals(code, 5, stderr);
      assertMatch(stdout + stderr, said);
      assert(!/\bat .*\.ts:\d+/.test(stdout + stderr), "no stack trace");
      assertEquals(sha256(await Deno.readFile(place.db)), before);
    });
  }
});

Deno.test("verify refuses a share that is none, and types that are none", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  for (const args of [["--sample", "0"], ["--sample", "101"], ["--sample", "x"], ["nothing"]]) {
    assertEquals((await run(place, "verify", ...args)).code, 2);
  }
});

Deno.test("verify --compare-live says what differs from Looker, which is no failure", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const { totals } = await extract(place);
  const same = await verify(place, 0, ["--compare-live"]);
  assertEquals(same.live, { same: totals.stored, changed: 0, missing: 0, extra: 0 });
  sim.mutate({ op: "update", type: "dashboards", id: "2", values: { description: "\x1b[2J" } });
  sim.mutate({ op: "delete", type: "looks", id: "3" });
  const { status, live } = await verify(place, 0, ["dashboards", "looks", "--compare-live"]);
  assertEquals([status, live?.changed, live?.missing, live?.extra], ["ok", 1, 1, 0]);
  const text = await run(place, "verify", "--compare-live", "--full");
  assertEquals(text.code, 0, text.stderr);
  assertMatch(text.stdout, /^changed dashboards 2 .*: .*description/m);
  assertMatch(text.stdout, /^deleted looks 3 /m);
  sim.faults.add({ operation: "search_roles", kind: "403" });
  assertEquals((await verify(place, 4, ["--compare-live"])).status, "ok");
  assertEquals((await run(place, "verify", "--full")).code, 2);
  assertEquals(sim.writes().length, 0);
});
