import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { DoubtfulAddressError, NotConfiguredError, requireInstance } from "../../lib/config/instance.ts";
import { Secret } from "../../lib/config/secret.ts";
import { fakeFiles, type Given, load } from "./_fakes.ts";
import { diskFiles, readConfigFile } from "../../lib/config/file.ts";

const FILE = "./lookervault.toml";
const HOME_FILE = "/home/ada/.config/lookervault/config.toml";

function refused(given: Given, ...parts: string[]): UsageError {
  const error = assertThrows(() => load(given), UsageError);
  for (const part of parts) assertStringIncludes(`${error.message} ${error.hint}`, part);
  return error;
}

Deno.test("loadConfig() without anything gives the defaults and says so", () => {
  const config = load();
  assertEquals([config.timeout, config.db, config.workers, config.batchSize], [
    120,
    "./lookervault.db",
    8,
    100,
  ]);
  assertEquals([config.baseUrl, config.clientId, config.clientSecret, config.file], [
    undefined,
    undefined,
    undefined,
    null,
  ]);
  assertEquals(config.sources.timeout.kind, "default");
});

Deno.test("loadConfig() lets the flag win over the environment, that over the file", () => {
  const files = {
    [FILE]: "[looker]\ntimeout = 10\n[extract]\nworkers = 2\nbatch_size = 3\n[vault]\npath = 'file.db'",
  };
  const env = { LOOKERVAULT_TIMEOUT: "20", LOOKERVAULT_WORKERS: "4" };
  const config = load({ files, env, flags: { timeout: "30" } });
  assertEquals([config.timeout, config.workers, config.batchSize, config.db], [30, 4, 3, "file.db"]);
  assertEquals(config.sources.timeout, { kind: "flag", name: "--timeout" });
  assertEquals(config.sources.workers, { kind: "environment", name: "LOOKERVAULT_WORKERS" });
  assertEquals(config.sources.batchSize, { kind: "file", name: "extract.batch_size in ./lookervault.toml" });
});

Deno.test("loadConfig() reads the LOOKERSDK_* variables where the LOOKERVAULT_* ones are not set", () => {
  const env = {
    LOOKERSDK_BASE_URL: "https://sdk.looker.com:19999",
    LOOKERSDK_CLIENT_ID: "sdk-id",
    LOOKERSDK_CLIENT_SECRET: "sdk-secret",
    LOOKERVAULT_CLIENT_ID: "own-id",
  };
  const instance = requireInstance(load({ env }));
  assertEquals(instance.baseUrl, "https://sdk.looker.com:19999");
  assertEquals([instance.clientId, instance.clientSecret.reveal()], ["own-id", "sdk-secret"]);
});

for (
  const [name, given, path] of [
    ["--config", { flags: { config: "a.toml" }, env: { LOOKERVAULT_CONFIG: "b.toml" } }, "a.toml"],
    ["LOOKERVAULT_CONFIG", { env: { LOOKERVAULT_CONFIG: "b.toml", HOME: "/home/ada" } }, "b.toml"],
    ["the current folder", { env: { HOME: "/home/ada" } }, FILE],
  ] as const
) {
  Deno.test(`loadConfig() takes the file of ${name}`, () => {
    const files = { "a.toml": "", "b.toml": "", [FILE]: "", [HOME_FILE]: "" };
    assertEquals(load({ ...given, files }).file, path);
  });
}

for (const variable of ["HOME", "USERPROFILE"]) {
  Deno.test(`loadConfig() falls back to the file below ${variable}`, () => {
    const config = load({
      env: { [variable]: "/home/ada" },
      files: { [HOME_FILE]: "[vault]\npath = '~/v.db'" },
    });
    assertEquals([config.file, config.db], [HOME_FILE, "/home/ada/v.db"]);
    assertEquals(config.searched, [FILE, HOME_FILE]);
  });
}

