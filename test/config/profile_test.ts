import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "smol-toml";
import { UsageError } from "../../lib/base/errors.ts";
import { type ConfigFlags, loadConfig } from "../../lib/config/load.ts";
import { requireInstance } from "../../lib/config/instance.ts";
import { withProfile } from "../../lib/config/write_profile.ts";
import { worstOf } from "../../lib/cli/ending.ts";
import { fakeFiles } from "./_fakes.ts";

const FILE = `[looker]
base_url = "https://general.looker.com"
timeout = 9
[profile.prod]
base_url = "https://prod.looker.com"
vault = "vaults/prod.db"
[profile.eu-1]
base_url = "https://eu.acme.com:19999"
client_id_env = "LOOKERVAULT_EU_ID"
client_secret_env = "LOOKERVAULT_EU_SECRET"
`;

const ENV: Record<string, string> = {
  LOOKERVAULT_BASE_URL: "https://environment.looker.com",
  LOOKERVAULT_DB: "/environment.db",
  LOOKERVAULT_CLIENT_ID: "general",
  LOOKERVAULT_CLIENT_SECRET: "general-secret",
  LOOKERVAULT_EU_ID: "eu",
  LOOKERVAULT_EU_SECRET: "eu-secret",
};

function load(flags: ConfigFlags, { env = ENV, text = FILE, path = "/etc/lv/c.toml" } = {}) {
  const files = fakeFiles({ [path]: text });
  return loadConfig({ flags: { config: path, ...flags }, io: { env: (name) => env[name] }, files });
}

Deno.test("a profile that was asked for beats the environment; what it does not say comes from the file", () => {
  const config = load({ profile: "eu-1" });
  const { baseUrl, db, clientId, clientSecret, timeout, profile } = config;
  assertEquals([baseUrl, db, clientId, clientSecret?.reveal(), timeout, profile], [
    "https://eu.acme.com:19999",
    "/etc/lv/eu-1.db",
    "eu",
    "eu-secret",
    9,
    "eu-1",
  ]);
  assertEquals(load({}, { env: { ...ENV, LOOKERVAULT_PROFILE: "prod" } }).db, "/etc/lv/vaults/prod.db");
  assertEquals(load({ profile: "prod", db: "/flag.db" }).db, "/flag.db");
  assertEquals(load({}).baseUrl, "https://environment.looker.com");
});

Deno.test("a profile never takes the key of another Looker, and says which variables it needs", () => {
  const config = load({ profile: "prod" });
  assertEquals([config.clientId, config.clientSecret], [undefined, undefined]);
  const error = assertThrows(() => requireInstance(config), Error, "the profile prod");
  assertStringIncludes(
    (error as UsageError).hint ?? "",
    "LOOKERVAULT_PROD_CLIENT_ID and LOOKERVAULT_PROD_CLIENT_SECRET",
  );
});

Deno.test("a profile's key goes to no address but its own, nor to one in a file that was only found", () => {
  assertThrows(
    () => load({ profile: "eu-1", baseUrl: "https://evil.example" }),
    UsageError,
    "Cannot send the key of the profile eu-1 to https://evil.example: the key is only for https://eu.acme.com:19999",
  );
  assertEquals(load({ profile: "eu-1", baseUrl: "https://EU.acme.com:19999/" }).profile, "eu-1");
  const found = load({ config: undefined, profile: "eu-1" }, { path: "./lookervault.toml" });
  assertEquals(found.doubt, { file: "./lookervault.toml", key: "LOOKERVAULT_EU_SECRET" });
});

const PROD = `[profile.prod]\nbase_url = "https://a.looker.com"\n`;

for (
  const [name, text, says] of [
    ["an unknown key", `${PROD}vualt = "x"`, "profile.prod.vualt"],
    ["a variable that lookervault may not read", `${PROD}client_id_env = "AWS_SECRET"`, "LOOKERVAULT_"],
    ["a variable that means something else", `${PROD}client_id_env = "LOOKERVAULT_DB"`, "LOOKERVAULT_"],
    ["no address", `[profile.prod]\nvault = "x"`, "profile.prod.base_url"],
    ["an address that is none", `[profile.prod]\nbase_url = "http://acme.com"`, "profile.prod.base_url"],
    ["a name that is none", `[profile."a b"]\nbase_url = "https://a.looker.com"`, "profile.a b"],
    ["what is no table", `profile = 1`, "profile"],
    [
      "one key for two addresses",
      `${PROD}client_secret_env = "LOOKERVAULT_K"\n[profile.b]\nbase_url = "https://b.looker.com"\nclient_secret_env = "LOOKERVAULT_K"`,
      "the same variable",
    ],
    [
      "two profiles with one vault",
      `${PROD}[profile.b]\nbase_url = "https://b.looker.com"\nvault = "prod.db"`,
      "the same vault",
    ],
  ] as const
) {
  Deno.test(`profiles refuse ${name}`, () => {
    assertThrows(() => load({ profile: "prod" }, { text }), UsageError, says);
  });
}

Deno.test("a profile that is not there is an error with the nearest one", () => {
  const error = assertThrows(() => load({ profile: "prud" }), UsageError, "prud");
  assertEquals(error.hint, "Did you mean prod? The profiles are: prod, eu-1.");
});

Deno.test("paths in a file are meant from where the file is", () => {
  const path = (vault: string, at: string) =>
    load({}, { env: {}, path: at, text: `[vault]\npath = "${vault}"` }).db;
  assertEquals(path("v.db", "/etc/lv/c.toml"), "/etc/lv/v.db");
  assertEquals(path("./v.db", "conf/c.toml"), "conf/v.db");
  assertEquals(path("/v.db", "/etc/lv/c.toml"), "/v.db");
  assertEquals(path("v.db", "./c.toml"), "v.db");
  const text = `[snapshot]\ndest = "s3://b/p"\nidentity = "key.txt"`;
  const { snapshotDest, snapshotIdentity } = load({}, { env: {}, text });
  assertEquals([snapshotDest, snapshotIdentity], ["s3://b/p", "/etc/lv/key.txt"]);
});

Deno.test("withProfile() adds a profile and leaves the comments, or changes the one that is there", () => {
  const profile = {
    name: "b",
    baseUrl: "https://b.looker.com",
    vault: "b.db",
    clientIdEnv: "LOOKERVAULT_B_CLIENT_ID",
    clientSecretEnv: "LOOKERVAULT_B_CLIENT_SECRET",
    snapshotDest: undefined,
  };
  const added = withProfile("# mine\n[vault]\npath = 'x'\n", profile);
  assertStringIncludes(added, "# mine\n");
  const table = {
    base_url: profile.baseUrl,
    vault: "b.db",
    client_id_env: profile.clientIdEnv,
    client_secret_env: profile.clientSecretEnv,
  };
  assertEquals(parse(added), { vault: { path: "x" }, profile: { b: table } });
  assertEquals(parse(withProfile(added, { ...profile, vault: "c.db" })), {
    vault: { path: "x" },
    profile: { b: { ...table, vault: "c.db" } },
  });
});

Deno.test("worstOf() knows what is worse", () => {
  assertEquals(worstOf([0, 7, 6]), 6);
  assertEquals(worstOf([4, 2, 0]), 2);
  assertEquals(worstOf([2, 3]), 3);
  assertEquals(worstOf([3, 5, 4]), 5);
  assertEquals(worstOf([5, 1]), 1);
  assertEquals(worstOf([1, 130]), 130);
  assertEquals(worstOf([]), 0);
});
