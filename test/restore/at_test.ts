import { assertEquals } from "@std/assert";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import { Damaged, formOf } from "./_damage.ts";
import { daysLater, inDays } from "./_days.ts";
import { differences } from "./_forms.ts";
import { restore } from "./_in_process.ts";

const ONE: Partial<RestoreOptions> = { scope: { kind: "single", type: "dashboards", id: "3" } };

/** A new backup, some days later. */
async function backUpAgain({ vault }: Damaged, days: number): Promise<void> {
  await vault.run({ noUserValues: false, acceptDeletions: true }, { clock: daysLater(days) });
}

Deno.test("restore --at brings the good version back though the next backup holds the broken one", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  await ask("PATCH", "/dashboards/3", { title: "Broken", description: "by accident" });
  await ask("DELETE", "/dashboard_elements/14");
  await backUpAgain(at, 1);
  const newest = await restore(vault.path, sim, { options: ONE });
  assertEquals(newest.totals.unchanged, 1);
  const yesterday = { ...ONE, at: inDays(0.5) };
  const summary = await restore(vault.path, sim, { options: yesterday });
  assertEquals(summary.errors, []);
  assertEquals(summary.totals.updated, 1);
  // The alert of the tile went with it.
  assertEquals(differences(before, formOf(sim)).filter((line) => !line.startsWith("alerts")), []);
});

Deno.test("restore --at of everything is the instance of that day", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  await ask("PATCH", "/users/2", { first_name: "Other" });
  await ask("PATCH", "/looks/2", { deleted: true });
  await ask("DELETE", "/groups/2");
  await ask("DELETE", "/boards/1");
  await backUpAgain(at, 1);
  await ask("PATCH", "/dashboards/2", { title: "Later" });
  await backUpAgain(at, 2);
  const summary = await restore(vault.path, sim, { options: { at: inDays(0.5), enableSchedules: true } });
  assertEquals(summary.errors, []);
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("a restore restores what was deleted, with nightly backups between", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  await ask("DELETE", "/boards/1");
  await backUpAgain(at, 1);
  await backUpAgain(at, 2);
  const everything = await restore(vault.path, sim);
  assertEquals(everything.totals.created, 0);
  const summary = await restore(vault.path, sim, {
    options: { scope: { kind: "single", type: "boards", id: "1" } },
  });
  assertEquals(summary.errors, []);
  assertEquals(summary.totals.created, 1);
  assertEquals(differences(before, formOf(sim)), []);
});

Deno.test("restore --folder of a folder that is gone restores it with all that was in it", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  await ask("DELETE", "/folders/18");
  await backUpAgain(at, 1);
  await backUpAgain(at, 2);
  const summary = await restore(vault.path, sim, { options: { folders: ["18"] } });
  assertEquals(summary.errors, []);
  const types = ["folders", "dashboards", "looks"];
  const missing = differences(before, formOf(sim)).filter((line) =>
    types.some((type) => line.startsWith(type))
  );
  assertEquals(missing, []);
  const again = await restore(vault.path, sim, { options: { folders: ["18"] } });
  assertEquals(again.totals.created + again.totals.updated + again.totals.undeleted, 0);
});

Deno.test("restore --folder restores what a run had found gone before it found the folder gone", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  // Content is listed at once, folders only after a while.
  sim.faults.add({ kind: "late", operation: "all_folders", ms: 60, times: 1 });
  await ask("DELETE", "/folders/18");
  await vault.run({ incremental: true, acceptDeletions: true }, { clock: daysLater(1) });
  const summary = await restore(vault.path, sim, { options: { folders: ["18"] } });
  assertEquals(summary.errors, []);
  const content = differences(before, formOf(sim)).filter((line) => /^(folders|dashboards|looks)/.test(line));
  assertEquals(content, []);
});

Deno.test("restore that is resumed after another backup restores what it began with", async () => {
  await using at = await Damaged.start();
  const { ask, sim, vault, before } = at;
  for (let id = 1; id <= 6; id++) await ask("PATCH", `/dashboards/${id}`, { description: "Broken" });
  const controller = new AbortController();
  sim.onWrite(2, () => controller.abort(new Error("killed")));
  await restore(vault.path, sim, { deps: { signal: controller.signal } }).catch(() => {});
  await backUpAgain(at, 1);
  const summary = await restore(vault.path, sim, { resume: true });
  assertEquals(summary.errors, []);
  assertEquals(differences(before, formOf(sim)), []);
});