for (const given of [{ flags: { config: "gone.toml" } }, { env: { LOOKERVAULT_CONFIG: "gone.toml" } }]) {
  Deno.test(`loadConfig() refuses a missing file that was named by ${"flags" in given ? "--config" : "the environment"}`, () => {
    refused(given, "gone.toml", "no such file");
  });
}

for (const seconds of ["5", "600"]) {
  Deno.test(`loadConfig() accepts a timeout of ${seconds}`, () => {
    assertEquals(load({ env: { LOOKERVAULT_TIMEOUT: seconds } }).timeout, Number(seconds));
  });
}

for (
  const [name, given, ...parts] of [
    ["a timeout of 4", { env: { LOOKERVAULT_TIMEOUT: "4" } }, "LOOKERVAULT_TIMEOUT", "4", "5 to 600"],
    ["a timeout of 601", { flags: { timeout: "601" } }, "--timeout", "601", "5 to 600"],
    ["51 workers", { flags: { workers: 51 } }, "--workers", "51", "1 to 50"],
    [
      "0 workers in a file",
      { files: { [FILE]: "[extract]\nworkers = 0" } },
      "extract.workers in ./lookervault.toml",
      "1 to 50",
    ],
    ["half a worker", { env: { LOOKERVAULT_WORKERS: "1.5" } }, "1.5", "whole number"],
    ["a number that is text", { files: { [FILE]: "[extract]\nworkers = '8'" } }, '"8"', "whole number"],
    ["a text that is no number", { env: { LOOKERVAULT_BATCH_SIZE: "many" } }, '"many"', "1 to 1000"],
    ["an infinite batch", { files: { [FILE]: "[extract]\nbatch_size = inf" } }, "1 to 1000"],
    [
      "an address that is a list",
      { files: { [FILE]: "[looker]\nbase_url = ['x']" } },
      "looker.base_url",
      "text",
    ],
    ["an empty vault path", { flags: { db: " " } }, "--db", "empty"],
    [
      "plain http",
      { env: { LOOKERVAULT_BASE_URL: "http://acme.looker.com" } },
      "LOOKERVAULT_BASE_URL",
      "use https:",
    ],
    [
      "a misspelt key",
      { files: { [FILE]: "[looker]\ntimout = 9" } },
      "looker.timout",
      "Did you mean looker.timeout?",
    ],
    [
      "a key without section",
      { files: { [FILE]: "base_url = 'x'" } },
      "base_url",
      "Did you mean looker.base_url?",
    ],
    [
      "a misspelt section",
      { files: { [FILE]: "[loooker]\nbase_url = 'x'" } },
      "Did you mean looker.base_url?",
    ],
    ["an inherited name as section", { files: { [FILE]: "[__proto__]\nx = 1" } }, "no such setting"],
    ["broken TOML", { files: { [FILE]: "[looker]\ntimeout = \n" } }, "line 2, column"],
  ] as [string, Given, ...string[]][]
) {
  Deno.test(`loadConfig() refuses ${name} and says what is allowed`, () => {
    const error = refused(given, ...parts);
    assertEquals(error.exitCode, 2);
  });
}

Deno.test("loadConfig() never shows a secret in an error", () => {
  const hidden = (given: Given): void => {
    const error = assertThrows(() => load(given), UsageError);
    assertFalse(Deno.inspect(error).includes("hunter22"), Deno.inspect(error));
  };
  hidden({ files: { [FILE]: "[looker]\nclient_secret = 'hunter22' oops" } });
  hidden({ files: { [FILE]: "[looker]\nclient_secret = ['hunter22']" } });
  hidden({ env: { LOOKERVAULT_BASE_URL: "https://me:hunter22@acme.looker.com/?k=hunter22" } });
});

for (const mode of [0o640, 0o604, 0o644, 0o660]) {
  Deno.test(`loadConfig() refuses a secret in a file of mode ${mode.toString(8)}`, () => {
    const files = { [FILE]: "[looker]\nclient_secret = 'x'" };
    refused({ files, mode }, mode.toString(8), "chmod 600 ./lookervault.toml");
  });
}

