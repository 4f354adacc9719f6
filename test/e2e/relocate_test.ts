/** `relocate` from outside: the same Looker at another address, another Looker, and a copy. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { extract, run } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { type Sim, tiny } from "./_sim.ts";
import { OpenVault } from "./_vault.ts";

function instance(path: string): { instance: string; former: string[]; mapped: string[][] } {
  using vault = new OpenVault(path);
  const meta = (key: string): string =>
    String(vault.rows(`SELECT value FROM meta WHERE key = '${key}'`)[0]?.["value"] ?? "");
  return {
    instance: meta("instance"),
    former: JSON.parse(meta("former_instances") || "[]"),
    mapped: vault.rows("SELECT DISTINCT source_instance, destination_instance FROM id_mappings")
      .map((row) => Object.values(row).map(String)),
  };
}

/** What a sim of the same seed has made and lost, at another address. */
async function moved(sim: Sim, options: Parameters<typeof tiny>[0] = {}): Promise<Sim> {
  const other = tiny(options);
  for (const table of ["dashboards", "looks"] as const) {
    for (const item of other.store.table(table).all()) {
      if (sim.store.table(table).get(item.id) === undefined) {
        other.mutate({ op: "delete", type: table, id: item.id });
      }
    }
  }
  return await Promise.resolve(other);
}

Deno.test("relocate continues with history, id map, incremental runs and restores under the new address", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  // A restore gives a dashboard another id: the id map knows it.
  sim.mutate({ op: "delete", type: "dashboards", id: "2" });
  const first = await run(place, "--json", "restore", "single", "dashboards", "2", "--yes");
  assertEquals(first.code, 0, first.stderr);
  await using other = await moved(sim, { host: "https://bi.acme.example" });
  const to = other.url.replace("127.0.0.1", "LOCALHOST");
  const there = { ...place.vault("vault.db"), url: other.url };
  const refused = await run(there, "extract", "--incremental");
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, `lookervault relocate --to ${other.url}`);

  const dry = await run(place, "--json", "relocate", "--to", to, "--dry-run");
  assertEquals(dry.code, 0, dry.stderr);
  const { status, evidence, old_address, warnings } = JSON.parse(dry.stdout);
  assertEquals([status, old_address.answers, warnings.length > 0], ["planned", true, true]);
  assertEquals(instance(place.db).instance, sim.url);
  assert(evidence.every((one: { found: number; same: number }) => one.found === one.same && one.found > 0));

  const unasked = await run(place, "relocate", "--to", to);
  assertEquals(unasked.code, 2);
  assertStringIncludes(unasked.stderr, "--yes");

  const done = await run(place, "--json", "relocate", "--to", to, "--yes");
  assertEquals(done.code, 0, done.stderr);
  assertStringIncludes(done.stderr, "clone");
  assertEquals(JSON.parse(done.stdout).moved.restores, 1);
  const known = instance(place.db);
  assertEquals([known.instance, known.former.includes(sim.url)], [other.url, true]);
  assertEquals(known.mapped, [[other.url, other.url]]);

  const next = await extract(there, ["--incremental"]);
  assertEquals([next.instance, next.totals.failed], [other.url, 0]);
  assertEquals(next.totals.new + next.totals.updated < next.totals.listed / 2, true);
  const history = await run(there, "--json", "history", "dashboards", "1");
  assertEquals([history.code, JSON.parse(history.stdout).versions.length > 0], [0, true]);
  const restored = await run(there, "--json", "restore", "bulk", "looks", "--dry-run");
  assertEquals(restored.code, 0, restored.stderr);
  assertEquals(JSON.parse(restored.stdout).source, other.url);
  const undo = await run(
    there,
    "--json",
    "restore",
    "undo",
    JSON.parse(first.stdout).session_id,
    "--dry-run",
  );
  assertEquals(undo.code, 0, undo.stderr);

  const again = await run(place, "--json", "relocate", "--to", other.url, "--yes");
  assertEquals([again.code, JSON.parse(again.stdout).status], [0, "unchanged"]);
});

Deno.test("relocate refuses another Looker, and says what contradicts", async (t) => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const others: [name: string, start: () => Sim, says: string][] = [
    ["an empty one", () => tiny({ emptied: true, idOffset: 90 }), "no item of the vault was found"],
    ["one with other slugs", () => tiny({ seed: 5 }), "slug"],
    ["one whose items were made at other times", () => {
      const other = tiny();
      other.store.patch("looks", "3", { created_at: "2019-05-05T05:05:05.000Z" });
      return other;
    }, "looks 3 was created at"],
  ];
  for (const [name, start, says] of others) {
    await t.step(name, async () => {
      await using other = start();
      const { code, stdout, stderr } = await run(place, "--json", "relocate", "--to", other.url, "--yes");
      assertEquals(code, 2, stderr);
      assertStringIncludes(JSON.parse(stdout).error.message, says);
      assertEquals(instance(place.db).instance, sim.url);
      assertEquals(other.writes(), []);
    });
  }
});

Deno.test("relocate says that the former address does not answer, and that nothing listens at the new one", async () => {
  const sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  await sim[Symbol.asyncDispose]();
  const gone = await run(place, "relocate", "--to", "http://127.0.0.1:1", "--yes");
  assertEquals(gone.code, 3, gone.stderr);
  await using other = tiny();
  const done = await run(place, "--json", "relocate", "--to", other.url, "--yes");
  assertEquals(done.code, 0, done.stderr);
  const { old_address, warnings } = JSON.parse(done.stdout);
  assertEquals([old_address.answers, warnings], [false, []]);
});

Deno.test("a vault that recorded another spelling of the same address continues with it", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract({ ...place.vault("vault.db"), url: sim.url.replace("127.0.0.1", "LocalHost") });
  const older = sim.url.replace("127.0.0.1", "localhost");
  const db = new DatabaseSync(place.db);
  db.prepare("UPDATE meta SET value = ? WHERE key = 'instance'").run(older);
  db.close();
  const next = await extract(place, ["--incremental"]);
  assertEquals(next.totals.new, 0);
  sim.store.patch("looks", "1", { title: "Changed" });
  const { code, stderr } = await run(place, "restore", "single", "looks", "1", "--yes");
  assertEquals(code, 0, stderr);
});
