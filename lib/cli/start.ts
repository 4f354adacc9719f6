/**
 * The entry point. Prints `--version` immediately, and loads the program for everything else.
 *
 * @module
 */
import type { Io } from "../base/io.ts";
import { versionLine } from "./version.ts";

/** Runs the command line and returns the exit code. `leave` ends the process immediately, at a second Ctrl-C. */
export async function start(io: Io, leave: (code: number) => void): Promise<number> {
  const [first] = io.args;
  if (io.args.length === 1 && (first === "-V" || first === "--version")) {
    io.stdout.write(`${versionLine()}\n`);
    return 0;
  }
  const [{ runProgram }, { systemClock }] = await Promise.all([
    import("./program.ts"),
    import("../base/clock.ts"),
  ]);
  return await runProgram({ io, clock: systemClock, leave });
}