Deno.test("loadConfig() takes a private file, a public one without secret, and any on Windows", () => {
  const secret = { [FILE]: "[looker]\nclient_secret = 'x'" };
  assertEquals(load({ files: secret, mode: 0o600 }).clientSecret?.reveal(), "x");
  assertEquals(load({ files: secret, mode: null }).clientSecret?.reveal(), "x");
  assertEquals(load({ files: { [FILE]: "[looker]\nclient_id = 'x'" }, mode: 0o644 }).clientId, "x");
});

for (const mode of [0o620, 0o602, 0o622, 0o664, 0o666]) {
  Deno.test(`loadConfig() refuses a file that others can write, mode ${mode.toString(8)}`, () => {
    const files = { [FILE]: "[looker]\nbase_url = 'https://acme.looker.com'" };
    refused({ files, mode }, mode.toString(8), "chmod go-w ./lookervault.toml");
  });
}

Deno.test("loadConfig() refuses a file of another user, found or named", () => {
  const files = { [FILE]: "[extract]\nworkers = 3", "/etc/x.toml": "[extract]\nworkers = 3" };
  refused({ files, stranger: 4711 }, "belongs to another user (4711)", "--config");
  refused({ files, stranger: 4711, flags: { config: "/etc/x.toml" } }, "/etc/x.toml", "--config");
});

Deno.test({
  name: "diskFiles tells a stranger's file from the user's own and from root's",
  ignore: Deno.build.os === "windows",
  fn() {
    const path = Deno.makeTempFileSync();
    assertEquals(diskFiles.stranger(path), null);
    // Only root may give a file away.
    const given = Deno.statSync(path).uid === 0;
    if (given) Deno.chownSync(path, 4711, null);
    assertEquals(diskFiles.stranger(path), given ? 4711 : null);
    Deno.removeSync(path);
  },
});

const KEY = { LOOKERVAULT_CLIENT_ID: "id", LOOKERVAULT_CLIENT_SECRET: "hunter22" };
const EVIL = "base_url = 'https://evil.example'";

for (
  const [what, given, key] of [
    [
      "the key in the environment",
      { files: { [FILE]: `[looker]\n${EVIL}` }, env: KEY },
      "LOOKERVAULT_CLIENT_ID",
    ],
    [
      "only the secret in the environment",
      {
        files: { [FILE]: `[looker]\n${EVIL}\nclient_id = 'id'` },
        env: { LOOKERSDK_CLIENT_SECRET: "hunter22" },
      },
      "LOOKERSDK_CLIENT_SECRET",
    ],
  ] as [string, Given, string][]
) {
  Deno.test(`a found file may not say where a key goes that it does not hold: ${what}`, () => {
    const error = assertThrows(() => requireInstance(load(given)), DoubtfulAddressError);
    assertEquals(error.exitCode, 2);
    for (const part of ["https://evil.example", FILE]) assertStringIncludes(error.message, part);
    assertStringIncludes(error.message + error.hint, "--config ./lookervault.toml");
    assertStringIncludes(error.hint ?? "", "LOOKERVAULT_CONFIG=./lookervault.toml");
    assert(error.message.includes("LOOKERVAULT_CLIENT_SECRET") || error.message.includes(key));
    assertFalse(Deno.inspect(error).includes("hunter22"));
  });
}

Deno.test("a key goes to an address that came with it, or that the user named", () => {
  const files = { [FILE]: `[looker]\n${EVIL}` },
    whole = { [FILE]: `[looker]\n${EVIL}\nclient_id='i'\nclient_secret='s'` };
  const trusted: [string, Given][] = [
    ["all in the file", { files: whole }],
    ["named by --config", { files, env: KEY, flags: { config: FILE } }],
    ["named by the variable", { files, env: { ...KEY, LOOKERVAULT_CONFIG: FILE } }],
    ["the user's own file", {
      files: { [HOME_FILE]: `[looker]\n${EVIL}` },
      env: { ...KEY, HOME: "/home/ada" },
    }],
    ["the address in the environment", {
      files,
      env: { ...KEY, LOOKERVAULT_BASE_URL: "https://acme.looker.com" },
    }],
    ["the address as a flag", { files, env: KEY, flags: { baseUrl: "https://acme.looker.com" } }],
    ["a file without an address", {
      files: { [FILE]: "[extract]\nworkers = 3" },
      env: { ...KEY, LOOKERVAULT_BASE_URL: "https://acme.looker.com" },
    }],
  ];
  for (const [what, given] of trusted) assertEquals(load(given).doubt, null, what);
});

