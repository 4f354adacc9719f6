/** `restore --map-model`: the models of the other instance have another name, as after a rename or a merge of projects. */
import { assert, assertEquals, assertFalse } from "@std/assert";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { differences } from "../restore/_forms.ts";
import { formOf } from "../restore/_damage.ts";
import { type NormalForm, parseJson, type Sim, startSim, stringify } from "../sim/mod.ts";
import { extract, run } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { asObject } from "./_sim.ts";

const SMALL = { dashboards: 12, looks: 8, folders: 8, users: 9, groups: 8, tileBytes: 300 };
const OLD = "thelook", NEW = "shop";

/** Gives a model another name in everything that comes from LookML. */
function rename({ store }: Sim): void {
  for (const table of ["lookml_models", "explores", "lookml_dashboards", "datagroups"] as const) {
    for (const item of store.table(table).all()) {
      const before = stringify(item.full()), after = before.replaceAll(OLD, NEW);
      if (before === after) continue;
      store.table(table).remove(item.id);
      store.table(table).insert(asObject(parseJson(after)));
    }
  }
}

/** What Looker holds, without the configuration of models: that of the target is kept. */
function held(form: NormalForm): NormalForm {
  const { lookml_models: _models, projects: _projects, ...others } = form;
  return others;
}

/** The dashboards and looks that are not in the trash. */
function inUse({ store }: Sim): number {
  return (["dashboards", "looks"] as const)
    .flatMap((table) => store.table(table).all())
    .filter((item) => item.get("deleted") !== true).length;
}

Deno.test("restore --map-model gives everything the model's new name, keeps the model there, and can be undone", async () => {
  await using sim = startSim(SMALL);
  await using other = startSim({ ...SMALL, emptied: true, idOffset: 5000 });
  rename(other);
  using place = Workplace.at(sim);
  await extract(place);
  const there = { ...place, db: place.db, url: other.url }, target = ["--to", other.url, "--yes"];
  const restore = async (): Promise<{ code: number; stderr: string; summary: RestoreSummary }> => {
    const { code, stdout, stderr } = await run(
      there,
      ...["restore", "all", "--map-model", `${OLD}=${NEW}`, "--enable-schedules", "--json", ...target],
    );
    return { code, stderr, summary: JSON.parse(stdout) };
  };
  const models = other.store.table("lookml_models"), model = stringify(models.get(NEW)?.full() ?? null);
  const had = inUse(other);

  const { code, stderr, summary } = await restore();
  assertEquals([code, summary.errors, summary.verified.different], [0, [], 0], stderr);
  const wanted = JSON.parse(JSON.stringify(formOf(sim)).replaceAll(OLD, NEW)) as NormalForm;
  assertEquals(differences(held(wanted), held(formOf(other))), []);
  // Queries, filters, links, alerts and schedules name the model, not only one of them.
  assert(JSON.stringify(held(wanted)).split(NEW).length > 100);
  assertFalse(JSON.stringify(held(formOf(other))).includes(OLD));
  assertEquals([models.get(OLD), stringify(models.get(NEW)?.full() ?? null)], [undefined, model]);
  const skipped = summary.items.filter(({ action }) => action === "skip");
  assertEquals(skipped.map(({ type, id, reason_code }) => [type, id, reason_code]), [
    ["lookml_models", OLD, "replaced"],
  ]);

  const writes = other.writes().length;
  assertEquals((await restore()).code, 0);
  assertEquals(other.writes().slice(writes), []);

  const undone = await run(there, "restore", "undo", summary.session_id ?? "", ...target);
  assertEquals([undone.code, inUse(other)], [0, had], undone.stderr);
  assertEquals(other.violations, []);
});
