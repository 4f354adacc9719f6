import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { versionLine } from "../../lib/cli/version.ts";

/** Where this Deno keeps its packages: a process with another home would fetch them anew. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

const DENO_DIR = await denoDir();
const ROOT = new URL("../../", import.meta.url).pathname;

/** Spawns main.ts under exactly the permission set we ship, in an empty folder. */
async function lookervault(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const cwd = await Deno.makeTempDir();
  try {
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        `--config=${ROOT}deno.json`,
        "-P=lookervault",
        `${ROOT}main.ts`,
        ...args,
      ],
      env: { ...env, HOME: cwd, DENO_DIR },
      cwd,
      stdin: "null",
    });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return {
      code,
      stdout: text(stdout),
      stderr: text(stderr).replace(/^.*Permissions in the config file.*\n/gm, ""),
    };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("main.ts --version prints one line under the shipped permissions", async () => {
  assertEquals(await lookervault(["--version"]), { code: 0, stdout: `${versionLine()}\n`, stderr: "" });
});

Deno.test("main.ts --help works under the shipped permissions", async () => {
  const { code, stdout, stderr } = await lookervault(["--help"]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "extract");
});

Deno.test("main.ts check without configuration exits 2 under the shipped permissions", async () => {
  const { code, stdout } = await lookervault(["check"]);
  assertEquals(code, 2);
  assertMatch(stdout, /searched: \.\/lookervault\.toml, .*\/\.config\/lookervault\/config\.toml/);
});

Deno.test("main.ts list without a vault exits 2, says so, and creates nothing", async () => {
  const { code, stderr, stdout } = await lookervault(["list", "dashboards"]);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, "error: Cannot open the vault ./lookervault.db: there is no such file");
});

Deno.test("main.ts names the flag for a host that the permission set does not cover", async () => {
  const { code, stderr } = await lookervault(["info"], {
    LOOKERVAULT_BASE_URL: "https://bi.acme.example",
    LOOKERVAULT_CLIENT_ID: "client-id",
    LOOKERVAULT_CLIENT_SECRET: "hunter22",
  });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--allow-net=bi.acme.example:443");
});
