import { assertEquals } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { restore } from "../restore/_in_process.ts";

/** Whether a warning is of something else than a property that the simulator serves and no spec knows. */
const isOfThisSpec = (warning: string): boolean => !warning.includes("foo_bar_2027");

const FEW = { dashboards: 3, looks: 3, folders: 4, users: 3, groups: 3, tileBytes: 300 };
const UNTITLED = [["looks", "2"], ["dashboards", "2"]] as const;

const titles = (sim: Sim): unknown[] =>
  UNTITLED.flatMap(([type]) =>
    sim.store.table(type).all().map((item) => item.get("title") ?? null).filter((title) =>
      title === null || String(title).startsWith("Untitled")
    )
  );

Deno.test("restore() makes content without a title under one that says so, once, though the answer is lost", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  for (const [type, id] of UNTITLED) sim.mutate({ op: "update", type, id, values: { title: null } });
  await vault.run({ noUserValues: false });
  const untouched = await restore(vault.path, sim);
  assertEquals([untouched.totals.updated, untouched.warnings, titles(sim)], [0, [], [null, null]]);

  await using other = startSim({ ...FEW, emptied: true, idOffset: 900 });
  other.faults.add({ kind: "lost-reply", operation: "create_look" });
  const { errors, warnings, verified } = await restore(vault.path, other);
  assertEquals([errors, verified.different], [[], 0]);
  assertEquals(warnings.filter((text) => text.includes("no title")).length, 2);
  assertEquals(titles(other), ["Untitled look 2", "Untitled dashboard 2"]);
  const writes = other.writes().length;
  const again = await restore(vault.path, other);
  assertEquals([again.warnings.filter(isOfThisSpec), other.writes().length - writes], [[], 0]);
  assertEquals(other.violations, []);
});

Deno.test("restore() leaves the title that content without one was given since, and says so", async () => {
  await using sim = startSim(FEW);
  await using vault = await backup(sim);
  for (const [type, id] of UNTITLED) sim.mutate({ op: "update", type, id, values: { title: null } });
  await vault.run({ noUserValues: false });
  for (const [type, id] of UNTITLED) {
    sim.mutate({ op: "update", type, id, values: { title: "Given", description: "other" } });
  }
  const { errors, warnings, totals } = await restore(vault.path, sim);
  assertEquals([errors, totals.updated], [[], 2]);
  assertEquals(warnings.filter((text) => text.includes('"Given"')).length, 2);
  for (const [type, id] of UNTITLED) assertEquals(sim.store.table(type).get(id)?.get("title"), "Given");
});
