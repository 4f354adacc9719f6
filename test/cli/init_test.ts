import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { parse, stringify } from "smol-toml";
import { InterruptedError } from "../../lib/base/errors.ts";
import { NoAnswerError } from "../../lib/cli/connection.ts";
import { initCommand } from "../../lib/cli/commands/init_command.ts";
import { Secret } from "../../lib/config/secret.ts";
import { configText } from "../../lib/config/write.ts";
import { ENV, INFO, type Play, play, type Played } from "./_fakes.ts";

const KEY = { client_id: "client-id", client_secret: "hunter22" };
const LOOKER = { base_url: "https://acme.looker.com", ...KEY };
const OLD = "# mine\n[looker]\nbase_url = 'https://old.looker.com'\ntimeout = 9\n[vault]\npath = '/b/x.db'\n";

interface Written extends Played {
  path: string | null;
  text: string;
  /** The address that was logged in to. */
  asked: string[];
}

/** Plays `init` with files that exist only here. */
async function init(
  args: string[],
  how: Play & { files?: Record<string, string>; fails?: Error } = {},
): Promise<Written> {
  const { files = {}, fails, ...rest } = how;
  const written: { path: string | null; text: string } = { path: null, text: "" };
  const asked: string[] = [];
  const played = await play(args, {
    ...rest,
    commands: [(run) =>
      initCommand(run, {
        info: (_session, { instance }) => {
          asked.push(instance.baseUrl);
          return fails === undefined ? Promise.resolve(INFO) : Promise.reject(fails);
        },
        files: { read: (path) => files[path] ?? null, mode: () => 0o600, stranger: () => null },
        write: (path, text) => void Object.assign(written, { path, text }),
      })],
  });
  return { ...played, ...written, asked };
}

Deno.test("init takes everything from the environment, tests it, writes it and names the next step", async () => {
  const { exit, path, text, stdout, asked } = await init(["init"]);
  assertEquals([exit, path, parse(text)], [0, "./lookervault.toml", { looker: LOOKER }]);
  assertEquals(asked, [LOOKER.base_url]);
  assertStringIncludes(stdout, "lookervault extract --dry-run");
  assertFalse(stdout.includes("hunter22"));
});

Deno.test("init asks for what nobody said, the secret hidden, and again after an answer it cannot use", async () => {
  const answers = ["http://acme.looker.com", "acme.looker.com/", " client-id ", "hunter22"];
  const { exit, text, stderr } = await init(["init"], { env: {}, columns: 80, answers });
  assertEquals([exit, parse(text)], [0, { looker: LOOKER }]);
  assertStringIncludes(stderr, "Invalid address: http: would send the secret unencrypted");
  assertStringIncludes(stderr, "Client secret (not shown): <hidden>");
  assertFalse(stderr.includes("hunter22"));
});

Deno.test("init asks nothing that flag or environment say; --db is written too", async () => {
  const env = { LOOKERVAULT_CLIENT_ID: "client-id" };
  const args = ["--db", "/b/v.db", "init", "--base-url", "https://acme.looker.com"];
  const { text, exit } = await init(args, { env, columns: 80, answers: ["hunter22"] });
  assertEquals([exit, parse(text)], [0, { looker: LOOKER, vault: { path: "/b/v.db" } }]);
});

Deno.test("init without a terminal names the variables that are not set", async () => {
  const { exit, path, stderr } = await init(["init"], { env: { LOOKERVAULT_CLIENT_ID: "x" } });
  assertEquals([exit, path], [2, null]);
  assertStringIncludes(stderr, "LOOKERVAULT_BASE_URL, LOOKERVAULT_CLIENT_SECRET are not set");
});

for (const [name, answers] of [["the input ends", []], ["nothing is typed", ["", "", ""]]] as const) {
  Deno.test(`init writes nothing when ${name}`, async () => {
    const { exit, path, asked } = await init(["init"], { env: {}, columns: 80, answers });
    assertEquals([exit, path, asked], [answers.length === 0 ? 130 : 2, null, []]);
  });
}