const SECRET_FILE = { [FILE]: "[looker]\nclient_secret = 'x'" };
for (
  const [name, given, message, hint] of [
    [
      "all",
      {},
      "the instance's address, the client id and the client secret are not set",
      "set LOOKERVAULT_BASE_URL, LOOKERVAULT_CLIENT_ID and LOOKERVAULT_CLIENT_SECRET",
    ],
    [
      "the secret",
      { env: { LOOKERVAULT_BASE_URL: "a.looker.com", LOOKERVAULT_CLIENT_ID: "i" } },
      "the client secret is not set",
      "set LOOKERVAULT_CLIENT_SECRET in the environment",
    ],
    [
      "two",
      { files: SECRET_FILE },
      "the instance's address and the client id are not set",
      "looker.base_url and looker.client_id",
    ],
  ] as [string, Given, string, string][]
) {
  Deno.test(`requireInstance() names what is missing: ${name}`, () => {
    const error = assertThrows(() => requireInstance(load(given)), NotConfiguredError);
    assertStringIncludes(error.message, message);
    assertStringIncludes(error.hint ?? "", hint);
    assertEquals(error.exitCode, 2);
  });
}

Deno.test("requireInstance() names the searched paths when there is no file", () => {
  const error = assertThrows(() => requireInstance(load({ env: { HOME: "/home/ada" } })), NotConfiguredError);
  assertStringIncludes(error.hint ?? "", `${FILE}, ${HOME_FILE}`);
});

Deno.test("Secret prints as *** however it is printed", () => {
  const secret = new Secret("hunter22");
  for (
    const text of [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      Deno.inspect({ secret }),
      secret + "",
    ]
  ) {
    assertFalse(text.includes("hunter22"));
    assert(text.includes("***"));
  }
  assertEquals(secret.reveal(), "hunter22");
});

Deno.test("readConfigFile() reads a file with BOM and Windows line ends", () => {
  const content = readConfigFile(fakeFiles({ [FILE]: "\ufeff[looker]\r\ntimeout = 9\r\n" }), {});
  assertEquals(content.values, { timeout: 9 });
});

Deno.test("diskFiles finds real files, and null where there are none", () => {
  const path = Deno.makeTempFileSync();
  Deno.writeTextFileSync(path, "x");
  assertEquals([diskFiles.read(path), diskFiles.read(`${path}.gone`), diskFiles.read(`${path}/below`)], [
    "x",
    null,
    null,
  ]);
  if (Deno.build.os !== "windows") assertEquals((diskFiles.mode(path) ?? 0) & 0o077, 0);
  Deno.removeSync(path);
});

Deno.test("readConfigFile() explains a folder in place of a file", () => {
  const path = Deno.makeTempDirSync();
  assertThrows(() => readConfigFile(diskFiles, { explicit: { path, from: "--config" } }), UsageError, path);
  Deno.removeSync(path);
});

Deno.test("readConfigFile() skips a usual place that it may not read and says so; a named one is an error", () => {
  const files = {
    read(path: string): string | null {
      if (path.startsWith("/")) throw new Deno.errors.NotCapable(`Requires read access to "${path}"`);
      return null;
    },
    mode: () => null,
    stranger: () => null,
  };
  const { path, searched } = readConfigFile(files, { home: "/home/ada" });
  assertEquals([path, searched], [null, [FILE, `${HOME_FILE} (lookervault has no permission to read it)`]]);
  assertThrows(
    () => readConfigFile(files, { explicit: { path: "/x.toml", from: "--config" } }),
    Deno.errors.NotCapable,
  );
});
