/** `stats` from outside. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";
import { OpenVault, sha256 } from "./_vault.ts";

Deno.test("stats tells runs, calls and sizes as they are in the vault, and changes no byte of it", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const summaries = [await extract(place), await extract(place, ["--incremental"])];
  const before = sha256(await Deno.readFile(place.db));
  const { code, stdout, stderr } = await run(place, "--json", "stats");
  assertEquals(code, 0, stderr);
  const stats = JSON.parse(stdout);
  assertEquals([stats.command, stats.status, stats.db, stats.instance], ["stats", "ok", place.db, sim.url]);
  assertEquals(
    stats.sessions.map((
      one: Record<string, unknown>,
    ) => [one["id"], one["mode"], one["calls"], one["bytes"]]),
    summaries.toReversed().map(({ session_id, mode, calls, bytes }) => [session_id, mode, calls, bytes]),
  );
  assertEquals(stats.runs.calls, summaries.reduce((sum, { calls }) => sum + calls, 0));
  {
    using vault = new OpenVault(place.db);
    const row = vault.rows(
      "SELECT count(*) AS n, sum(content_size) AS size, sum(length(content_data)) AS stored FROM content_items",
    )[0];
    const { items, content_bytes, stored_bytes } = stats.totals;
    assertEquals([items, content_bytes, stored_bytes], [row?.["n"], row?.["size"], row?.["stored"]]);
  }
  const text = await run(place, "stats");
  assertEquals(text.code, 0, text.stderr);
  assertStringIncludes(text.stdout, `instance\t${sim.url}`);
  assertMatch(text.stdout, /^runs\t2 \(2 completed\)/m);
  assertEquals(sha256(await Deno.readFile(place.db)), before);
});

Deno.test("stats of a missing vault is refused, and makes no file", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const { code, stdout } = await run(place, "--json", "stats");
  assertEquals([code, JSON.parse(stdout).error.code], [2, "vault_missing"]);
  assertEquals((await Array.fromAsync(Deno.readDir(place.dir))).length, 0);
});
