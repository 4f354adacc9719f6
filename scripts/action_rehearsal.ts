/**
 * `deno task rehearse [NIGHTS]`: runs the example workflow as GitHub would, night after night, against the simulator, and
 * prints what the runner would print and the summaries it would show. Nothing is asked of GitHub, and nothing is left.
 *
 * @module
 */
import { startSim } from "../test/sim/mod.ts";
import { Repository } from "../test/ship/_repository.ts";

const nights = Number(Deno.args[0] ?? 2);
await using sim = startSim({ port: 0, dashboards: 60, looks: 40 });
using repository = new Repository(sim.url);

for (let night = 1; night <= nights; night++) {
  const { state, log, summary } = await repository.backupWorkflow();
  console.error(`=== night ${night}\n${log}`);
  console.log(`${summary}`);
  if (state !== "success") Deno.exitCode = 1;
}
