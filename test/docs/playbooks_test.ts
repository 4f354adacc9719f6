import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { backup } from "../extract/_in_process.ts";
import { daysLater } from "../restore/_days.ts";
import { type Item, type Sim, startSim } from "../sim/mod.ts";
import { Inside } from "./_inside.ts";
import { type Block, blocksOf, textOf } from "./_markdown.ts";
import { type Ended, HAS_SHELL, KEY, Shell } from "./_shell.ts";

const FILE = "docs/playbooks.md";
const JOBS = [...textOf(FILE).matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);

/** What a job said, with what stands there afterwards. */
interface Done extends Ended {
  file: (name: string) => string;
  sim: Sim;
}

/** What each job says, and what must hold afterwards. */
const SAYS: Readonly<Record<string, (done: Done) => void>> = {
  "See what changed on a dashboard": ({ output }) => {
    assertStringIncludes(output, '- tile "Retention"');
    assertStringIncludes(output, "edited by Jürgen Sato <user2@example.com>");
  },
  "See who edited a dashboard": ({ output }) =>
    assertStringIncludes(output, "edited by Jürgen Sato <user2@example.com>"),
  "Restore only one tile": ({ output, sim }) => {
    assertStringIncludes(output, "1 item restored");
    const dashboard = sim.store.table("dashboards").get("30");
    const tiles = dashboard?.get("dashboard_elements") as { title?: string }[];
    assertEquals(tiles.filter(({ title }) => title === "Retention").length, 1);
    // What else was edited stays.
    assertEquals(dashboard?.get("description"), "oops");
  },
  "Restore a complete dashboard": ({ output, sim }) => {
    assertStringIncludes(output, "1 item restored (1 updated)");
    assertNotEquals(sim.store.table("dashboards").get("30")?.get("description"), "oops");
  },
  "Restore a deleted dashboard": ({ output, sim }) => {
    assertStringIncludes(output, "1 item restored");
    const { title, deleted } = asTitled(sim.store.table("dashboards").get("30"));
    assertEquals([title, deleted], ["Executive overview", false]);
  },
  "Restore a deleted folder": ({ output, sim }) => {
    assertStringIncludes(output, "Complete");
    const finance = folderNamed(sim, "Finance").id;
    const inside = sim.store.table("dashboards").all().filter((one) => one.get("folder_id") === finance);
    assert(inside.length > 10, `${inside.length} dashboards are in it`);
    assertEquals(inside.filter((one) => one.get("deleted") === true).length < inside.length, true);
  },
  "List what a person owns": ({ output }) => {
    for (const word of ["owns", "may see", "--owner-map"]) assertStringIncludes(output, word);
  },
  "Write last week's changes for a mail": ({ file }) => {
    assertStringIncludes(file("changes.md"), "edited by `Jürgen Sato <user2@example.com>`");
  },
  "Prove the backup to an auditor": ({ file }) => {
    assertStringIncludes(file("coverage.md"), "5 of 5 copies equal to the backup");
    assertStringIncludes(file("coverage.md"), "all intact");
  },
  "Estimate the size in a year": ({ output }) => assertMatch(output, /^in a year\s+\S/m),
  "List what existed last week": ({ output }) => assertStringIncludes(output, "Finance"),
  "List schedules that send outside your domain": ({ output }) => {
    const rows = output.trim().split("\n").filter((line) => line.includes("@"));
    assert(rows.length > 0, output);
    assertEquals(rows.filter((row) => /@(?!acme\.com\b)/.test(row)), rows);
  },
  "Restore only the access list": ({ output, sim }) => {
    assertStringIncludes(output, "1 updated");
    assertEquals(inheritsIn(sim, "Finance"), true);
  },
  "Move a folder to another instance": ({ output }) => assertStringIncludes(output, "Complete"),
  "Compare two instances": ({ output }) => assertStringIncludes(output, "+ only in the second"),
  "Back up several instances": ({ output, code }) => {
    assertEquals(code, 0);
    for (const name of ["one", "two"]) assertMatch(output, new RegExp(`\\b${name}\\b`));
  },
  "Check everything": ({ output }) => {
    for (const word of ["vault", "backup", "coverage", "Nothing is wrong"]) {
      assertMatch(output, new RegExp(word, "i"));
    }
  },
};

