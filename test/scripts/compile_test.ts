import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { GRANTS } from "../../lib/cli/build.ts";
import { build, HERE, STAND_IN } from "./_built.ts";
import { compileArguments, compilePlan, TARGETS } from "../../scripts/compile_plan.ts";
import { readProgram } from "../../scripts/binary_trailer.ts";
import { buildModule } from "../../scripts/compile_source.ts";
import { declaredPermissions, permissionFlags, VARIABLES } from "../../scripts/permissions.ts";
import { type Baked, readBaked, widerThan } from "../../scripts/permissions_baked.ts";
import { sbomOfCheckout } from "../../scripts/sbom.ts";
import { SETTING_NAMES, SETTINGS } from "../../lib/config/settings.ts";
import denoJson from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url).pathname;

const nothing = (over: Record<string, unknown> = {}): Baked => ({
  permissions: { allow_net: null, allow_run: null, allow_import: null, prompt: false, ...over },
  uncheckedCertificates: null,
  variables: {},
});

/** Builds a small program with `flags` and reads what is baked into it. */
async function bakedWith(flags: readonly string[]): Promise<Baked> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/x.ts`, "console.log(1);\n");
    const args = ["compile", "--quiet", "--no-config", ...flags, `--output=${dir}/x`, `${dir}/x.ts`];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, env: STAND_IN }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return readBaked(await Deno.readFile(`${dir}/x`));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** How often something is disposed of at the end of a block. */
function usings(text: string): number {
  return [...text.matchAll(/^\s*(await )?using \w+ =/gm)].length;
}

async function usingsInSources(): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: ROOT,
  })
    .output();
  const graph: { modules: { local?: string }[] } = JSON.parse(new TextDecoder().decode(stdout));
  let count = 0;
  for (const { local } of graph.modules) {
    if (local?.startsWith(`${ROOT}lib/`)) count += usings(await Deno.readTextFile(local));
  }
  assert(count > 20, `${count} in the sources`);
  return count;
}

Deno.test("a build is granted Looker's hosts on two ports, two directories, named variables, and nothing else", () => {
  const { permissions } = compilePlan([], HERE);
  assertEquals(permissionFlags(permissions), [
    "--no-prompt",
    "--deny-import",
    "--allow-net=*.looker.com:443,*.looker.com:19999,*.looker.app:443,*.looker.app:19999",
    "--allow-read=.,/home/ada/.config/lookervault",
    "--allow-write=.,/home/ada/.config/lookervault",
    "--allow-env=LOOKERVAULT_BASE_URL,LOOKERVAULT_CLIENT_ID,LOOKERVAULT_CLIENT_SECRET,LOOKERVAULT_CONFIG," +
    "LOOKERVAULT_DB,LOOKERVAULT_TIMEOUT,LOOKERVAULT_WORKERS,LOOKERVAULT_BATCH_SIZE,LOOKERSDK_BASE_URL," +
    "LOOKERSDK_CLIENT_ID,LOOKERSDK_CLIENT_SECRET,HOME,USERPROFILE,USER,USERNAME,NO_COLOR,TERM",
  ]);
});

Deno.test("the arguments of a build grant nothing besides the declared flags", () => {
  const { permissions } = compilePlan([], HERE);
  const args = compileArguments(permissions, { target: "t", output: "o", entry: "main.ts" });
  const granting = args.filter((arg) =>
    /^(-A|-[A-Z]|-P.*|--allow.*|--deny.*|--no-prompt|--permission.*)$/.test(arg)
  );
  assertEquals(granting, permissionFlags(permissions));
});

Deno.test("every variable of the settings may be read, in the task and in a build", () => {
  assertEquals(VARIABLES, denoJson.permissions.lookervault.env);
  for (const name of SETTING_NAMES.flatMap((setting) => SETTINGS[setting].env)) {
    assert(VARIABLES.includes(name), `${name} may not be read`);
  }
});

Deno.test("the binary that is built carries exactly the declared permissions, and one small module", async () => {
  await using built = await build(["--host", "looker.acme.example", "--dir", "/backups"]);
  const { permissions } = readBaked(built.binary);
  assertEquals(permissions["allow_net"], ["looker.acme.example:443", "looker.acme.example:19999"]);
  assertEquals(permissions["allow_read"], [".", "/backups"]);
  assertEquals(permissions["allow_write"], [".", "/backups"]);
  assertEquals(permissions["allow_env"], VARIABLES);
  for (const none of ["allow_run", "allow_ffi", "allow_sys"]) assertEquals(permissions[none], null);
  assertEquals(permissions["deny_import"], []);
  assertEquals(permissions["prompt"], false);
  assertEquals(await Deno.readTextFile(`${built.dir}/SHA256SUMS`), `${built.sums.join("\n")}\n`);
  assert(/^[0-9a-f]{64} {2}lookervault-/.test(built.sums[0] ?? ""), built.sums[0]);
  assertEquals(built.sums[1]?.slice(66), "lookervault.1");
  assertStringIncludes(await Deno.readTextFile(`${built.dir}/lookervault.1`), ".TH LOOKERVAULT 1 ");
  const { entry, modules } = readProgram(built.binary);
  const text = modules.get(entry) ?? "";
  assert(text.length < 2_000_000, `${text.length} characters`);
  assertStringIncludes(text, '"looker.acme.example:19999"');
  // A minifier of Deno's dropped some, and what they stood for was never closed.
  assertEquals(usings(text), await usingsInSources());
  const found = text.matchAll(/npm\/registry\.npmjs\.org\/((?:@[\w-]+\/)?[\w-]+)\/(\d+\.\d+\.\d+)\//g);
  const packages = new Set([...found].map(([, name, version]) => `${name}@${version}`));
  const { components } = await sbomOfCheckout();
  const listed = components.filter(({ type, scope }) => type === "library" && scope === "required")
    .map(({ name, version }) => `${name}@${version}`);
  assertEquals(
    listed.toSorted(),
    [...packages].toSorted(),
    "the bill of materials names what is in a binary",
  );
});

Deno.test("a build knows its commit and what it was granted", () => {
  assertEquals(
    buildModule("0123-dirty", { net: ["a.example:443"], paths: [".", "/b"], env: [] }),
    `/** Written by the build. */
