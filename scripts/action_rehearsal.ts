/**
 * `deno task rehearse [NIGHTS]`: runs the example workflow as GitHub would, several nights in a row, against the
 * simulator. Prints the output of the runner and the job summaries. It sends no request to GitHub and leaves no files.
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
