import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { declaredPermissions, permissionFlags } from "../../scripts/permissions.ts";
import { tiny } from "./_sim.ts";
import { Workplace } from "./_run.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CACHE: string = JSON.parse((await deno(["info", "--json"])).stdout).denoDir;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function deno(args: readonly string[], options: Deno.CommandOptions = {}): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { ...options, args: [...args] })
    .output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Runs the program under exactly the flags that a binary for the host of `url` has, in the place's folder. */
async function run(place: Workplace, args: readonly string[], url = place.url): Promise<Ended> {
  const flags = permissionFlags(declaredPermissions([new URL(url).host], []));
  return await deno(["run", "--quiet", ...flags, `--config=${ROOT}deno.json`, `${ROOT}main.ts`, ...args], {
    cwd: place.dir,
    clearEnv: true,
    stdin: "null",
    env: {
      // A home of which a binary that was built elsewhere knows nothing.
      HOME: "/home/of-nobody",
      DENO_DIR: CACHE,
      LOOKERVAULT_BASE_URL: place.url,
      LOOKERVAULT_CLIENT_ID: "demo",
      LOOKERVAULT_CLIENT_SECRET: "demo-secret",
    },
  });
}

const COMMANDS = [
  "init",
  "check",
  "info",
  "extract --dry-run",
  "extract",
  "extract --incremental",
  "list",
  "list dashboards",
  "show dashboards 1",
  "history dashboards 1",
  "diff",
  "export",
  "stats",
  "verify",
  "cleanup --retention-days 3 --yes",
  "restore single dashboards 1 --dry-run",
  "restore all --yes",
  "restore status",
  "restore dlq list",
  "restore mappings",
  "completions bash",
  "completions bash -- show dashboards ",
];

Deno.test("every command runs under exactly the flags of a binary", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  for (const line of COMMANDS) {
    const { code, stderr } = await run(place, line.split(" "));
    assertEquals(code, 0, `${line}: ${stderr.slice(-600)}`);
  }
});

Deno.test("a binary says which folder it may not use, and which host; a named configuration too", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  using other = Workplace.at(sim);
  const refused: [string[], string, string][] = [
    [["--db", other.db, "extract"], other.dir, place.url],
    [["--db", other.db, "list"], other.db, place.url],
    [["--config", `${other.dir}/x.toml`, "list"], `${other.dir}/x.toml`, place.url],
    [["info"], `--allow-net=${new URL(place.url).host}`, "https://looker.acme.example"],
  ];
  for (const [args, named, url] of refused) {
    const { code, stderr } = await run(place, args, url);
    assertEquals(code, 2, `${args}: ${stderr}`);
    assertStringIncludes(stderr, named);
  }
  for await (const { name } of Deno.readDir(other.dir)) assert(false, `${name} was made`);
});