export const COMMIT: string | null = "0123-dirty";
export const GRANTS = {"hosts":["a.example:443"],"paths":[".","/b"]};
`,
  );
});

Deno.test("what is granted piece by piece in a checkout is what the task grants so", () => {
  const named = denoJson.permissions.lookervault.net.filter((host) => !host.startsWith("*"));
  assertEquals(GRANTS, { hosts: named, paths: ["."] });
});

Deno.test("each flag that widens a real build is found in the binary", async () => {
  const declared = declaredPermissions([], []);
  const flags = permissionFlags(declared);
  const widenings: [string[], string][] = [
    [[...flags, "--allow-run=git"], "allow_run grants git"],
    [[...flags, "--allow-ffi"], "allow_ffi grants everything"],
    [
      flags.map((flag) => flag.replace("*.looker.com:443", "*.looker.com:443,evil.example")),
      "allow_net grants evil.example",
    ],
    [flags.map((flag) => flag.replace(/--allow-read=.*/, "--allow-read")), "allow_read grants everything"],
    [flags.filter((flag) => flag !== "--no-prompt"), "It asks for permissions it was not given"],
  ];
  assertEquals(widerThan(declared, await bakedWith(flags)), []);
  for (const [widened, problem] of widenings) {
    assertEquals(widerThan(declared, await bakedWith(widened)), [problem]);
  }
});

Deno.test("widerThan() takes an unknown permission, a value it cannot read and a hidden grant for wider", () => {
  const declared = declaredPermissions([], []);
  assertEquals(widerThan(declared, nothing()), []);
  assertEquals(widerThan(declared, nothing({ allow_gpu: [] })), ["allow_gpu grants everything"]);
  assertEquals(widerThan(declared, nothing({ allow_sys: ["hostname"] })), ["allow_sys grants hostname"]);
  assertEquals(widerThan(declared, nothing({ allow_net: true })), ["allow_net is neither a list nor null"]);
  assertEquals(widerThan(declared, nothing({ allow_import: ["jsr.io:443"], deny_import: null })), [
    "It may import modules from the network",
  ]);
  assertEquals(widerThan(declared, { ...nothing(), uncheckedCertificates: [] }), [
    "It does not check the certificates of hosts",
  ]);
  assertEquals(widerThan(declared, { ...nothing(), variables: { A: "1" } }), [
    "It carries environment variables",
  ]);
});

Deno.test("readBaked() refuses a file that Deno did not build", () => {
  assertStringIncludes(
    assertThrows(() => readBaked(new TextEncoder().encode("d3n0l4nd no binary {")), Error).message,
    "it carries none that Deno wrote",
  );
});

Deno.test("compilePlan() takes several hosts and all targets, and refuses what would grant too much", () => {
  const plan = compilePlan(["--host", "a.example:8443", "--host=[::1]:19999", "--target", "all"], HERE);
  assertEquals(plan.permissions.net, ["a.example:8443", "[::1]:19999"]);
  assertEquals(plan.targets, Object.keys(TARGETS));
  const refused = [
    ["--host", "https://a.example"],
    ["--host", "*"],
    ["--host", "*.com"],
    ["--host", "a.example,b.example"],
    ["--host", ""],
    ["--host", "a.example:65536"],
    ["--dir", "/"],
    ["--dir", "/a,/b"],
    ["--dir", "~/x"],
    ["--target", "beos"],
    ["--allow-run"],
    ["stray"],
  ];
  for (const args of refused) assertThrows(() => compilePlan(args, HERE), Error, "Cannot");
});
