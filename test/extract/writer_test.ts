import { assert, assertEquals } from "@std/assert";
import { isMassDeletion, pauseAt, savedAfter } from "../../lib/extract/writer.ts";
import { Vault } from "../../lib/vault/vault.ts";
import { startSim } from "../sim/mod.ts";
import { backup } from "./_in_process.ts";

Deno.test("a batch and its checkpoint are one transaction: no commit shows the one without the other (habit 9)", async () => {
  await using sim = startSim({ dashboards: 30, looks: 12 });
  await using place = await backup(sim);
  const commit = Vault.prototype.withTransaction;
  let commits = 0;
  Vault.prototype.withTransaction = function (this: Vault, work, options) {
    const result = commit.call(this, work, options);
    // The vault that things are compared in has no sessions.
    if (this.path !== place.path) return result;
    commits++;
    const apart = this.prepare(
      `SELECT i.content_type AS type, count(*) AS rows, coalesce(c.stored, 0) AS noted
       FROM content_items i LEFT JOIN sync_checkpoints c ON c.content_type = i.content_type AND c.session_id = i.session_id
       GROUP BY i.content_type HAVING count(*) <> coalesce(c.stored, 0)`,
    ).all();
    assertEquals(apart, [], `after commit ${commits}`);
    return result;
  } as typeof commit;
  try {
    await place.run({ types: ["dashboards", "looks"], batchSize: 5 });
  } finally {
    Vault.prototype.withTransaction = commit;
  }
  assert(commits > 5, `${commits} commits`);
});

Deno.test("a tenth of the time is saved up for writing, fifty milliseconds at most", () => {
  for (
    const [saved, elapsed, then] of [[0, 0, 0], [0, 100, 10], [-25, 100, -15], [40, 200, 50], [
      50,
      1e6,
      50,
    ]] as const
  ) {
    assertEquals(savedAfter(saved, elapsed), then);
  }
});

Deno.test("pauseAt() writes at once what there is time for, and waits no longer than a quarter of a second", () => {
  for (const [saved, pause] of [[50, 0], [0, 0], [-1, 10], [-9, 90], [-25, 250], [-500, 250]] as const) {
    assertEquals(Math.round(pauseAt(saved)), pause);
  }
});

Deno.test("isMassDeletion() is more than twenty and more than 30 % of a type", () => {
  for (
    const [gone, before, mass] of [[20, 20, false], [21, 21, true], [21, 70, false], [22, 70, true], [
      0,
      0,
      false,
    ]] as const
  ) {
    assertEquals(isMassDeletion(gone, before), mass, `${gone} of ${before}`);
  }
});
