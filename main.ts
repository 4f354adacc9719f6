/**
 * lookervault: the undo button for Looker. The only file that ends the process.
 *
 * @module
 */
import { messageOf } from "./lib/base/errors.ts";
import { processIo } from "./lib/base/io.ts";
import { sanitize } from "./lib/base/log.ts";
import { start } from "./lib/cli/start.ts";

if (import.meta.main) {
  const io = processIo();
  // Nothing rejects unseen on purpose: if it happens, it is a mistake of ours, and the cursor has to come back.
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    const shown = io.stderr.isTerminal ? "\x1b[?25h" : "";
    io.stderr.write(`${shown}error: Cannot go on: ${sanitize(messageOf(event.reason))}\n`);
    Deno.exit(1);
  });
  Deno.exit(await start(io, (code) => Deno.exit(code)));
}
