import { assert, assertEquals } from "@std/assert";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading, temporaryVault } from "../../lib/vault/open.ts";
import {
  foldCheckpoints,
  type RestorationCheckpoint,
  restorationCheckpoints,
  saveRestorationCheckpoint,
} from "../../lib/vault/restorations.ts";
import { backedUp } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { restore } from "./_in_process.ts";
import { undo } from "./_undo.ts";

const FEW = { dashboards: 4, looks: 4, folders: 5, users: 6, groups: 5, tileBytes: 300 };

/** How often each step stands in the vault. */
function stepsOf(path: string, session: string): Map<string, number> {
  using vault = openVaultForReading(path);
  const steps = new Map<string, number>();
  for (const { step } of restorationCheckpoints(vault, session)) steps.set(step, (steps.get(step) ?? 0) + 1);
  return steps;
}

Deno.test("a restore that ended has one checkpoint an item, and one that says how it was read back", async () => {
  const { sim, vault } = await backedUp(FEW);
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...FEW, emptied: true, idOffset: 400 });
  const { session_id: session, totals, status } = await restore(vault.path, other);
  assertEquals(status, "completed");
  const steps = stepsOf(vault.path, session ?? "");
  assertEquals([...steps.keys()].sort(), ["item", "read_back"]);
  assertEquals(steps.get("item"), totals.created + totals.updated + totals.undeleted);
  // What it made is known all the same, and goes again.
  const undone = await undo({ path: vault.path, sim: other, session });
  assert(undone.removals.filter(({ removal }) => removal === "trash").length >= 8);
  assertEquals(undone.removals.filter(({ reason }) => reason !== null), []);
});

Deno.test("foldCheckpoints() keeps what is unknown, what failed, and what belongs to another restore", () => {
  using vault = temporaryVault(TYPE_CODES);
  const begin =
    "INSERT INTO restoration_sessions (id, status, started_at, lookervault_version, options, source, destination)";
  const point = (
    itemId: string,
    step: string,
    state: RestorationCheckpoint["state"],
  ): RestorationCheckpoint => ({
    ...{
      type: TYPE_CODES.dashboards,
      itemId,
      step,
      state,
      destinationId: state === "intended" ? null : "9",
      at: "",
    },
  });
  const points = [
    point("1", "dashboards", "created"),
    point("1", "tile 7", "created"),
    point("1", "tile 8", "intended"),
    point("1", "read_back", "created"),
    point("1", "item", "created"),
    point("2", "dashboards", "created"),
    point("2", "item", "failed"),
    point("3", "tile 9", "created"),
    point("3", "item", "updated"),
    point("4", "dashboards", "created"),
    // Created before a stop, or in the place of one that stays: an undo removes it.
    point("5", "dashboards", "created"),
    point("5", "tile 1", "created"),
    point("5", "item", "updated"),
  ];
  vault.withTransaction(() => {
    for (const id of ["a", "b"]) {
      vault.prepare(`${begin} VALUES (?, 'running', '', '', '{}', '', '')`).run(id);
      for (const one of points) saveRestorationCheckpoint(vault, id, one);
    }
    foldCheckpoints(vault, "a");
  });
  const left = (session: string): string[] =>
    restorationCheckpoints(vault, session).map(({ itemId, step }) => `${itemId} ${step}`);
  assertEquals(left("a"), [
    "1 tile 8",
    "1 read_back",
    "1 item",
    "2 dashboards",
    "2 item",
    "3 item",
    "4 dashboards",
    "5 dashboards",
    "5 item",
  ]);
  assertEquals(left("b").length, points.length);
});
