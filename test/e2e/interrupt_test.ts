/** Stopped at any moment: Ctrl-C, SIGTERM, kill -9. */
import { assert, assertEquals } from "@std/assert";
import { extract, run, start, until, Workplace } from "./_run.ts";
import { type Sim, small } from "./_sim.ts";
import { content, OpenVault } from "./_vault.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal}: no request after one second, gone within five, what came is kept, exit 130`, async () => {
    await using sim = small({ latencyMs: 20 });
    using place = Workplace.at(sim);
    const running = start(place, ["--json", "extract", "--workers", "4", "--batch-size", "5"]);
    await until(() => sim.stats.requests >= 120, "120 requests");
    const at = Date.now();
    running.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    assertEquals(code, 130, stderr);
    assert(Date.now() - at < 5000, "gone within five seconds");
    assertEquals(sim.log.filter((request) => request.at > at + 1000), []);
    assertEquals(sim.log.at(-1)?.operation, "logout");
    const summary = JSON.parse(stdout) as { status: string; totals: { stored: number }; session_id: string };
    assertEquals(summary.status, "interrupted");
    using vault = new OpenVault(place.db);
    assertEquals(vault.value("SELECT count(*) FROM content_items"), summary.totals.stored);
    assert(summary.totals.stored > 0);
    assertEquals(
      vault.rows("SELECT id, status FROM extraction_sessions").map((row) => [row["id"], row["status"]]),
      [[summary.session_id, "interrupted"]],
    );
    assertEquals(vault.value("PRAGMA quick_check"), "ok");
  });
}

Deno.test("Ctrl-C while nothing answers ends the run within five seconds, exit 130", async () => {
  await using sim = small({ faults: [{ kind: "hang", operation: "search_dashboards,folder_looks,logout" }] });
  using place = Workplace.at(sim);
  const running = start(place, ["--json", "extract", "dashboards", "looks"]);
  await until(() => sim.stats.in_flight >= 2, "requests that hang");
  const at = performance.now();
  running.kill("SIGINT");
  assertEquals((await running.ended).code, 130);
  assert(performance.now() - at < 5000);
});

Deno.test("Ctrl-C while waiting to try again ends the run at once, exit 130", async () => {
  await using sim = small({ faults: [{ kind: "429", operation: "search_looks", retryAfter: 60 }] });
  using place = Workplace.at(sim);
  const running = start(place, ["--json", "extract", "looks"]);
  await until(() => (sim.stats.faults["429"] ?? 0) > 0, "a 429");
  const at = performance.now();
  running.kill("SIGINT");
  assertEquals((await running.ended).code, 130);
  assert(performance.now() - at < 30_000, "it waited for the minute that Looker asked for");
});

Deno.test("a second Ctrl-C leaves at once", async () => {
  const left = async (): Promise<string> => {
    await using sim = small({ faults: [{ kind: "hang", operation: "search_dashboards,logout" }] });
    using place = Workplace.at(sim);
    const running = start(place, ["--json", "extract", "dashboards"]);
    await until(
      () => sim.stats.in_flight >= 1 && sim.count("all_users") + sim.count("me") >= 1,
      "a request that hangs",
    );
    const before = sim.stats.requests;
    running.kill("SIGINT");
    await until(() => sim.stats.requests > before, "the logout");
    running.kill("SIGINT");
    const { code, stdout } = await running.ended;
    assertEquals(code, 130);
    return stdout;
  };
  // A run that waits for the logout prints its summary then. It waits for a second: on a busy machine the signal may come later.
  for (let tries = 0; tries < 4; tries++) if (await left() === "") return;
  assert(false, "each run printed its summary: the second Ctrl-C did nothing");
});

Deno.test("kill -9 at any moment leaves a sound vault, and the next run completes it", async () => {
  await using sim = small({ latencyMs: 1 });
  using place = Workplace.at(sim);
  await extract(place.vault("whole.db"));
  for (const after of [1, 40, 60, 60]) {
    await killAfter(sim, place, after);
    const { code, stderr } = await run(place, "--json", "list", "dashboards");
    // Before the first commit there is no vault yet.
    assert(code === 0 || !exists(place.db), stderr);
    if (!exists(place.db)) continue;
    using vault = new OpenVault(place.db);
    assertEquals(vault.value("PRAGMA quick_check"), "ok");
    assertEquals(
      vault.value("SELECT count(*) FROM extraction_sessions WHERE status = 'completed'"),
      0,
    );
  }
  const summary = await extract(place);
  assertEquals(summary.status, "completed");
  using vault = new OpenVault(place.db);
  using whole = new OpenVault(place.vault("whole.db").db);
  assertEquals(content(vault), content(whole));
  assertEquals(vault.value("SELECT count(*) FROM content_history"), 0);
  assertEquals(vault.value("SELECT count(*) FROM extraction_sessions WHERE status = 'completed'"), 1);
  assertEquals(vault.value("SELECT count(*) FROM extraction_sessions WHERE status = 'running'"), 0);
});

async function killAfter(sim: Sim, place: Workplace, requests: number): Promise<void> {
  const from = sim.stats.requests;
  const running = start(place, ["--json", "extract", "--batch-size", "3"]);
  await until(() => sim.stats.requests >= from + requests, `${requests} requests`);
  running.kill("SIGKILL");
  await running.ended;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
