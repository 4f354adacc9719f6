/**
 * `deno task demo`: a simulated Looker, backed up with the real command line under the shipped permissions.
 *
 * @module
 */
import { bold, cyan, dim } from "@std/fmt/colors";
import { startSim } from "../test/sim/mod.ts";
import { shippedArguments } from "./shipped_flags.ts";

await using sim = startSim({ port: 0, dashboards: 300, looks: 200, latencyMs: 10 });
const directory = await Deno.makeTempDir({ prefix: "lookervault-demo-" });
const vault = `${directory}/lookervault.db`;
const shipped = await shippedArguments();
const environment = {
  LOOKERVAULT_BASE_URL: sim.url,
  LOOKERVAULT_CLIENT_ID: sim.options.clientId,
  LOOKERVAULT_CLIENT_SECRET: sim.options.clientSecret,
};

try {
  say(
    `A simulated Looker is running at ${sim.url}: 300 dashboards, 200 looks, and whatever else an instance has.`,
  );
  await lookervault(["extract"], "Back it up, all of it.");
  await lookervault(["list"], "What is in the vault?");
  await lookervault(
    ["list", "dashboards", "--name", "*revenue*", "--limit", "8"],
    "Find the dashboards about revenue.",
  );
  await lookervault(["show", "dashboards", "1"], "Look at one, exactly as Looker served it.", { lines: 24 });
  const values = { title: "Untitled", description: "oops", hidden: true };
  sim.mutate({ op: "update", type: "dashboards", id: "25", values });
  await lookervault(
    ["restore", "single", "dashboards", "25", "--yes"],
    "Somebody has just broken a dashboard. Put it back as it was, and prove it.",
  );
  say("That was a simulator. For your own Looker:");
  console.log(`  export LOOKERVAULT_BASE_URL=https://your-company.looker.com
  export LOOKERVAULT_CLIENT_ID=...       ${dim("# Admin > Users > Edit > API keys, of an admin user")}
  export LOOKERVAULT_CLIENT_SECRET=...
  npx -y deno@2.9.6 task lookervault check
  npx -y deno@2.9.6 task lookervault extract
`);
} finally {
  await Deno.remove(directory, { recursive: true });
}

function say(text: string): void {
  console.log(`\n${bold(text)}\n`);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}

/** Runs one command as a user would; `lines` cuts its output short. */
async function lookervault(args: string[], why: string, { lines }: { lines?: number } = {}): Promise<void> {
  say(why);
  console.log(cyan(`$ lookervault ${args.map(quoted).join(" ")}`));
  const child = new Deno.Command(Deno.execPath(), {
    args: [...shipped, "--db", vault, ...args],
    env: environment,
    stdin: "null",
    stdout: lines === undefined ? "inherit" : "piped",
    stderr: "inherit",
  });
  const { code, stdout } = lines === undefined
    ? { ...await child.spawn().status, stdout: null }
    : await child.output();
  if (stdout !== null) {
    const text = new TextDecoder().decode(stdout).trimEnd().split("\n");
    console.log(text.slice(0, lines).join("\n"));
    if (text.length > (lines ?? 0)) console.log(dim(`... ${text.length - (lines ?? 0)} more lines`));
  }
  if (code !== 0) {
    console.error(`lookervault ${args.join(" ")} ended with exit code ${code}`);
    Deno.exit(1);
  }
}
