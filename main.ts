/**
 * The command `lookervault`. Only this file ends the process.
 *
 * @module
 */
import { messageOf } from "./lib/base/errors.ts";
import { processIo } from "./lib/base/io.ts";
import { sanitize } from "./lib/base/log.ts";
import { start } from "./lib/cli/start.ts";

if (import.meta.main) {
  const io = processIo();
  // An internal error: print it, and show the cursor again.
  const crash = (reason: unknown): never => {
    const shown = io.stderr.isTerminal ? "\x1b[?25h" : "";
    io.stderr.write(`${shown}error: Cannot go on: ${sanitize(messageOf(reason))}\n`);
    return Deno.exit(1);
  };
  globalThis.addEventListener("unhandledrejection", (event) => crash(event.reason));
  globalThis.addEventListener("error", (event) => crash(event.error));
  Deno.exit(await start(io, (code) => Deno.exit(code)));
}