Deno.test("init keeps the answers when the login fails, and never in the place of a file that was there", async () => {
  const fails = new NoAnswerError("no");
  const { exit, path, text, stderr } = await init(["init"], { fails });
  assertEquals([exit, path, parse(text)], [3, "./lookervault.toml", { looker: LOOKER }]);
  assertStringIncludes(stderr, "Your answers are in ./lookervault.toml");
  const again = await init(["init", "--yes"], { fails, files: { "./lookervault.toml": OLD } });
  assertEquals([again.exit, again.path], [3, "./lookervault.toml.draft"]);
  const stopped = await init(["init"], { fails: new InterruptedError("stopped") });
  assertEquals([stopped.exit, stopped.path], [130, null]);
});

Deno.test("init offers what the file says: Enter keeps it", async () => {
  const files = { "./lookervault.toml": stringify({ looker: LOOKER }) };
  const how = { files, env: {}, columns: 80, answers: ["", "other-id", ""] };
  const { exit, text, stderr } = await init(["init", "--yes"], how);
  assertEquals([exit, parse(text)], [0, { looker: { ...LOOKER, client_id: "other-id" } }]);
  assertStringIncludes(stderr, "Address of Looker [https://acme.looker.com]: ");
  assertStringIncludes(stderr, "Client secret (not shown) [press Enter to keep it]: <hidden>");
  assertFalse(stderr.includes("hunter22"));
});

Deno.test("init does not touch a file that is there without consent", async () => {
  const files = { "./lookervault.toml": OLD };
  const refused = await init(["init"], { files });
  assertEquals([refused.exit, refused.path, refused.asked], [2, null, []]);
  assertStringIncludes(refused.stderr, "it already exists");
  const declined = await init(["init"], { files, columns: 80, answers: ["n"] });
  assertEquals([declined.exit, declined.path, declined.asked], [130, null, []]);
  const json = await init(["--json", "init"], { files });
  assertEquals([JSON.parse(json.stdout).status, json.path], ["failed", null]);
});

for (
  const how of [{ args: ["init", "--yes"] }, { args: ["init", "--force"] }, {
    args: ["init"],
    answers: ["y"],
  }]
) {
  Deno.test(`init changes a file with consent and keeps its other settings (${JSON.stringify(how)})`, async () => {
    const { args, answers } = how;
    const files = { "./lookervault.toml": OLD };
    const { exit, text } = await init(args, { files, ...(answers && { columns: 80, answers }) });
    assertEquals([exit, parse(text)], [0, { looker: { ...LOOKER, timeout: 9 }, vault: { path: "/b/x.db" } }]);
  });
}

Deno.test("init writes to --config, else to LOOKERVAULT_CONFIG, and names it in the next step where it has to", async () => {
  const named = await init(["--config", "/etc/lv.toml", "init"], {
    env: { ...ENV, LOOKERVAULT_CONFIG: "/e" },
  });
  assertEquals([named.exit, named.path], [0, "/etc/lv.toml"]);
  assertStringIncludes(named.stdout, "lookervault --config /etc/lv.toml extract");
  const set = await init(["init"], { env: { ...ENV, LOOKERVAULT_CONFIG: "/e/lv.toml" } });
  assertEquals([set.exit, set.path], [0, "/e/lv.toml"]);
  assertFalse(set.stdout.includes("--config"));
});

Deno.test("init --json prints one document without the secret", async () => {
  const { exit, stdout } = await init(["--json", "init"]);
  assertEquals([exit, JSON.parse(stdout)], [0, {
    command: "init",
    status: "ok",
    config: "./lookervault.toml",
    instance: INFO.url,
    looker_version: INFO.looker_version,
    user: INFO.user,
  }]);
});

Deno.test("configText() keeps any secret whole and replaces a file that is no TOML", () => {
  const secret = `a"b\\c'd\u00e9\t#]`;
  const settings = { baseUrl: "https://a.b", clientId: "i", clientSecret: new Secret(secret) };
  for (const former of [null, "nonsense [", OLD]) {
    assertEquals(parse(configText(settings, former))["looker"], {
      ...(former === OLD && { timeout: 9 }),
      base_url: "https://a.b",
      client_id: "i",
      client_secret: secret,
    });
  }
});
