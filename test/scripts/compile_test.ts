import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { GRANTS } from "../../lib/cli/build.ts";
import { HERE, STAND_IN } from "./_built.ts";
import { compileArguments, compilePlan, TARGETS } from "../../scripts/compile_plan.ts";
import { buildModule } from "../../scripts/compile_source.ts";
import { declaredPermissions, LISTENS_ON, permissionFlags, VARIABLES } from "../../scripts/permissions.ts";
import { type Baked, readBaked, widerThan } from "../../scripts/permissions_baked.ts";
import { SETTING_NAMES, SETTINGS } from "../../lib/config/settings.ts";
import denoJson from "../../deno.json" with { type: "json" };

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
    const args = [
      "compile",
      "--quiet",
      "--no-check",
      "--no-config",
      ...flags,
      `--output=${dir}/x`,
      `${dir}/x.ts`,
    ];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, env: STAND_IN }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return readBaked(await Deno.readFile(`${dir}/x`));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a build is granted Looker's hosts on two ports, a port to listen on, two directories, named variables, and nothing else", () => {
  const { permissions } = compilePlan([], HERE);
  assertEquals(permissionFlags(permissions), [
    "--no-prompt",
    "--deny-import",
    "--allow-net=*.looker.com:443,*.looker.com:19999,*.looker.app:443,*.looker.app:19999,127.0.0.1:0",
    "--allow-read=.,/home/ada/.config/lookervault",
    "--allow-write=.,/home/ada/.config/lookervault",
    "--allow-env=LOOKERVAULT_*,LOOKERVAULT_BASE_URL,LOOKERVAULT_CLIENT_ID,LOOKERVAULT_CLIENT_SECRET,LOOKERVAULT_CONFIG," +
    "LOOKERVAULT_DB,LOOKERVAULT_PROFILE,LOOKERVAULT_TIMEOUT,LOOKERVAULT_WORKERS,LOOKERVAULT_BATCH_SIZE,LOOKERVAULT_SNAPSHOT_DEST," +
    "LOOKERVAULT_S3_ENDPOINT,LOOKERVAULT_IDENTITY_FILE,LOOKERVAULT_OIDC,LOOKERSDK_BASE_URL," +
    "LOOKERSDK_CLIENT_ID,LOOKERSDK_CLIENT_SECRET,AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN," +
    "AWS_REGION,AWS_DEFAULT_REGION,AWS_ROLE_ARN,AWS_ROLE_SESSION_NAME,AWS_WEB_IDENTITY_TOKEN_FILE," +
    "AWS_ENDPOINT_URL_STS,GOOGLE_APPLICATION_CREDENTIALS,GOOGLE_OAUTH_ACCESS_TOKEN," +
    "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE,AZURE_STORAGE_KEY,AZURE_STORAGE_SAS_TOKEN,AZURE_TENANT_ID,AZURE_CLIENT_ID," +
    "AZURE_FEDERATED_TOKEN_FILE,AZURE_AUTHORITY_HOST,ACTIONS_ID_TOKEN_REQUEST_URL," +
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN,HOME,USERPROFILE,USER,USERNAME,NO_COLOR,LC_ALL,LC_CTYPE,LANG,TERM,TERM_PROGRAM," +
    "TMUX,VTE_VERSION,KONSOLE_VERSION,WT_SESSION",
  ]);
});

Deno.test("a build reaches a store only where it is named, on its own port", () => {
  const { permissions } = compilePlan([
    "--host",
    "a.example:443",
    "--storage",
    "s3.example",
    "--storage",
    "b:9000",
  ], HERE);
  assertEquals(permissions.net, ["a.example:443", "s3.example:443", "b:9000", LISTENS_ON]);
  assertThrows(() => compilePlan(["--storage", "https://s3.example"], HERE), Error, "without https://");
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
  // All in one build: each must be found beside the others.
  const widened = [
    ...flags.filter((flag) => flag !== "--no-prompt").map((flag) =>
      flag.replace("*.looker.com:443", "*.looker.com:443,evil.example").replace(
        /^--allow-read=.*/,
        "--allow-read",
      )
    ),
    "--allow-run=git",
    "--allow-ffi",
  ];
  assertEquals(widerThan(declared, await bakedWith(flags)), []);
  assertEquals(widerThan(declared, await bakedWith(widened)).toSorted(), [
    "It asks for permissions it was not given",
    "allow_ffi grants everything",
    "allow_net grants evil.example",
    "allow_read grants everything",
    "allow_run grants git",
  ]);
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
  assertEquals(plan.permissions.net, ["a.example:8443", "[::1]:19999", LISTENS_ON]);
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
