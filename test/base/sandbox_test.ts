import { assertEquals } from "@std/assert";
import { hostWithPort } from "../../lib/base/sandbox.ts";

const SANDBOX = new URL("../../lib/base/sandbox.ts", import.meta.url).href;

/** Runs `code` with `sandbox` at hand under `flags`; what may still be used of `asked` afterwards. */
async function left(
  code: string,
  { flags, asked }: { flags: readonly string[]; asked: readonly Deno.PermissionDescriptor[] },
): Promise<boolean[]> {
  const program = `import { processSandbox } from ${JSON.stringify(SANDBOX)};
    const sandbox = processSandbox({ hosts: ["localhost", "a.example:443", "*.looker.com"], paths: [".", "/srv"] });
    ${code};
    console.log(JSON.stringify(${
    JSON.stringify(asked)
  }.map((p) => Deno.permissions.querySync(p).state === "granted")));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...flags,
      `data:application/typescript,${encodeURIComponent(program)}`,
    ],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

const net = (host: string): Deno.PermissionDescriptor => ({ name: "net", host });
const write = (path: string): Deno.PermissionDescriptor => ({ name: "write", path });

Deno.test("goOffline() leaves no host, endWriting() no file", async () => {
  const flags = ["--allow-net", "--allow-write"];
  const asked = [net("a.example:443"), write("x")];
  assertEquals(await left("", { flags, asked }), [true, true]);
  assertEquals(await left("sandbox.goOffline()", { flags, asked }), [false, true]);
  assertEquals(await left("sandbox.endWriting()", { flags, asked }), [true, false]);
});

Deno.test("keepHost() leaves one host and port of those that were named, and patterns", async () => {
  const flags = ["--allow-net=localhost,a.example:443,*.looker.com:443"];
  const asked = [net("localhost:9999"), net("localhost:1"), net("a.example:443"), net("x.looker.com:443")];
  const keep = (url: string): Promise<boolean[]> => left(`sandbox.keepHost("${url}")`, { flags, asked });
  assertEquals(await keep("http://localhost:9999"), [true, false, false, true]);
  assertEquals(await keep("https://a.example"), [false, false, true, true]);
  assertEquals(await keep("https://x.looker.com"), [false, false, false, true]);
});

Deno.test("keepHost() grants nothing that was not granted", async () => {
  const asked = [net("b.example:443"), net("a.example:443")];
  assertEquals(
    await left('sandbox.keepHost("https://b.example")', { flags: ["--allow-net=a.example:443"], asked }),
    [false, false],
  );
});

Deno.test("endWriting() with a file leaves that file", async () => {
  const flags = ["--allow-write=.,/srv"];
  const asked = [write("out.csv"), write("other.csv"), write("/srv/x"), write("/etc/x")];
  assertEquals(await left('sandbox.endWriting(["out.csv", "/etc/x"])', { flags, asked }), [
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("hostWithPort() adds the usual port", () => {
  assertEquals(
    ["https://a.example", "http://[::1]", "https://a.example:19999"].map(hostWithPort),
    ["a.example:443", "[::1]:80", "a.example:19999"],
  );
});
