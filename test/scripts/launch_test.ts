import { assertEquals } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import { launchArguments } from "../../scripts/launch.ts";
import { hostsToGrant } from "../../scripts/launch_hosts.ts";
import { fakeFiles } from "../config/_fakes.ts";

const STORES = ["*.amazonaws.com", "storage.googleapis.com"];
const DECLARED = ["*.looker.com", "*.looker.app", "localhost", "127.0.0.1", "[::1]", ...STORES];
const FILE = `[looker]
base_url = "https://file.acme.com"
[profile.a]
base_url = "https://a.acme.com"
[profile.b]
base_url = "https://b.acme.com:19999"
`;

/** The hosts besides the stores. */
function hosts(line: string, env: Record<string, string> = {}, text: string | null = null): string[] {
  const files = fakeFiles(text === null ? {} : { "./lookervault.toml": text });
  const args = line.split(" ").filter((word) => word !== "");
  const granted = hostsToGrant({ args, env: (name) => env[name], files, declared: DECLARED });
  return granted.filter((host) => !STORES.includes(host));
}

const CASES: [line: string, env: Record<string, string>, file: string | null, granted: string[]][] = [
  ["extract", {}, null, []],
  ["extract", { LOOKERVAULT_BASE_URL: "looker.acme.com" }, FILE, ["looker.acme.com:443"]],
  ["extract", { LOOKERSDK_BASE_URL: "https://sdk.acme.com:19999" }, null, ["sdk.acme.com:19999"]],
  ["extract", {}, FILE, ["file.acme.com:443"]],
  ["extract --base-url https://flag.acme.com", {}, FILE, ["flag.acme.com:443"]],
  ["extract --base-url=http://127.0.0.1:8080", {}, FILE, ["127.0.0.1:8080"]],
  ["extract --base-url https://[::1]:9", {}, null, ["[::1]:9"]],
  ["--profile b extract", { LOOKERVAULT_BASE_URL: "https://x.acme.com" }, FILE, ["b.acme.com:19999"]],
  ["extract", { LOOKERVAULT_PROFILE: "a" }, FILE, ["a.acme.com:443"]],
  ["--all-profiles extract", { LOOKERVAULT_PROFILE: "a" }, FILE, ["a.acme.com:443", "b.acme.com:19999"]],
  ["restore all --to https://other.acme.com", {}, FILE, ["file.acme.com:443", "other.acme.com:443"]],
  ["snapshot push --endpoint http://127.0.0.1:9000", {}, FILE, ["file.acme.com:443", "127.0.0.1:9000"]],
  ["browse", {}, null, ["localhost", "127.0.0.1", "[::1]"]],
  ["init", {}, null, ["*.looker.com", "*.looker.app"]],
  // None of these grants more than one host and port.
  ["extract --base-url https://a.com,evil.com", {}, null, []],
  ["extract --base-url https://*.com", {}, null, []],
  ["extract --base-url https://*", {}, null, []],
  ["extract --base-url http://evil.com", {}, null, []],
  ["extract --base-url https://user@evil.com", {}, null, []],
  ["extract --to https://a.com,evil.com --endpoint https://*.evil.com", {}, FILE, ["file.acme.com:443"]],
  ["extract -- --base-url https://evil.com", {}, null, []],
  ["extract --base-url https://a.com --allow-net=evil.com", {}, null, ["a.com:443"]],
  ["extract", {}, "broken [", []],
];

for (const [line, env, file, granted] of CASES) {
  Deno.test(`the launcher grants ${JSON.stringify(granted)} for ${line} ${JSON.stringify(env)}`, () => {
    assertEquals(hosts(line, env, file), granted);
  });
}

Deno.test("the launcher starts the direct command with its permission set spelled out, and nothing more", () => {
  const [, direct = ""] = denoJson.tasks.lookervault.command.split(" scripts/launch.ts ");
  assertEquals(launchArguments(direct.split(" "), ["a.com:443"], "/r"), [
    "run",
    "--quiet",
    "--no-prompt",
    "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=40",
    "--allow-net=a.com:443",
    "--allow-read",
    "--allow-write",
    `--allow-env=${denoJson.permissions.lookervault.env.join(",")}`,
    "--config=/r/deno.json",
    "/r/main.ts",
  ]);
  assertEquals([denoJson.permissions.lookervault.read, denoJson.permissions.lookervault.write], [true, true]);
});
