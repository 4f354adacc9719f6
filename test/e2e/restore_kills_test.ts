/** A restore killed with SIGKILL, again and again, makes everything once. */
import { assert, assertEquals } from "@std/assert";
import { differ } from "../restore/_differ.ts";
import { startSim } from "../sim/mod.ts";
import { extract, run, start, Workplace } from "./_run.ts";

const TINY = { dashboards: 5, looks: 4, folders: 6, users: 9, groups: 8, tileBytes: 300 };

Deno.test("kill -9 at any write of a restore, then resume: everything is there, and nothing twice", async () => {
  await using sim = startSim(TINY);
  await using other = startSim({ ...TINY, emptied: true, idOffset: 4000 });
  using place = Workplace.at(sim);
  await extract(place, []);
  const there = { ...place, dir: place.dir, db: place.db, url: other.url };
  const everything = ["restore", "all", "--to", other.url, "--yes", "--enable-schedules", "--json"];
  for (const [n, step] of [3, 40, 1, 77, 15, 60].entries()) {
    const running = start(
      there,
      n === 0 ? everything : ["restore", "resume", "--to", other.url, "--yes", "--json"],
    );
    other.onWrite(step, () => running.kill("SIGKILL"));
    const { code } = await running.ended;
    assertEquals(code, 137, `kill ${n} came too late`);
  }
  const last = await run(there, "restore", "resume", "--to", other.url, "--yes", "--json");
  assertEquals(last.code, 0, last.stderr);
  const summary = JSON.parse(last.stdout);
  assertEquals(summary.errors, []);
  assertEquals(differ(sim, other), []);
  assertEquals(other.violations, []);
  assertEquals(other.deletions(), []);
  const writes = other.writes().length;
  const again = await run(there, ...everything);
  assertEquals(again.code, 0, again.stderr);
  assert(other.writes().length === writes, "a second restore wrote something");
});
