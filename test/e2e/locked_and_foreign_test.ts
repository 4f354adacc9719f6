/** Vaults that are in use, of another instance, of another program, newer, damaged. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { extract, run } from "./_inside.ts";
import { start, until, Workplace } from "./_run.ts";
import { small, tiny } from "./_sim.ts";
import { OpenVault, sha256 } from "./_vault.ts";

Deno.test("two runs at once: the second exits 6 and names the first, which goes on", async () => {
  await using sim = small({ latencyMs: 20 });
  using place = Workplace.at(sim);
  const first = start(place, ["--json", "extract"]);
  await until(() => sim.stats.requests > 10, "the first run at work");
  const before = sim.count("login");
  const second = await run(place, "--json", "extract");
  assertEquals(second.code, 6, second.stderr);
  assertStringIncludes(second.stdout + second.stderr, "another run");
  assertEquals(sim.count("login"), before);
  const { code, stderr } = await first.ended;
  assertEquals(code, 0, stderr);
});

Deno.test("a lock of a killed run stops nobody", async () => {
  await using sim = tiny({ latencyMs: 10 });
  using place = Workplace.at(sim);
  const first = start(place, ["extract"]);
  await until(() => sim.stats.requests > 10, "the first run at work");
  first.kill("SIGKILL");
  await first.ended;
  assertEquals((await extract(place, ["themes"])).status, "completed");
});

Deno.test("reading while a run writes works", async () => {
  await using sim = small({ latencyMs: 10 });
  using place = Workplace.at(sim);
  const writing = start(place, ["--json", "extract", "--batch-size", "5"]);
  await until(() => sim.stats.requests > 150, "the run at work");
  const { code, stderr } = await run(place, "--json", "list", "themes");
  assertEquals(code, 0, stderr);
  assertEquals((await writing.ended).code, 0);
});

Deno.test("another instance is refused with exit 2, and nothing is written", async () => {
  await using sim = tiny();
  await using other = tiny({ seed: 2 });
  using place = Workplace.at(sim);
  await extract(place);
  const rows = rowsOf(place.db);
  const { code, stdout, stderr } = await run(
    { ...place.vault("vault.db"), url: other.url },
    "--json",
    "extract",
  );
  assertEquals(code, 2);
  assertStringIncludes(stdout + stderr, sim.url);
  assertStringIncludes(stdout + stderr, other.url);
  assertEquals(other.count("login"), 0);
  assertEquals(rowsOf(place.db), rows);
});

/** How a file that is no vault comes about, the exit code, and what must be said. */
const STRANGERS: [what: string, make: (path: string) => void, code: number, said: string][] = [
  [
    "a text file",
    (path) => Deno.writeTextFileSync(path, "not a database, ".repeat(20)),
    5,
    "not a SQLite database",
  ],
  [
    "a database of another program",
    (path) => {
      const db = new DatabaseSync(path);
      db.exec("CREATE TABLE content_items (id TEXT); PRAGMA user_version = 1;");
      db.close();
    },
    5,
    "another program",
  ],
  [
    "a vault of a newer schema",
    (path) => {
      const db = new DatabaseSync(path);
      db.exec("PRAGMA user_version = 999;");
      db.close();
    },
    2,
    "999",
  ],
  [
    "a vault cut short",
    (path) => {
      Deno.truncateSync(path, 100_000);
    },
    5,
    "truncated",
  ],
  [
    "a vault with damaged pages",
    (path) => {
      const bytes = Deno.readFileSync(path);
      for (let at = 16384; at < bytes.length; at += 16384) bytes.fill(0xff, at, at + 16);
      Deno.writeFileSync(path, bytes);
    },
    5,
    "damaged",
  ],
  [
    "a vault with a trigger",
    (path) => {
      const db = new DatabaseSync(path);
      db.exec("CREATE TRIGGER t AFTER INSERT ON extraction_sessions BEGIN DELETE FROM content_items; END");
      db.close();
    },
    5,
    "the trigger t does not belong to lookervault",
  ],
  [
    "a vault with a journal beside it",
    (path) => Deno.writeTextFileSync(`${path}-journal`, ""),
    5,
    "-journal is next to it",
  ],
  [
    "a vault whose lock is a link",
    (path) => Deno.symlinkSync("/dev/null", `${path}.lock`),
    5,
    ".lock is a symbolic link",
  ],
];

Deno.test("a foreign, newer or damaged file is refused, untouched, clearly", async (t) => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const before = sim.stats.requests;
  for (const [what, make, wanted, said] of STRANGERS) {
    await t.step(what, async () => {
      const stranger = place.vault(`${what.replaceAll(" ", "-")}.db`);
      if (what.startsWith("a vault")) await Deno.copyFile(place.db, stranger.db);
      make(stranger.db);
      const hash = sha256(await Deno.readFile(stranger.db));
      for (const command of [["extract"], ["list", "dashboards"]]) {
        const { code, stdout, stderr } = await run(stranger, "--json", ...command);
        assert(
          code === wanted || (command[0] === "list" && what.includes("pages")),
          `${command}: exit ${code}\n${stderr}`,
        );
        JSON.parse(stdout);
        if (code !== 0) assertStringIncludes(stdout + stderr, said);
        assertEquals(sha256(await Deno.readFile(stranger.db)), hash, `${command} changed ${what}`);
      }
    });
  }
  assertEquals(sim.stats.requests, before);
});

Deno.test("a missing directory is refused with exit 2 and no file is made", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const { code, stdout, stderr } = await run(place.vault("no/such/vault.db"), "--json", "extract");
  assertEquals(code, 2);
  assertStringIncludes(stdout + stderr, "does not exist");
  assertEquals(await Array.fromAsync(Deno.readDir(place.dir)), []);
  assertEquals(sim.stats.requests, 0);
});

Deno.test("list and show change no byte of the vault", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const hash = sha256(await Deno.readFile(place.db));
  for (const command of [["list", "dashboards"], ["show", "dashboard", "1"]]) {
    assertEquals((await run(place, ...command)).code, 0);
    assertEquals(sha256(await Deno.readFile(place.db)), hash);
  }
});

function rowsOf(db: string): unknown[] {
  using vault = new OpenVault(db);
  return [
    ...vault.rows("SELECT id, synced_at, session_id FROM content_items ORDER BY content_type, id"),
    ...vault.rows("SELECT id FROM extraction_sessions"),
  ];
}