function asTitled(item: Item | undefined): { title: unknown; deleted: unknown } {
  return { title: item?.get("title"), deleted: item?.get("deleted") };
}

function folderNamed({ store }: Sim, name: string): Item {
  const found = store.table("folders").all().find((folder) => folder.get("name") === name);
  if (found === undefined) throw new Error(`There is no folder ${name}`);
  return found;
}

/** Whether a folder has the access list of the one above. */
function inheritsIn(sim: Sim, name: string): boolean {
  const id = String(folderNamed(sim, name).get("content_metadata_id"));
  return sim.store.table("content_metadata").get(id)?.get("inherits") === true;
}

Deno.test("seventeen jobs: each has its commands, at most two", () => {
  assertEquals(JOBS, Object.keys(SAYS));
  assertEquals(JOBS.length, 17);
  for (const { text } of blocksOf(FILE)) {
    const lines = text.trim().split("\n");
    assert(lines.length <= 2 && !text.includes("jq"), text);
  }
});

Deno.test("seventeen jobs on an instance of 400 dashboards", { ignore: !HAS_SHELL }, async (t) => {
  await using sim = startSim({ ...KEY, dashboards: 400, looks: 40, tileBytes: 200 });
  await using other = startSim({ ...KEY, emptied: true, idOffset: 5000 });
  await using inside = new Inside();
  using shell = new Shell(sim, { others: { "https://new.looker.example": other.url }, inside });
  shell.login();
  const place = await backup(sim);
  await using _place = place;
  const night = (days: number) =>
    place.run({ noUserValues: false, incremental: true }, { clock: daysLater(days) });
  const ask = await asUser(sim.url, null), bob = await asUser(sim.url, "2");
  await ask("PATCH", "/dashboards/30", { title: "Executive overview" });
  await ask("PATCH", "/dashboard_elements/91", { title: "Retention" });
  await ask("PATCH", "/folders/31", { name: "Finance" });
  await ask("PATCH", "/folders/30", { name: "Marketing" });
  await night(-8.5);
  await bob("DELETE", "/dashboard_elements/91");
  await bob("PATCH", "/dashboards/30", { description: "oops" });
  await night(-0.5);
  await Deno.rename(place.path, `${shell.dir}/lookervault.db`);
  await Deno.writeTextFile(
    `${shell.dir}/lookervault.toml`,
    ["one", "two"].map((name) =>
      `[profile.${name}]\nbase_url = "${sim.url}"\nvault = "${name}.db"\nclient_id_env = "LOOKERVAULT_CLIENT_ID"\nclient_secret_env = "LOOKERVAULT_CLIENT_SECRET"\n`
    ).join("\n"),
    { mode: 0o600 },
  );
  const file = (name: string): string => Deno.readTextFileSync(`${shell.dir}/${name}`);
  for (const title of JOBS) {
    await t.step(title, async () => {
      if (title === "Restore a deleted dashboard") await ask("PATCH", "/dashboards/30", { deleted: true });
      if (title === "Restore a deleted folder") await ask("DELETE", "/folders/31");
      if (title === "Restore only the access list") {
        const id = String(folderNamed(sim, "Finance").get("content_metadata_id"));
        await ask("PATCH", `/content_metadata/${id}`, { inherits: false });
      }
      for (const block of blocksOf(FILE).filter(({ section }: Block) => section === title)) {
        SAYS[title]?.({ ...await shell.expect(block), file, sim });
      }
    });
  }
});

/** An admin's requests, in the name of a user. */
async function asUser(
  url: string,
  user: string | null,
): Promise<(method: string, path: string, body?: unknown) => Promise<void>> {
  const body = new URLSearchParams({ client_id: KEY.clientId, client_secret: KEY.clientSecret });
  const own = (await (await fetch(`${url}/api/4.0/login`, { method: "POST", body })).json()).access_token;
  const headers = (token: string) => ({
    authorization: `token ${token}`,
    "content-type": "application/json",
  });
  const token = user === null ? own : (await (await fetch(`${url}/api/4.0/login/${user}`, {
    method: "POST",
    headers: headers(own),
  })).json()).access_token;
  return async (method, path, body) => {
    const answer = await fetch(`${url}/api/4.0${path}`, {
      method,
      headers: headers(token),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  };
}
