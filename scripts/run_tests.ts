/**
 * `deno task test`: runs all tests in several processes concurrently. Each process loads its files into one module
 * graph, because loading each file separately takes longer than most tests. `deno check` checks the types.
 *
 * Arguments select tests and set options of `deno test`: `deno task test test/codec --filter canonical`. `--unit` skips
 * tests that need the simulator or another program, and forbids subprocesses. `--weigh` records how long each file
 * takes, to balance the processes.
 *
 * @module
 */
import { ROOT, testFiles } from "./tests/files.ts";
import { endAll, type Part, runPart, show, underWay } from "./tests/part.ts";
import { partsOf } from "./tests/parts.ts";
import { folderInMemory } from "./tests/temp_folder.ts";
import { weightsOf } from "./tests/weigh.ts";

const WEIGHTS = new URL("scripts/tests/weights.json", ROOT);

/** Options of `deno test` whose value is the next argument. */
const TAKES_VALUE = ["--filter", "--reporter", "--junit-path"];

/** The options of the command line. */
interface Wish {
  unit: boolean;
  weigh: boolean;
  paths: string[];
  /** Options of `deno test`. */
  options: string[];
}

function wish(args: readonly string[]): Wish {
  const asked: Wish = { unit: false, weigh: false, paths: [], options: [] };
  for (const [index, arg] of args.entries()) {
    if (arg === "--unit") asked.unit = true;
    else if (arg === "--weigh") asked.weigh = true;
    else if (arg.startsWith("-") || TAKES_VALUE.includes(args[index - 1] ?? "")) asked.options.push(arg);
    else asked.paths.push(arg.replace(/^\.\//, ""));
  }
  return asked;
}

/** Runs the selected tests. Returns whether all passed. */
async function run({ unit, weigh, paths, options }: Wish): Promise<boolean> {
  const began = performance.now();
  const files = testFiles(paths.length === 0 ? undefined : paths).filter(({ kind }) =>
    !unit || kind === "unit"
  );
  if (files.length === 0) throw new Error("No test files were found");
  const times = weigh ? await Deno.makeTempFile() : null;
  const env = times === null ? {} : { LOOKERVAULT_TEST_TIMES: times };
  const programs = new Set(files.filter(({ kind }) => kind === "program").map(({ path }) => path));
  /** The variables of a part. Only what starts no programs can work in memory. */
  const envOf = (part: readonly string[]): Record<string, string> => ({
    ...env,
    ...memory !== null && !part.some((path) => programs.has(path)) && { TMPDIR: memory.path },
  });
  const waiting = partsOf(files), live = waiting.length === 1, ended: Part[] = [];
  const inTurn = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const done = await runPart(part, {
        options: unit ? ["--deny-run", ...options] : options,
        live,
        env: envOf(part),
      });
      ended.push(done);
      // Failures are shown last, where users look for them.
      if (done.good) show(done);
      else if (!live) {
        const why = [...done.failures.map((name) => `FAILED ${name}`), done.broken ?? "shown at the end"];
        console.log(`\n${part[0]} and others:\n${why.join("\n")}`);
      }
    }
  };
  // One more process than processors, because half of the tests wait for programs or for the simulator.
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency + 1 }, inTurn));
  ended.forEach(show);
  const sum = (key: "passed" | "failed" | "ignored"): number =>
    ended.reduce((all, part) => all + part[key], 0);
  const chosen = options.length > 0;
  const good = ended.every((part) => part.good && (chosen || part.passed > 0)) && sum("passed") > 0;
  const seconds = Math.round((performance.now() - began) / 1000);
  const counts = [`${sum("passed")} passed`, `${sum("failed")} failed`];
  if (sum("ignored") > 0) counts.push(`${sum("ignored")} ignored`);
  // The counts are printed last, because users read them there.
  for (const { broken } of ended) if (broken !== null) console.log(broken);
  console.log(`\n${good ? "ok" : "FAILED"} | ${counts.join(" | ")} (${seconds} s)`);
  if (times !== null) await noteWeights(times, paths.length === 0);
  return good;
}

/** Writes the weights of the files that ran. Other weights stay, unless all files ran. */
async function noteWeights(times: string, all: boolean): Promise<void> {
  const before = all ? {} : JSON.parse(await Deno.readTextFile(WEIGHTS)) as Record<string, number>;
  const weights = Object.entries({ ...before, ...weightsOf(await Deno.readTextFile(times)) });
  const sorted = Object.fromEntries(weights.sort(([a], [b]) => a < b ? -1 : 1));
  await Deno.writeTextFile(WEIGHTS, `${JSON.stringify(sorted, null, 2)}\n`);
  await Deno.remove(times);
}

const memory = folderInMemory();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => {
    // Shows which tests were running, for a user who stopped the run because it took too long.
    for (const test of underWay()) console.log(`${signal} at ${test}`);
    endAll();
    memory?.[Symbol.dispose]();
    Deno.exit(130);
  });
}
const good = await run(wish(Deno.args));
memory?.[Symbol.dispose]();
Deno.exit(good ? 0 : 1);
