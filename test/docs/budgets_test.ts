import { assert, assertEquals } from "@std/assert";
import { CONTENT_TYPES, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { ADMIN_SETTINGS, SIGN_IN_SETTINGS } from "../../lib/looker/setting_groups.ts";
import { backup } from "../extract/_in_process.ts";
import { restore } from "../restore/_in_process.ts";
import { type Item, type Sim, type SimOptions, startSim, type TableName } from "../sim/mod.ts";
import { textOf } from "./_markdown.ts";
import { Scene } from "./_scene.ts";
import { HAS_SHELL } from "./_shell.ts";

const TEXT = textOf("docs/call-budgets.md");

/** The instances behind the rows of the table of measured numbers. */
const INSTANCES: SimOptions[] = [
  {},
  { dashboards: 400, looks: 300, folders: 100, users: 100, groups: 20 },
];

/** Rows of numbers: six counts, then the calls of four commands. */
const rows = [...TEXT.matchAll(/^\|((?: +\d+ +\|){9})$/gm)].map(([, cells = ""]) =>
  cells.split("|").slice(0, -1).map(Number)
);

for (const [index, options] of INSTANCES.entries()) {
  Deno.test(`call budgets: row ${index + 1} is what runs take, and what the formulas say`, async () => {
    await using sim = startSim(options);
    await using place = await backup(sim);
    const full = await place.run({ noUserValues: false });
    const night = await place.run({ noUserValues: false, incremental: true });
    const short = await place.run({ noUserValues: true, incremental: true });
    const size = (type: TableName): number => sim.store.table(type).size;
    const counts = (["dashboards", "looks", "folders", "users", "groups", "roles"] as const).map(size);
    assertEquals(rows[index], [...counts, full.calls, night.calls, short.calls]);
    const calls = Object.fromEntries(full.types.map(({ type, calls }) => [type, calls]));
    const formulas = formulasFor(sim);
    for (const [type, expected] of Object.entries(formulas)) assertEquals(calls[type], expected, type);
    const others = CONTENT_TYPES.filter((type) => type !== "dashboards" && !(type in formulas));
    assertEquals(others.map((type) => [type, calls[type]]), others.map((type) => [type, 1]));
    assert(TEXT.includes(`the other ${others.length} types`));
    const sum = full.types.reduce((all, { calls }) => all + calls, 0);
    assertEquals(full.calls, 6 + sum);
    const incremental = Object.fromEntries(night.types.map(({ type, calls }) => [type, calls]));
    // The one more with dashboards is for how much content is used.
    assertEquals([incremental["dashboards"], incremental["looks"]], [5, 4]);
    const more = { full: callsOfMore(sim, calls), night: callsOfMore(sim, incremental) };
    assertEquals(more, { full: 40, night: 8 });
    if (index > 0) return;
    const { calls: comparison } = await restore(place.path, sim, { dryRun: true });
    assert(TEXT.includes(`for the comparison (${comparison} for the first row`), `${comparison}`);
  });
}

Deno.test("call budgets: the sums in the text are right", () => {
  const [, second = []] = rows;
  const [full = 0, night = 0, short = 0] = second.slice(6);
  assert(TEXT.includes(`${night} calls at 5 a second are ${Math.ceil(night / 5)} seconds`));
  const month = (30 * short + full).toLocaleString("en");
  assert(TEXT.replaceAll(/\s+/g, " ").includes(`30 × ${short} + ${full} = ${month}`));
});

Deno.test("call budgets: what else asks, asks as often as it says", { ignore: !HAS_SHELL }, async () => {
  await using at = await Scene.start();
  const [, table = ""] = TEXT.split("Calls of the other commands");
  const counted = [...table.matchAll(/^\| (`.+) +\| +(\d+|none) +\|$/gm)];
  assert(counted.length > 2);
  for (const [, commands = "", calls] of counted) {
    for (const [, line = ""] of commands.matchAll(/`([^`]+)`/g)) {
      const before = at.sim.stats.requests;
      const whole = line === "show" ? "show dashboards 30" : line;
      // The backup is two days old, which `doctor` calls a problem.
      assertEquals((await at.shell.line(`lookervault ${whole}`)).code, line === "doctor" ? 4 : 0, line);
      assertEquals(at.sim.stats.requests - before, calls === "none" ? 0 : Number(calls), line);
    }
  }
});

/** The table of formulas, in code. */
function formulasFor(sim: Sim): Record<string, number> {
  const all = (type: TableName): Item[] => sim.store.table(type).all();
  const own = (types: readonly TableName[]): number =>
    types.flatMap(all).filter((item) => hasOwnAccess(sim, item)).length;
  const folders = all("folders");
  const parents = new Set(folders.map((folder) => folder.get("parent_id")).filter((id) => id !== null));
  const roots = folders.filter((folder) => folder.get("parent_id") === null).length;
  const looks = Map.groupBy(
    all("looks"),
    (look) => look.get("deleted") === true ? "trash" : look.get("folder_id"),
  );
  const trashed = looks.get("trash")?.length ?? 0;
  looks.delete("trash");
  const alone = [...looks.values()].filter(({ length }) => length === 1).length;
  const explores = all("lookml_models").flatMap((model) => model.get("explores") as unknown[]).length;
  const disabled = all("scheduled_plans").filter((plan) => plan.get("enabled") === false).length;
  const { size: users } = sim.store.table("users");
  return {
    looks: 4 + looks.size - alone + alone + trashed,
    folders: 1 + parents.size + roots + own(["folders"]),
    boards: 1 + all("boards").length + own(["boards"]),
    // Looker's own has no graph.
    lookml_models: 2 + 1 + all("lookml_models").length - 1,
    lookml_dashboards: 1 + all("lookml_dashboards").length,
    projects: 1 + all("projects").reduce((sum, project) => sum + repositoryReads(project), 0),
    explores,
    users: 1 + Math.max(1, Math.ceil((users - 25) / 100) + 1),
    user_attributes: 1 + all("user_attributes").length + users,
    groups: 1 + all("groups").length,
    roles: 1 + 2 * all("roles").length,
    agents: 2 + all("agents").length + own(["agents"]),
    scheduled_plans: 2 + disabled,
    admin_settings: Object.values(ADMIN_SETTINGS).filter((group) => !("within" in group)).length,
    sign_in_settings: Object.keys(SIGN_IN_SETTINGS).length,
  };
}

/**
 * Files; branches of what has a remote; the public key of what is reached by SSH; the manifest where there is one, and
 * credentials where it imports something.
 */
function repositoryReads(project: Item): number {
  const remote = String(project.get("git_remote_url") ?? "");
  return 1 + (remote === "" ? 0 : 1) + (remote.startsWith("git@") ? 1 : 0) +
    (project.id === "thelook" ? 2 : 0);
}

/** Types without codes of their own before 25, and what of others came with them. */
const MORE = CONTENT_TYPES.filter((type) => TYPE_CODES[type] >= 25);

/**
 * What everything beyond the first 24 types takes, besides one request for each project, model and LookML dashboard: the
 * types themselves, their parts in others, and how much content is used.
 */
function callsOfMore(sim: Sim, calls: Record<string, number>): number {
  const size = (type: TableName): number => sim.store.table(type).size;
  const readInFull = (type: "projects" | "lookml_models" | "lookml_dashboards", before: number): number =>
    Math.max(0, (calls[type] ?? 0) - before - size(type) + (type === "lookml_models" ? 1 : 0));
  const own = MORE.reduce((sum, type) => sum + (calls[type] ?? 0), 0);
  return own + 1 + readInFull("projects", 1) + readInFull("lookml_models", 2) +
    readInFull("lookml_dashboards", 1);
}

function hasOwnAccess(sim: Sim, item: Item): boolean {
  const metadata = sim.store.table("content_metadata").get(String(item.get("content_metadata_id")));
  return metadata?.get("inherits") !== true;
}
