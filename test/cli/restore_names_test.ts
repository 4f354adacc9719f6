import { assertEquals } from "@std/assert";
import { restore } from "./_restore.ts";

/** A command line → the command that its document names. */
const LINES: Record<string, string> = {
  "single dashboards 12 --yes": "restore single",
  "bulk looks --yes": "restore bulk",
  "all --yes": "restore all",
  "undo --yes": "restore undo",
  "resume --yes": "restore resume",
  "dlq retry --yes": "restore dlq retry",
  "drill --sample 2 --yes": "restore drill",
};

for (const [line, name] of Object.entries(LINES)) {
  Deno.test(`restore ${line} names itself when it is done, when it fails, and when nothing could be read of it`, async () => {
    const named = async (args: string[], fails = false): Promise<unknown[]> => {
      const engine = (): never => {
        throw new Error("gone");
      };
      const { stdout, exit } = await restore([...args, "--json"], {}, fails ? { engine } : {});
      const { command, status } = JSON.parse(stdout);
      return [command, status, exit];
    };
    const args = line.split(" ");
    assertEquals(await named(args), [name, "completed", 0]);
    assertEquals(await named(args, true), [name, "failed", 1]);
    assertEquals(await named(["--db", "single", ...args, "--no-such-option"]), [name, "failed", 2]);
  });
}

for (const line of ["status", "dlq list", "dlq show 3", "dlq clear --yes", "mappings"]) {
  Deno.test(`restore ${line} names itself when there is no vault`, async () => {
    const { stdout, exit } = await restore([...line.split(" "), "--db", "/nowhere/vault.db", "--json"]);
    const { command, status, error } = JSON.parse(stdout);
    const name = line.match(/^[a-z]+( (list|show|clear))?/)?.[0];
    assertEquals([command, status, exit], [`restore ${name}`, "failed", error.exit_code]);
  });
}

Deno.test("restore that was not confirmed says in JSON that it was interrupted", async () => {
  const { stdout, exit } = await restore(["drill", "--sample", "2", "--json"], { answer: "n", columns: 80 });
  const { command, status } = JSON.parse(stdout);
  assertEquals([command, status, exit], ["restore drill", "interrupted", 130]);
});
