import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { play } from "../cli/_fakes.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { said, verified } from "./_verify.ts";

Deno.test("cleanup --damaged drops a damaged former version, or brings it from a copy that holds it whole", async () => {
  await using sim = startSim({ dashboards: 3, looks: 2, tileBytes: 100, users: 3 });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  // In the copy the version is still the newest one.
  const copy = `${place.path}.copy`;
  await Deno.copyFile(place.path, copy);
  for (const id of ["1", "2"]) {
    sim.mutate({ op: "update", type: "dashboards", id, values: { title: `Another ${id}` } });
  }
  await place.run({ types: ["dashboards"] });
  using db = new DatabaseSync(place.path);
  const damage = (id: string): void =>
    db.exec(`UPDATE content_history SET content_hash = zeroblob(32) WHERE content_type = 1 AND id = '${id}'`);
  damage("1");
  const before = await verified(place.path);
  assertEquals(before.problems.length, 1);
  assertStringIncludes(before.problems[0]?.hint ?? "", "lookervault cleanup --damaged");
  const clean = (...args: string[]) => play(["--db", place.path, "cleanup", "--damaged", ...args]);

  assertEquals((await clean()).exit, 2, "without a terminal it needs --yes");
  const planned = await clean("--from", copy, "--dry-run", "--json");
  assertEquals(JSON.parse(planned.stdout).totals, { dropped: 0, brought: 1, left: 0 });
  assertEquals((await verified(place.path)).problems.length, 1, "a dry run changes nothing");
  const brought = await clean("--from", copy, "--yes");
  assertEquals(brought.exit, 0, brought.stderr);
  assertMatch(brought.stdout, /1 version replaced from /);
  assertEquals(said(await verified(place.path)), []);
  assertEquals(db.prepare("SELECT count(*) AS n FROM content_history").get()?.["n"], 2);

  damage("2");
  const dropped = await clean("--yes", "--json");
  const { status, damaged, totals } = JSON.parse(dropped.stdout);
  assertEquals([status, damaged[0].type, damaged[0].id, damaged[0].action], [
    "completed",
    "dashboards",
    "2",
    "drop",
  ]);
  assertEquals(totals, { dropped: 1, brought: 0, left: 0 });
  assertEquals(said(await verified(place.path)), []);
  assertEquals(db.prepare("SELECT count(*) AS n FROM content_history").get()?.["n"], 1);
  assertStringIncludes((await clean("--yes")).stdout, "No former version is damaged.");
  for (const args of [["cleanup"], ["cleanup", "--retention-days", "3", "--from", copy, "--dry-run"]]) {
    assertEquals((await play(["--db", place.path, ...args])).exit, 2);
  }
});
