/** Replacements of names and texts by the program itself, killed half way, resumed and undone. */
import { assert, assertEquals } from "@std/assert";
import { backedUp } from "../extract/_in_process.ts";
import { admin } from "../restore/_admin.ts";
import { formOf } from "../restore/_damage.ts";
import { differences } from "../restore/_forms.ts";
import { notUndone } from "../restore/_undo.ts";
import { type NormalForm, sameUpToIds, type Sim, startSim } from "../sim/mod.ts";
import { type Outcome, type Place, run, start, Workplace } from "./_run.ts";

const SMALL = { dashboards: 6, looks: 5, folders: 6, users: 9, groups: 8, tileBytes: 300 };

/** Runs the program, and kills it at one of its writes. */
async function killed(place: Place, sim: Sim, at: number, ...args: string[]): Promise<void> {
  const running = start(place, args);
  sim.onWrite(at, () => running.kill("SIGKILL"));
  const { code, stderr } = await running.ended;
  assertEquals(code, 137, `it was killed too late: ${stderr}`);
}

function done({ code, stdout, stderr }: Outcome): Record<string, unknown> {
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

function rewritten(form: NormalForm, change: (text: string) => string): NormalForm {
  return JSON.parse(change(JSON.stringify(form)));
}

Deno.test("`replace text` that is killed half way and resumed changes what people wrote and nothing else, and is undone", async () => {
  const { sim, vault } = await backedUp(SMALL);
  await using _sim = sim;
  await using _vault = vault;
  const query = {
    model: "thelook",
    view: "orders",
    fields: ["orders.id"],
    filters: { "orders.id": "FY 25 only" },
  };
  const made = await admin(sim, "POST", "/queries", query);
  await admin(sim, "PATCH", "/looks/1", {
    title: "Sales FY 25",
    description: "FY 25, FY 25",
    query_id: made?.["id"],
  });
  for (const id of ["1", "2", "3"]) {
    await admin(sim, "PATCH", `/dashboards/${id}`, { description: `Plan FY 25, ${id}` });
  }
  await admin(sim, "PATCH", "/boards/1", { title: "FY 25" });
  await admin(sim, "PATCH", "/scheduled_plans/1", { name: "Mondays of FY 25" });
  await vault.run({ incremental: true });
  using place = Workplace.at(sim);
  await Deno.copyFile(vault.path, place.db);
  const before = formOf(sim);
  const indexed = await run(place, "find", "FY 25");
  // Under the shipped flags, too, it is in its file.
  assertEquals([indexed.code, indexed.stderr.includes("index")], [0, false], indexed.stderr);
  assertEquals((await Deno.stat(`${place.db}.index`)).mode! & 0o777, 0o600);
  const wanted = rewritten(
    before,
    (text) => text.replaceAll("FY 25", "FY 26").replaceAll("FY 26 only", "FY 25 only"),
  );
  await killed(place, sim, 3, "replace", "text", "FY 25=FY 26", "--yes", "--workers", "1");
  const half = differences(wanted, formOf(sim)).length;
  assert(half > 0 && differences(before, formOf(sim)).length > 0);
  const resumed = done(await run(place, "restore", "resume", "--yes", "--json"));
  assertEquals([resumed["status"], resumed["errors"]], ["completed", []]);
  assertEquals(differences(wanted, formOf(sim)), []);
  done(await run(place, "restore", "undo", "--yes", "--json"));
  assertEquals(differences(before, formOf(sim)), []);
  assertEquals(sim.violations, []);
});

Deno.test("`restore all --to` with --map-field and --map-explore, killed and resumed, gives the other instance the new names; its undo takes all back", async () => {
  const { sim, vault } = await backedUp(SMALL, { run: { noUserValues: false } });
  await using _sim = sim;
  await using _vault = vault;
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 4000 });
  using place = new Workplace(other.url);
  await Deno.copyFile(vault.path, place.db);
  const before = formOf(other);
  const names = [
    "--map-field",
    "orders.count=orders.number",
    "--map-explore",
    "thelook::orders=finance::ledger",
  ];
  await killed(
    place,
    other,
    60,
    "restore",
    "all",
    "--to",
    other.url,
    ...names,
    "--enable-schedules",
    "--yes",
  );
  const resumed = done(await run(place, "restore", "resume", "--to", other.url, "--yes", "--json"));
  assertEquals([resumed["status"], resumed["errors"]], ["completed", []]);
  const wanted = rewritten(
    sim.normalForm({ restorable: true }),
    (text) =>
      text.replaceAll(/(?<![\w.])orders\.count(?![\w.])/g, "orders.number")
        .replaceAll('"model":"thelook","view":"orders"', '"model":"finance","view":"ledger"')
        .replaceAll('"model":"thelook","explore":"orders"', '"model":"finance","explore":"ledger"'),
  );
  const left = sameUpToIds(wanted, other.normalForm({ restorable: true }));
  assertEquals(left.filter((line) => !/^integration/.test(line)), []);
  done(await run(place, "restore", "undo", "--to", other.url, "--yes", "--json"));
  assertEquals(notUndone(before, formOf(other)), []);
  assertEquals(other.violations, []);
});
