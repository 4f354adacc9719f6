import { assertEquals } from "@std/assert";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { operationTable } from "../../lib/looker/operations/table.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

/** What a backup asks only where something else fails, is lacking or is one of its kind. */
const AT_NEED = [
  "board",
  "content_summary",
  "custom_welcome_email",
  "dashboard_lookml",
  "get_self_service_model_lookml",
  "query_for_slug",
  "scheduled_plans_for_dashboard",
  "scheduled_plans_for_look",
  "search_scheduled_plans",
  "search_folders",
  "user",
];

Deno.test("a backup calls what the table of operations says, and nothing else", async () => {
  await using sim = startSim({});
  await using place = await backup(sim);
  await place.run({ noUserValues: false });
  await place.run({ noUserValues: false, incremental: true });
  const called = Object.keys(sim.stats.operations);
  const table = operationTable();
  const isBackup = (name: string): boolean =>
    table.get(name)?.uses.some(({ word }) => word === "backup") === true;
  assertEquals(called.filter((name) => !isBackup(name) && table.get(name)?.why !== "around"), []);
  const uncalled = [...table.keys()].filter((name) => isBackup(name) && !called.includes(name));
  assertEquals(uncalled.filter((name) => !AT_NEED.includes(name)), []);
  assertEquals(
    CONTENT_TYPES.filter((type) =>
      ![...table.values()].some(({ uses }) => uses.some((use) => use.word === "backup" && use.type === type))
    ),
    [],
  );
});
