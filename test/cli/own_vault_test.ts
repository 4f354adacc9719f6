import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { ENV, play, type Played } from "./_fakes.ts";

const TINY = { dashboards: 2, looks: 2, tileBytes: 100, users: 3 };

function at(sim: Sim, db: string, ...args: string[]): Promise<Played> {
  const { clientId, clientSecret } = sim.options;
  const key = { LOOKERVAULT_CLIENT_ID: clientId, LOOKERVAULT_CLIENT_SECRET: clientSecret };
  return play(["--db", db, ...args], { env: { ...key, LOOKERVAULT_BASE_URL: sim.url } });
}

Deno.test("check, extract --dry-run and verify refuse the vault of another instance, and ask Looker nothing for it", async () => {
  await using a = startSim(TINY);
  await using b = startSim(TINY);
  await using place = await backup(a);
  await place.run({ types: ["dashboards"] });
  for (const command of [["check"], ["extract", "--dry-run"], ["extract"], ["verify"]]) {
    const own = await at(a, place.path, ...command);
    assertEquals([command, own.exit], [command, 0], own.stderr);
    const { exit, stderr } = await at(b, place.path, ...command);
    assertEquals([command, exit], [command, 2]);
    assertStringIncludes(stderr, new URL(a.url).port);
    assertStringIncludes(stderr, "--db");
  }
  assert(!b.log.some(({ operation }) => operation === "search_dashboards"));
});

Deno.test("a run that Looker does not let in leaves the vault to any instance, and verify calls it empty", async () => {
  await using sim = startSim(TINY);
  await using place = await backup(sim);
  const refused = await play(["--db", place.path, "-q", "extract"], {
    env: { ...ENV, LOOKERVAULT_BASE_URL: sim.url },
  });
  assertEquals(refused.exit, 3);
  {
    using vault = openVaultForReading(place.path);
    assertEquals(vault.meta("instance"), null);
  }
  const empty = await at(sim, place.path, "-q", "--json", "verify");
  assertEquals([empty.exit, JSON.parse(empty.stdout).status], [5, "failed"]);
  assertStringIncludes(empty.stderr, "it is empty: no run has stored anything");
  assertStringIncludes((await at(sim, place.path, "check")).stdout, "empty: extract fills it");
  await using other = startSim(TINY);
  assertEquals((await at(other, place.path, "-q", "extract", "dashboards")).exit, 0);
  assertEquals((await at(other, place.path, "verify")).exit, 0);
});
