/** The cron line of docs/nightly.md, run as cron runs it: what it prints is the mail. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { lockVault } from "../../lib/vault/lock.ts";
import { backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { taskWords } from "./_shell.ts";

/** The command of the cron line of a page, without its time. */
async function cronCommand(path: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  const [, command] = /```cron\n(?:[\d*/-]+ ){5}(.*)\n```/.exec(text) ?? [];
  assert(command !== undefined, `${path} has no cron line`);
  assert(!command.includes("%"), "cron takes % for the end of a line");
  return command;
}

/** A folder that is the home of a night, with a vault of `sim` in it. */
async function homeOf(sim: Sim, below: string): Promise<string> {
  await using place = await backup(sim);
  await place.run({});
  const home = `${below}/${crypto.randomUUID()}`;
  await Deno.mkdir(home);
  await Deno.copyFile(place.path, `${home}/lookervault.db`);
  return home;
}

Deno.test("each way in which a night fails sends a mail that says what to do, and keeps the exit code", async () => {
  await using sim = startSim({ dashboards: 40, looks: 2, tileBytes: 100, users: 3 });
  const root = await Deno.makeTempDir({ prefix: "lookervault-cron-" });
  const program = taskWords("lookervault").map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(`${root}/lookervault`, `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
  const command = await cronCommand("docs/nightly.md");
  const denoDir = JSON.parse(
    new TextDecoder().decode(
      (await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()).stdout,
    ),
  ).denoDir as string;

  /** Runs the night as cron does, and gives what it would mail. */
  async function night(
    home: string,
    env: Record<string, string> = {},
  ): Promise<{ code: number; mail: string }> {
    const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: ["-c", command],
      cwd: "/",
      clearEnv: true,
      env: {
        HOME: home,
        PATH: `${root}:/usr/bin:/bin`,
        DENO_DIR: denoDir,
        LOOKERVAULT_BASE_URL: sim.url,
        LOOKERVAULT_CLIENT_ID: sim.options.clientId,
        LOOKERVAULT_CLIENT_SECRET: sim.options.clientSecret,
        ...env,
      },
    }).output();
    const decoder = new TextDecoder();
    return { code, mail: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  try {
    const home = await homeOf(sim, root);
    const good = await night(home);
    assertEquals(good, { code: 0, mail: "" }, "a night without news sends no mail");

    const other = await night(home, { LOOKERVAULT_BASE_URL: "http://127.0.0.1:1" });
    assertEquals(other.code, 2, other.mail);
    assertMatch(other.mail, /the vault is a backup of http:\/\/127\.0\.0\.1:\d+[^]*hint: .*--db/);

    sim.faults.add({ kind: "reset", operation: "login" });
    const gone = await night(home);
    sim.faults.clear();
    assertEquals(gone.code, 3, gone.mail);
    assertMatch(gone.mail, /error: Cannot [^\n]*\n {2}hint: /);

    const key = await night(home, { LOOKERVAULT_CLIENT_SECRET: "wrong" });
    assertEquals(key.code, 3, key.mail);
    assertMatch(key.mail, /error: Cannot log in[^]*hint: /);

    const configuration = await night(home, { LOOKERVAULT_TIMEOUT: "4" });
    assertEquals(configuration.code, 2, configuration.mail);
    assertMatch(configuration.mail, /LOOKERVAULT_TIMEOUT[^]*5 to 600[^]*hint: /);

    {
      using _lock = lockVault(`${home}/lookervault.db`, {
        pid: 1,
        user: "ada",
        since: "2026-01-01T00:00:00.000Z",
      });
      const busy = await night(home);
      assertEquals(busy.code, 6, busy.mail);
      assertMatch(busy.mail, /another run[^]*hint: /);
    }

    sim.faults.add({ kind: "403", operation: "search_roles" });
    const partial = await night(home);
    sim.faults.clear();
    assertEquals(partial.code, 4, partial.mail);
    assertMatch(partial.mail, /is not complete: .*roles.*\n {2}hint: Give the API user the role Admin/);

    for (let id = 1; id <= 40; id++) sim.mutate({ op: "delete", type: "dashboards", id: String(id) });
    const wiped = await night(home);
    assertEquals(wiped.code, 4, wiped.mail);
    assertMatch(wiped.mail, /\d+ of \d+ dashboards are suddenly missing in Looker/);
    assertMatch(
      wiped.mail,
      /hint: If the instance was lost.*lookervault restore all --dry-run.*--accept-deletions/,
    );

    {
      using db = new DatabaseSync(`${home}/lookervault.db`);
      db.exec("UPDATE content_items SET content_hash = zeroblob(32) WHERE content_type = 2 AND id = '1'");
    }
    const damaged = await night(home);
    assertEquals(damaged.code, 5, damaged.mail);
    assertMatch(damaged.mail, /is damaged: looks 1: [^\n]*\n {2}hint: .*lookervault extract looks/);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
