import { assertEquals, assertStringIncludes } from "@std/assert";

const IO = new URL("../../lib/base/io.ts", import.meta.url).href;

interface Run {
  stdout: string;
  stderr: string;
  code: number;
}

/** Runs a program that has `io` at hand, its three streams pipes. */
async function run(
  code: string,
  { input = "", flags = [] as string[], args = [] as string[] } = {},
): Promise<Run> {
  const program = `import { processIo } from ${JSON.stringify(IO)}; const io = processIo(); ${code}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...flags,
      `data:application/typescript,${encodeURIComponent(program)}`,
      ...args,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { LOOKERVAULT_DB: "set", LOOKERVAULT_CONFIG: "" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { stdout, stderr, code: exit } = await child.output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { stdout: text(stdout), stderr: text(stderr), code: exit };
}

const ALLOWED = ["-A"];

Deno.test("an environment variable is undefined when it is unset or empty", async () => {
  const code =
    `io.stdout.write(JSON.stringify(["LOOKERVAULT_DB", "LOOKERVAULT_CONFIG", "NOT_SET"].map((n) => io.env(n) ?? null)))`;
  assertEquals((await run(code, { flags: ALLOWED })).stdout, '["set",null,null]');
});

Deno.test("a variable that may not be read is as if unset, but a setting of the program is an error", async () => {
  // NO_COLOR, say, Deno shows everybody.
  const code = `io.stdout.write(String(io.env("HOME")));
    try { io.env("LOOKERVAULT_DB") } catch (error) { io.stderr.write(error.message) }`;
  const { stdout, stderr } = await run(code, { flags: ["--allow-read", "--deny-env"] });
  assertEquals(stdout, "undefined");
  assertStringIncludes(stderr, 'Requires env access to "LOOKERVAULT_DB"');
});

Deno.test("arguments and streams are the process's; pipes have no width and nobody to ask", async () => {
  const code =
    `io.stdout.write(JSON.stringify([io.args, io.interactive, io.stdout.isTerminal, io.stdout.columns()]));
    io.stderr.write("é😀")`;
  const { stdout, stderr } = await run(code, { flags: ALLOWED, args: ["list", "--json"] });
  assertEquals([JSON.parse(stdout), stderr], [[["list", "--json"], false, false, null], "é😀"]);
});

Deno.test("write() writes all of a large text", async () => {
  const { stdout } = await run(`io.stdout.write("é".repeat(1_000_000))`, { flags: ALLOWED });
  assertEquals(stdout.length, 1_000_000);
});

Deno.test("ask() shows the question on stderr and reads one line after the other", async () => {
  const code =
    `io.stdout.write(JSON.stringify([io.ask("Sure? "), io.ask("Really? "), io.ask("? "), io.ask("? ")]))`;
  const { stdout, stderr } = await run(code, { flags: ALLOWED, input: "jä😀\r\n\nlast" });
  assertEquals(JSON.parse(stdout), ["jä😀", "", "last", null]);
  assertEquals(stderr, "Sure? Really? ? ? ");
});

Deno.test("a reader that goes away ends nothing", async () => {
  const program = `import { processIo } from ${JSON.stringify(IO)}; const io = processIo();
    for (let i = 0; i < 2000; i++) io.stdout.write("x".repeat(1000)); io.stderr.write("still here");`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", `data:application/typescript,${encodeURIComponent(program)}`],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await child.stdout.cancel();
  const stderr = await new Response(child.stderr).text();
  assertEquals([stderr, (await child.status).code], ["still here", 0]);
});
