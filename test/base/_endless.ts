/**
 * A program whose thread is deep in SQLite for good, with a watchdog beside it: `deno run _endless.ts block` says `busy` and
 * is; `wait` goes on hearing, and ends by itself when it is told to. With `--said` something was on stdout before.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { listenForInterrupt } from "../../lib/base/signals.ts";
import { startWatchdog } from "../../lib/base/watchdog.ts";

const said = new Int32Array(new SharedArrayBuffer(4));
using interrupt = listenForInterrupt({ now: () => Deno.exit(1) });
using _watchdog = await startWatchdog(interrupt, {
  stderr: "stopped\n",
  stdout: '{"status":"interrupted"}\n',
  said,
});
if (Deno.args.includes("--said")) Atomics.store(said, 0, 1);
await Deno.stderr.write(new TextEncoder().encode("busy\n"));
if (Deno.args[0] === "wait") {
  await new Promise((resolve) => interrupt.signal.addEventListener("abort", resolve));
  Deno.exit(42);
}
using db = new DatabaseSync(":memory:");
db.prepare("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c").get();
