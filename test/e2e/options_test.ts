/** What is left out, limited, or only estimated. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { lineOf, summaryOf, until, Workplace } from "./_run.ts";
import type { SimOptions } from "../sim/mod.ts";
import { type Sim, small, tiny } from "./_sim.ts";
import { OpenVault } from "./_vault.ts";

interface Estimate {
  dry_run: boolean;
  total_calls: number;
  calls: number;
  types: { type: string; listed: number; calls: number }[];
}

Deno.test("--folder takes that folder's content, --recursive what is below it too", async () => {
  await using sim = small({ folders: 20 });
  const folders = sim.store.table("folders").all().map((item) => ({
    id: item.id,
    parent: String(item.get("parent_id")),
  }));
  const inFolder = (table: "dashboards" | "looks", within: ReadonlySet<string>): string[] =>
    sim.store.table(table).all().filter((item) => within.has(String(item.get("folder_id")))).map(({ id }) =>
      id
    ).sort();
  const root =
    folders.map(({ id }) => id).find((id) =>
      folders.some(({ parent }) => parent === id) && inFolder("dashboards", new Set([id])).length > 1
    ) ?? "1";
  const below = new Set([root]);
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const { id, parent } of folders) if (below.has(parent)) below.add(id);
  }
  assert(below.size > 2);
  using place = Workplace.at(sim);
  for (const [args, within] of [[[], new Set([root])], [["--recursive"], below]] as const) {
    const db = place.vault(`folder-${within.size}.db`);
    const summary = await extract(db, ["dashboards", "looks", "folders", "--folder", root, ...args]);
    assertEquals(summary.mode, "folders");
    using vault = new OpenVault(db.db);
    assertEquals(vault.ids("folders"), [...within].sort());
    assertEquals(vault.ids("dashboards"), inFolder("dashboards", within));
    assertEquals(vault.ids("looks"), inFolder("looks", within));
  }
  assertEquals(sim.violations, []);
});

Deno.test("an unknown folder exits 2 and is named", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const { code, stdout, stderr } = await run(
    place,
    "--json",
    "extract",
    "--folder",
    "1",
    "--folder",
    "987654",
  );
  assertEquals(code, 2);
  assertStringIncludes(stdout + stderr, "987654");
  assertEquals(sim.count("search_dashboards"), 0);
});

Deno.test("trash is captured with deleted: true; --no-trash leaves it out", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place, ["dashboards", "looks"]);
  using vault = new OpenVault(place.db);
  for (const type of ["dashboards", "looks"] as const) {
    const trash = sim.store.table(type).all().filter((item) => item.get("deleted") === true).map(({ id }) =>
      id
    );
    assert(trash.length > 0);
    for (const id of trash) {
      assertEquals(JSON.parse(vault.text(type, id))["deleted"], true);
      assertEquals(vault.item(type, id)["deleted_at"], null);
    }
    const without = place.vault(`${type}.db`);
    await extract(without, [type, "--no-trash"]);
    using small = new OpenVault(without.db);
    assertEquals(small.ids(type), vault.ids(type).filter((id) => !trash.includes(id)));
  }
});

Deno.test("--no-user-values asks no user, and leaves their values unknown rather than empty", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place, ["user_attributes", "--no-user-values"]);
  assertEquals([sim.count("user_attribute_user_values"), sim.count("all_users")], [0, 0]);
  using vault = new OpenVault(place.db);
  assertEquals(Object.keys(vault.part("user_attributes", "3")), ["group_values"]);
});

Deno.test("--no-usage does not ask how often content is viewed, which unused and find tell otherwise", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  const views = async (): Promise<unknown> =>
    JSON.parse((await run(place, "--json", "find", "daily", "--type", "dashboards")).stdout).items[0]
      ?.view_count;
  await extract(place, ["dashboards", "--no-usage"]);
  assertEquals([sim.count("search_content_views"), await views()], [0, null]);
  await extract(place, ["dashboards"]);
  assertEquals(sim.count("search_content_views"), 1);
  assertEquals(typeof await views(), "number");
});

Deno.test("--max-calls is never exceeded, and each type that is not through says so (exit 4)", async () => {
  for (const most of [1, 2, 7, 40, 150]) {
    await using sim = small();
    using place = Workplace.at(sim);
    const outcome = await run(place.vault(`${most}.db`), "--json", "extract", "--max-calls", String(most));
    await until(() => sim.stats.in_flight === 0, "the end of what was sent");
    const sent = sim.stats.requests - sim.count("logout");
    assert(sent <= most, `${sent} requests instead of at most ${most}`);
    assertEquals(outcome.code, 4, `--max-calls ${most}: ${outcome.stderr.slice(-500)}`);
    const summary = summaryOf(outcome, 4);
    assert(summary.types.some((line) => !line.complete));
    for (const line of summary.types) {
      assertEquals(line.listed, line.stored + line.failed, line.type);
      if (!line.complete) assertStringIncludes(line.note ?? "", "--max-calls", line.type);
      if (line.complete) assert(line.stored > 0, `${line.type} is complete and empty`);
    }
  }
});

Deno.test("--dry-run writes no vault and is within 15 % of the calls of the real run", async () => {
  const runs: [options: SimOptions, args: string[][]][] = [
    [{}, [[], ["dashboards", "looks", "folders", "--no-trash"], ["--no-user-values"]]],
    [{ dashboards: 400, looks: 300, folders: 60, tileBytes: 400 }, [[]]],
  ];
  for (const [options, lines] of runs) {
    await using sim = small(options);
    using place = Workplace.at(sim);
    for (const args of lines) {
      const before = sim.stats.requests;
      const { code, stdout, stderr } = await run(place, "--json", "extract", "--dry-run", ...args);
      assertEquals(code, 0, stderr);
      assertEquals(exists(place.db), false);
      const estimate = JSON.parse(stdout) as Estimate;
      assertEquals(estimate.calls, sim.stats.requests - before);
      const summary = await extract(place.vault(`${args.length}.db`), args);
      const off = Math.abs(estimate.total_calls - summary.calls - 1) / summary.calls;
      assert(
        off <= 0.15,
        `${JSON.stringify(options)} ${args}: ${estimate.total_calls} estimated, ${summary.calls} sent`,
      );
      for (const { type, listed } of estimate.types) {
        // Disabled plans are in no list.
        if (type !== "scheduled_plans") assertEquals(listed, lineOf(summary, type).listed, type);
      }
      assert(estimate.calls < summary.calls / 2 + 10, `${estimate.calls} calls to estimate ${summary.calls}`);
    }
    assertEquals(sim.violations, []);
  }
});

Deno.test("--rate-limit 20 sends no more than 20 requests in any second", async () => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place, ["groups", "roles", "looks", "--rate-limit", "20"]);
  assert(sim.log.length > 40);
  // They are counted as they arrive: on a busy machine some that left in time arrive together.
  assert(mostInASecond(sim) <= 22, `${mostInASecond(sim)} requests in one second`);
});

function mostInASecond(sim: Sim): number {
  const at = sim.log.map((request) => request.at).sort((a, b) => a - b);
  return Math.max(...at.map((from) => at.filter((each) => each >= from && each < from + 1000).length));
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
