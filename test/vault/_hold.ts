/**
 * A program that holds a vault: `deno run -A _hold.ts run PATH` writes to it as a run does, `busy PATH` as another
 * program would. Says `held` on stdout; lets go and ends when a line comes on stdin.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { begin, item, minute, WRITING } from "./_vaults.ts";

const [how, path] = Deno.args as [string, string];
if (how === "run") {
  const vault = openVaultForWriting(path, WRITING);
  vault.withTransaction(() => {
    begin(vault, "child");
    putItem(vault, item("dashboards", "1", { id: "1" }), { sessionId: "child", at: minute(1) });
  });
  // What is open when the program is killed must not count.
  vault.prepare("BEGIN IMMEDIATE").run();
  putItem(vault, item("dashboards", "2", { id: "2" }), { sessionId: "child", at: minute(1) });
} else {
  new DatabaseSync(path).exec("BEGIN IMMEDIATE; INSERT INTO meta VALUES ('x', 'y')");
}
await Deno.stdout.write(new TextEncoder().encode("held\n"));
// A busy program lets go a moment after it was told to: whoever told it is waiting by then.
await Deno.stdin.read(new Uint8Array(1));
if (how === "busy") await new Promise((resolve) => setTimeout(resolve, 500));
