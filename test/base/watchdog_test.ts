/** Signals are heard though a statement of SQLite never ends. */
import { assertEquals } from "@std/assert";
import { shippedArguments } from "../../scripts/shipped_flags.ts";

const FLAGS = (await shippedArguments()).slice(0, -1);
const PROGRAM = new URL("_endless.ts", import.meta.url).pathname;

/** Starts the program under the shipped flags, waits until it is busy, sends a signal, and waits for its end. */
async function stopped(
  signal: Deno.Signal,
  ...args: string[]
): Promise<[code: number, out: string, err: string]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...FLAGS, PROGRAM, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let err = "";
  while (!err.includes("busy\n")) err += (await reader.read()).value ?? "";
  child.kill(signal);
  const out = await new Response(child.stdout).text();
  for (let next = await reader.read(); !next.done; next = await reader.read()) err += next.value;
  return [(await child.status).code, out, err];
}

const onUnix = { ignore: Deno.build.os === "windows" };

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(
    `${signal} ends a process whose thread is in an endless statement, exit 130`,
    onUnix,
    async () => {
      assertEquals(await stopped(signal, "block"), [130, '{"status":"interrupted"}\n', "busy\nstopped\n"]);
    },
  );
}

Deno.test(
  "a watchdog adds nothing to an output that has begun, and lets who hears the signal end by themselves",
  onUnix,
  async () => {
    assertEquals(await stopped("SIGINT", "block", "--said"), [130, "", "busy\nstopped\n"]);
    assertEquals(await stopped("SIGTERM", "wait"), [42, "", "busy\n"]);
  },
);
