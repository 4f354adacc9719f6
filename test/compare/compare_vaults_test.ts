import { assertEquals, assertStringIncludes } from "@std/assert";
import { compareVaults } from "../../lib/compare/compare_vaults.ts";
import { diffCommand } from "../../lib/cli/commands/diff_command.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { play } from "../cli/_fakes.ts";
import { type Backup, backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";

/** An instance of the usual seed with a backup; `idOffset` gives it other ids for what is new. */
async function instance(change: (sim: Sim) => void): Promise<Backup> {
  await using sim = startSim({ dashboards: 20, looks: 8, tileBytes: 300 });
  change(sim);
  const place = await backup(sim);
  await place.run({ noUserValues: false });
  return place;
}

/** Another instance: a dashboard differs, one is gone, a look is new, and what is in both has another id. */
function asProd(sim: Sim): void {
  const { store } = sim;
  const [edited, gone] = store.table("dashboards").all().filter((one) => one.get("deleted") !== true).slice(
    12,
  );
  sim.mutate({
    op: "update",
    type: "dashboards",
    id: edited?.id ?? "",
    values: { description: "Prod only" },
  });
  sim.mutate({ op: "delete", type: "dashboards", id: gone?.id ?? "" });
  const looks = store.table("looks"), all = looks.all(), [first] = all, second = all.at(-1);
  looks.insert({ ...looks.stored(first?.id ?? ""), id: "9999", title: "Prod alone" });
  const moved = looks.stored(second?.id ?? "");
  looks.remove(second?.id ?? "");
  looks.insert({ ...moved, id: "8888" });
}

Deno.test("diff --with tells what two instances have otherwise, and what each has alone, whatever the ids", async () => {
  await using dev = await instance(() => {});
  await using prod = await instance(asProd);
  {
    using ours = openVaultForReading(dev.path);
    using theirs = openVaultForReading(prod.path);
    const told = (ours: Parameters<typeof compareVaults>[0], theirs: Parameters<typeof compareVaults>[1]) =>
      compareVaults(ours, theirs, {}).items.map(({ type, change, name, differences }) => [
        type,
        change,
        change === "added" ? name : differences.map(({ path, to }) => [path, to]),
      ]);
    const items = told(ours, theirs);
    assertEquals(
      items.filter(([type]) => type !== "boards" && type !== "scheduled_plans" && type !== "alerts"),
      [
        ["dashboards", "changed", [["description", "Prod only"]]],
        ["dashboards", "removed", []],
        ["looks", "added", "Prod alone"],
      ],
    );
    assertEquals(told(ours, ours), []);
    assertEquals(compareVaults(ours, theirs, { type: "looks", stat: true }).types, [
      { type: "looks", added: 1, removed: 0, changed: 0 },
    ]);
  }
  const bytes = await Deno.readFile(prod.path);
  const run = (args: string[]) =>
    play(["diff", "--db", dev.path, "--with", prod.path, ...args], {
      commands: [(runner) => diffCommand(runner)],
    });
  const { stdout, exit, offline } = await run(["looks", "--exit-code"]);
  assertEquals([exit, offline], [7, true]);
  assertStringIncludes(stdout, "+ looks 9999  Prod alone");
  assertEquals(await Deno.readFile(prod.path), bytes);
  assertEquals((await run(["--from", "7d"])).exit, 2);
  const foreign = await play(["diff", "--db", dev.path, "--with", "deno.json"], {
    commands: [(runner) => diffCommand(runner)],
  });
  assertEquals(foreign.exit, 5);
});
