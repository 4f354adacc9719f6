import { assert, assertEquals } from "@std/assert";
import { readBody } from "../../lib/vault/versions.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { cell, TempDir } from "./_vaults.ts";

/** Runs the writing program and kills it once it has said `batches` times that a batch is in. */
async function killedAfter(batches: number, path: string): Promise<{ pid: number; told: number }> {
  const program = new URL("_write.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", program, path],
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const chunk of child.stdout) {
    text += new TextDecoder().decode(chunk);
    // What comes after the kill was written before it: it is read to the end.
    if (text.split("\n").length > batches) kill(child);
  }
  await child.status;
  return { pid: child.pid, told: Number(text.trim().split("\n").at(-1)) };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It is gone already.
  }
}

Deno.test("kill -9 while writing, again and again, loses no batch that was in and keeps none by half", async () => {
  using dir = new TempDir();
  const path = dir.file();
  const runs: { pid: number; told: number }[] = [];
  for (const batches of [1, 2, 7, 30]) {
    runs.push(await killedAfter(batches, path));
    using vault = openVaultForReading(path);
    assertEquals(cell(vault, "PRAGMA integrity_check"), "ok");
    for (const { pid, told } of runs) {
      const items = Number(
        cell(vault, "SELECT count(*) FROM content_items WHERE session_id = ?", String(pid)),
      );
      const stored = cell(vault, "SELECT stored FROM sync_checkpoints WHERE session_id = ?", String(pid));
      assertEquals(stored, items);
      assert(items >= told, `${items} of ${told}`);
      for (const i of [0, items - 1]) assert(readBody(vault, 1, `${pid}-${i}`) !== null);
    }
  }
});
