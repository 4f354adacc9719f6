/** The vault does not depend on how it was filled. */
import { assert, assertEquals } from "@std/assert";
import { extract } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { small } from "./_sim.ts";
import { content, OpenVault } from "./_vault.ts";

Deno.test("the vault holds the same for 1, 2 and 16 workers, batches of 1 and of 1000", async () => {
  await using sim = small({ dashboards: 130, looks: 60 });
  using place = Workplace.at(sim);
  const runs = [["1", "100"], ["2", "100"], ["16", "100"], ["8", "1"], ["8", "1000"]] as const;
  let first: string[] | null = null;
  for (const [workers, batch] of runs) {
    const vault = place.vault(`${workers}-${batch}.db`);
    await extract(vault, ["--workers", workers, "--batch-size", batch]);
    using open = new OpenVault(vault.db);
    first ??= content(open);
    assertEquals(content(open), first, `${workers} workers, batches of ${batch}`);
  }
  assert((first?.length ?? 0) > 300);
  assertEquals(sim.violations, []);
});

Deno.test("no more requests are in flight than --workers says", async () => {
  await using sim = small({ latencyMs: 5 });
  using place = Workplace.at(sim);
  await extract(place, ["--workers", "3"]);
  assertEquals(sim.stats.max_in_flight, 3);
});
