/**
 * `deno task field --bodies DIR`: tests recorded bodies through backup and restore. Loads the bodies of DIR's
 * `index.json` into a simulator that returns them verbatim, backs them up, restores them into an empty instance and in
 * place after damage, and prints the result. Exits with 1 if anything differs and is not reported.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { contentOf, readBodies, roundsOf } from "../test/field/bodies.ts";
import { isSound, roundTable } from "../test/field/report.ts";
import { runRound } from "../test/field/run.ts";

const USAGE = `Usage: deno task field --bodies DIR
  DIR contains index.json, a list of {"file": "dashboard-1.json", "kind": "dashboard"}, and these files, each a recorded
  response of Looker's API. Kinds: dashboard, look, folder, merge_query, query, user, group, role, model_set,
  permission_set, connection, project, lookml_model. Other kinds are skipped.`;

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function run(directory: string): Promise<boolean> {
  const recorded = await readBodies(directory);
  const contents = recorded.flatMap((one) => contentOf(one) ?? []);
  const others = recorded.filter((one) => contentOf(one) === null);
  print(`${recorded.length} bodies, ${contents.length} of them content`);
  if (others.length > 0) print(`  skipped: ${others.map(({ file }) => file).join(", ")}`);
  let sound = contents.length > 0;
  for (const [n, round] of roundsOf(contents).entries()) {
    const steps = await runRound(round);
    print(`\n${roundTable(`Round ${n + 1}: ${round.length} bodies`, steps)}`);
    sound &&= isSound(steps);
  }
  print(sound ? "\nAll rounds passed." : "\nNot all rounds passed.");
  return sound;
}

const { bodies, help } = parseArgs(Deno.args, {
  string: ["bodies"],
  boolean: ["help"],
  alias: { help: "h" },
});
if (help === true || typeof bodies !== "string" || bodies === "") {
  print(USAGE);
  Deno.exit(help === true ? 0 : 2);
}
Deno.exit(await run(bodies) ? 0 : 1);
