/**
 * Runs a command line of lookervault within the test's own process: for tests of what a command does. What only a process
 * has is none here: permissions, signals, a working directory. Tests of those take `_run.ts`, as do those that go through all commands
 * (`fewer_flags_test.ts`, `binary_flags_test.ts`, `test/docs`).
 *
 * @module
 */
import { assert, assertThrows } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import type { Io, OutputStream } from "../../lib/base/io.ts";
import type { Sandbox } from "../../lib/base/sandbox.ts";
import type { SignalSource } from "../../lib/base/signals.ts";
import { runProgram } from "../../lib/cli/program.ts";
import { type Outcome, type Place, type Summary, summaryOf } from "./_run.ts";

/** Nothing is given up: the tests after this one need it. */
const WHOLE: Sandbox = { goOffline() {}, keepHost() {}, endWriting() {} };
/** No signal comes. */
const SILENT: SignalSource = { windows: false, add() {}, remove() {} };

/** Runs the program to its end. Paths in `args` are absolute. */
export async function run(place: Place, ...args: string[]): Promise<Outcome> {
  // The program would find it.
  assertThrows(() => Deno.statSync("lookervault.toml"), Deno.errors.NotFound);
  const env: Readonly<Record<string, string>> = {
    HOME: place.dir,
    LOOKERVAULT_BASE_URL: place.url,
    LOOKERVAULT_CLIENT_ID: "demo",
    LOOKERVAULT_CLIENT_SECRET: "demo-secret",
    LOOKERVAULT_DB: place.db,
    ...place.env,
  };
  const stdout = pipe(), stderr = pipe();
  const io: Io = {
    args,
    env: (name) => env[name] || undefined,
    stdout,
    stderr,
    interactive: false,
    ask: () => null,
  };
  const leave = (exit: number): void => assert(false, `left with ${exit}`);
  const code = await runProgram({ io, clock: systemClock, leave, signals: SILENT, sandbox: WHOLE });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs `--json extract` and reads its summary; `code` is the exit code it must have. */
export async function extract(place: Place, args: readonly string[] = [], code = 0): Promise<Summary> {
  return summaryOf(await run(place, "--json", "extract", ...args), code);
}

function pipe(): OutputStream & { text(): string } {
  const parts: string[] = [];
  return {
    write: (text) => void parts.push(text),
    isTerminal: false,
    columns: () => null,
    text: () => parts.join(""),
  };
}
