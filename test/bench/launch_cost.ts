/**
 * What the launcher of `deno task lookervault` costs: `--version` through it and directly, the fastest of some starts each,
 * milliseconds. `deno run -A test/bench/launch_cost.ts`
 *
 * @module
 */
import denoJson from "../../deno.json" with { type: "json" };

const STARTS = 15;
const words = denoJson.tasks.lookervault.command.split(" ").slice(1);
const direct = denoJson.tasks.lookervault.command.split(" scripts/launch.ts ")[1]?.split(" ").slice(1) ?? [];

async function fastest(args: string[]): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const began = performance.now();
    await new Deno.Command(Deno.execPath(), { args: [...args, "--version"] }).output();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

const [launched, alone] = [await fastest(words), await fastest(direct)];
console.log(
  `launched ${launched.toFixed(0)} ms, direct ${alone.toFixed(0)} ms, the launcher costs ${
    (launched - alone).toFixed(0)
  } ms`,
);
