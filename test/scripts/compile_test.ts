import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { compile } from "../../scripts/compile.ts";
import { compileArguments, compilePlan, TARGETS } from "../../scripts/compile_plan.ts";
import { workersIn } from "../../scripts/compile_source.ts";
import { declaredPermissions, permissionFlags, VARIABLES } from "../../scripts/permissions.ts";
import { type Baked, readBaked, widerThan } from "../../scripts/permissions_baked.ts";
import { SETTING_NAMES, SETTINGS } from "../../lib/config/settings.ts";
import denoJson from "../../deno.json" with { type: "json" };

const HERE = { target: Deno.build.target, home: "/home/ada" };
/** Where Deno's own binary stands in for the one without tools: the whole build but its start. */
const STAND_IN = { DENORT_BIN: Deno.execPath() };

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
  const args = compileArguments(permissions, { target: "t", output: "o", workers: [], entry: "main.ts" });
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

Deno.test("the binary that is built carries exactly the declared permissions", async () => {
  const out = await Deno.makeTempDir();
  const before = Deno.env.get("DENORT_BIN");
  Deno.env.set("DENORT_BIN", STAND_IN.DENORT_BIN);
  try {
    const plan = compilePlan(["--host", "looker.acme.example", "--dir", "/backups", "--out", out], HERE);
    const sums = await compile(plan, () => {});
    const name = TARGETS[Deno.build.target] ?? "";
    const { permissions } = readBaked(await Deno.readFile(`${out}/${name}`));
    assertEquals(permissions["allow_net"], ["looker.acme.example:443", "looker.acme.example:19999"]);
    assertEquals(permissions["allow_read"], [".", "/backups"]);
    assertEquals(permissions["allow_write"], [".", "/backups"]);
    assertEquals(permissions["allow_env"], VARIABLES);
    for (const none of ["allow_run", "allow_ffi", "allow_sys"]) assertEquals(permissions[none], null);
    assertEquals(permissions["deny_import"], []);
    assertEquals(permissions["prompt"], false);
    assertEquals(await Deno.readTextFile(`${out}/SHA256SUMS`), `${sums.join("\n")}\n`);
    assert(/^[0-9a-f]{64} {2}lookervault-/.test(sums[0] ?? ""), sums[0]);
  } finally {
    if (before === undefined) Deno.env.delete("DENORT_BIN");
    else Deno.env.set("DENORT_BIN", before);
    await Deno.remove(out, { recursive: true });
  }
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
    ["--dir", "/"],
    ["--dir", "/a,/b"],
    ["--dir", "~/x"],
    ["--target", "beos"],
    ["--allow-run"],
    ["stray"],
  ];
  for (const args of refused) assertThrows(() => compilePlan(args, HERE), Error, "Cannot");
});

Deno.test("workersIn() finds the modules that no import leads to", () => {
  const text = 'const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });';
  assertEquals(workersIn(text, "lib/inspect/verify/threads.ts"), ["lib/inspect/verify/worker.ts"]);
});
