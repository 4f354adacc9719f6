/**
 * A program that writes batches into the vault at PATH, without end or until a file STOP is there, each with its checkpoint,
 * and says after each how many items are in.
 *
 * @module
 */
import { putItem } from "../../lib/vault/content.ts";
import { fileSize } from "../../lib/vault/file_size.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { saveCheckpoint } from "../../lib/vault/sessions.ts";
import { checkpoint } from "./_checkpoint.ts";
import { begin, item, minute, WRITING } from "./_vaults.ts";

const [path = "", stop] = Deno.args;
using vault = openVaultForWriting(path, WRITING);
const sessionId = String(Deno.pid);
vault.withTransaction(() => begin(vault, sessionId));
for (let stored = 20; stop === undefined || fileSize(stop) === null; stored += 20) {
  vault.withTransaction(() => {
    for (let i = stored - 20; i < stored; i++) {
      const noise = crypto.getRandomValues(new Uint8Array(3000)).toHex();
      putItem(vault, item("dashboards", `${sessionId}-${i}`, { i, noise }), { sessionId, at: minute(1) });
    }
    saveCheckpoint(vault, sessionId, checkpoint({ stored }));
  });
  await Deno.stdout.write(new TextEncoder().encode(`${stored}\n`));
}
