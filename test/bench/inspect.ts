/**
 * Measures list, show, diff, tree, coverage and export on a vault of 100,000 dashboards: time to the first byte, time to
 * the last, peak memory, whether the file stayed as it was. `deno run -A test/bench/inspect.ts [VAULT]`: VAULT is made
 * when it is not there, and kept.
 *
 * @module
 */
import { shippedArguments } from "../../scripts/shipped_flags.ts";
import { digestOf } from "../vault/_vaults.ts";
import { writeVault } from "./inspect_vault.ts";

const ITEMS = 100_000;
const COMMANDS = [
  "list",
  "list dashboards",
  "list dashboards --format csv",
  "list dashboards --format ndjson",
  "list dashboards --json",
  "list dashboards --sort -name --limit 20",
  "list dashboards --name *99*",
  "show dashboards 99999",
  "show dashboards 99999 --path dashboard_elements[0].query",
  "diff",
  "diff --stat",
  "diff dashboards 5",
  "tree",
  "coverage",
  "export --no-bodies",
  "export",
];

const path = Deno.args[0] ?? `${await Deno.makeTempDir({ prefix: "lookervault-bench-" })}/vault.db`;
if (!await exists(path)) writeVault(path, ITEMS);
const before = digestOf(path);
const flags = await shippedArguments();
console.log("command".padEnd(60), "first, ms", " all, ms", "  peak, MB");
for (const command of COMMANDS) {
  const { first, all, peak } = await measure(command.split(" "));
  const cells = [
    first.toFixed(0).padStart(9),
    all.toFixed(0).padStart(8),
    (peak / 1e6).toFixed(0).padStart(10),
  ];
  console.log(command.padEnd(60), ...cells);
}
console.log(digestOf(path) === before ? "no byte of the vault changed" : "THE VAULT CHANGED");

async function measure(args: string[]): Promise<{ first: number; all: number; peak: number }> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...flags, "--db", path, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let first = 0, peak = 0;
  const timer = setInterval(() => {
    try {
      const match = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${child.pid}/status`));
      peak = Math.max(peak, Number(match?.[1] ?? 0) * 1024);
    } catch {
      // The process ended, or this is not Linux.
    }
  }, 5);
  for await (const _chunk of child.stdout) first ||= performance.now() - began;
  await child.status;
  clearInterval(timer);
  return { first, all: performance.now() - began, peak };
}

async function exists(file: string): Promise<boolean> {
  try {
    await Deno.stat(file);
    return true;
  } catch {
    return false;
  }
}
