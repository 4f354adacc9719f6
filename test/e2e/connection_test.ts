/** Looker refuses, is gone, comes back; tokens run out. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { run as runProcess, Workplace } from "./_run.ts";
import { small, tiny } from "./_sim.ts";
import { OpenVault } from "./_vault.ts";

Deno.test("a refused login exits 3, says what to do, and is not tried again", async () => {
  await using sim = tiny();
  using place = new Workplace(sim.url, { LOOKERVAULT_CLIENT_SECRET: "wrong-secret" });
  const { code, stdout, stderr } = await run(place, "--json", "extract");
  assertEquals(code, 3);
  JSON.parse(stdout);
  assertStringIncludes(stderr + stdout, "LOOKERVAULT_CLIENT_SECRET");
  assertEquals([sim.count("login"), sim.stats.requests], [1, 1]);
});

Deno.test("nothing listening exits 3 within seconds", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  using place = new Workplace(`http://127.0.0.1:${port}`);
  const began = performance.now();
  const { code, stdout } = await run(place, "--json", "extract");
  assertEquals(code, 3);
  JSON.parse(stdout);
  assert(performance.now() - began < 60_000, `${performance.now() - began} ms`);
});

Deno.test("a login that answers 503 three times and then works is no failure", async () => {
  await using sim = tiny({ faults: [{ kind: "503", operation: "login", times: 3 }] });
  using place = Workplace.at(sim);
  assertEquals((await extract(place, ["themes"])).status, "completed");
  assertEquals(sim.count("login"), 4);
});

Deno.test("tokens living one second are an error after three logins", async () => {
  await using sim = small({ tokenTtlSeconds: 1, latencyMs: 60 });
  using place = Workplace.at(sim);
  const { code, stdout } = await run(place, "--json", "extract", "--workers", "4");
  const { status, error } = JSON.parse(stdout);
  assertEquals([code, status, error.code, sim.count("login")], [3, "failed", "bad_token", 3]);
});

Deno.test("revoked tokens cost one login, not the run", async () => {
  await using sim = small();
  sim.faults.add({ kind: "401", operation: "folder_looks", times: 1 });
  using place = Workplace.at(sim);
  const summary = await extract(place);
  assertEquals([summary.status, sim.count("login")], ["completed", 2]);
});

Deno.test("Looker gone in the middle: exit 3, what came is kept, the session failed", async () => {
  const sim = small({ latencyMs: 5 });
  using place = Workplace.at(sim);
  const ending = run(place, "--json", "extract", "--batch-size", "5", "--workers", "4");
  while (sim.stats.requests < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  await sim[Symbol.asyncDispose]();
  const { code, stdout } = await ending;
  assertEquals(code, 3);
  JSON.parse(stdout);
  using vault = new OpenVault(place.db);
  assert(Number(vault.value("SELECT count(*) FROM content_items")) > 0);
  assertEquals(vault.value("SELECT status FROM extraction_sessions"), "failed");
});

Deno.test("a found lookervault.toml does not get the key of the environment; named, it does", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const file = `${place.dir}/lookervault.toml`;
  await Deno.writeTextFile(file, `[looker]\nbase_url = "${sim.url}"\n`, { mode: 0o600 });
  const found = { ...place.vault("vault.db"), env: { LOOKERVAULT_BASE_URL: "" } };
  const { code, stdout } = await runProcess(found, "--json", "info");
  assertEquals([code, JSON.parse(stdout).error.code, sim.stats.requests], [2, "doubtful_address", 0]);
  assertEquals((await runProcess(found, "--json", "--config", "./lookervault.toml", "info")).code, 0);
});
