import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { cellWidth } from "../../lib/term/cell.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { run } from "../e2e/_run.ts";
import { digestOf } from "../vault/_vaults.ts";
import type { Play, Played } from "./_fakes.ts";
import { restore } from "./_restore.ts";
import { RestoredVault, STORED_OPTIONS } from "./_restore_vault.ts";

/** Three restores, the last interrupted; two failures of the first, one of the second, one type each. */
function vault(): RestoredVault {
  const made = new RestoredVault([
    { id: "aaa111", status: "partial", began: "2026-01-02T03:04:05.000Z" },
    {
      id: "aab222",
      status: "completed",
      began: "2026-01-03T03:04:05.000Z",
      destination: "https://new.looker.com",
    },
    { id: "ccc333", status: "interrupted", began: "2026-01-04T03:04:05.000Z" },
  ]);
  made.addLetter("aaa111", 1, "12", "title is taken");
  made.addLetter("aaa111", 2, "7", "query is refused");
  made.addLetter("aab222", 1, "12", "folder is missing");
  made.addMapping("dashboards", "12", "88");
  made.addMapping("dashboard_elements", "3", "12");
  made.addMapping("looks", "7", "70");
  return made;
}

const ask = (made: RestoredVault, args: string, how: Play = {}): Promise<Played> =>
  restore([...args.split(" "), "--db", made.path], how);

const json = async (made: RestoredVault, args: string) =>
  JSON.parse((await ask(made, `${args} --json`)).stdout);

Deno.test("restore status lists the restores, the newest first, and how to go on", async () => {
  using made = vault();
  const { exit, stdout, offline } = await ask(made, "status", { columns: 100 });
  assertEquals([exit, offline], [0, true]);
  const lines = stdout.split("\n");
  assertEquals(lines.slice(1, 4).map((line) => line.split(" ")[0]), ["ccc333", "aab222", "aaa111"]);
  assertMatch(stdout, /lookervault restore resume ccc333 --db \S+ resumes\s+it/);
});

Deno.test("restore status prints commands that reach the vault, the instance and the snapshot of the restore", async () => {
  using made = new RestoredVault([{
    id: "ddd444",
    status: "interrupted",
    began: "2026-01-05T03:04:05.000Z",
    destination: "https://new.looker.com",
    options: { ...STORED_OPTIONS, fromSnapshot: "2026-01-04T03-04-05Z" },
  }]);
  made.addLetter("ddd444", 1, "12", "title is taken");
  const vault = `--db ${made.path}`,
    to = "--to https://new.looker.com",
    from = "--from-snapshot 2026-01-04T03-04-05Z";
  for (const args of ["status", "status ddd444"]) {
    const { stdout, stderr } = await ask(made, args), text = stdout + stderr;
    // An undo reads the previous state from the vault, and refuses a snapshot.
    for (
      const command of [
        `restore resume ddd444 ${vault} ${to} ${from} resumes it`,
        `restore dlq list ${vault} shows`,
        `restore undo ddd444 ${vault} ${to} restores`,
      ]
    ) assertStringIncludes(text, `lookervault ${command}`);
  }
  const { stdout, stderr } = await ask(made, "dlq list");
  assertStringIncludes(stdout + stderr, `restore dlq retry ${to} ${from} retries them`);
  // Failures of restores into several instances have no common options.
  made.addSession({ id: "eee555", status: "partial", began: "2026-01-06T03:04:05.000Z" });
  made.addLetter("eee555", 1, "13", "title is taken");
  const both = await ask(made, "dlq list");
  assertStringIncludes(both.stdout + both.stderr, `restore dlq retry retries them`);
});

Deno.test("restore status with an id, or its beginning, tells all of one", async () => {
  using made = vault();
  const { stdout } = await ask(made, "status aaa");
  for (const part of ["partial", "ada@acme.com", "1, 2 of them in the queue", "restore undo aaa111"]) {
    assertStringIncludes(stdout, part);
  }
  const document = await json(made, "status aaa111");
  assertEquals([document.command, document.status, document.count], ["restore status", "ok", 1]);
  assertEquals(document.sessions[0], {
    session_id: "aaa111",
    command: "restore all",
    status: "partial",
    source: "https://acme.looker.com",
    destination: "https://acme.looker.com",
    snapshot: null,
    started_at: "2026-01-02T03:04:05.000Z",
    completed_at: null,
    host_user: "ada",
    api_user: "ada@acme.com",
    totals: {
      planned: 12,
      created: 2,
      updated: 3,
      unchanged: 0,
      undeleted: 0,
      skipped: 0,
      incomplete: 0,
      failed: 1,
      unrestorable: 0,
    },
    verified: { same: 5, different: 0 },
    calls: 40,
    queued: 2,
    error: null,
    items: [],
  });
});

Deno.test("restore status with an id lists what the restore did, with new ids and where they are", async () => {
  using made = vault();
  made.addStep("aab222", 1, { id: "12", step: "dashboards", state: "created", to: "431" });
  made.addStep("aab222", 1, { id: "12", step: "item", state: "created", to: "431" });
  made.addStep("aab222", 1, { id: "9", step: "item", state: "updated", to: "9" });
  made.addStep("aab222", 12, { id: "3", step: "item", state: "failed", to: null });
  // Made, and the restore stopped before it was read back.
  made.addStep("aab222", 2, { id: "7", step: "looks", state: "created", to: "70" });
  made.addStep("aab222", 2, { id: "8", step: "dashboard_elements/4", state: "created", to: "71" });
  const { sessions: [session] } = await json(made, "status aab222");
  const items = session.items.map((
    { type, id, result, destination_id, url }: Record<string, string>,
  ) => [type, id, result, destination_id, url]);
  assertEquals(items, [
    ["dashboards", "12", "created", "431", "https://new.looker.com/dashboards/431"],
    ["dashboards", "9", "updated", "9", "https://new.looker.com/dashboards/9"],
    ["looks", "7", "created", "70", "https://new.looker.com/looks/70"],
    ["scheduled_plans", "3", "failed", null, null],
  ]);
  const { stdout } = await ask(made, "status aab222", { columns: 120 });
  assertStringIncludes(stdout, "12 → 431");
  // The list of all restores stays short.
  assertEquals((await json(made, "status")).sessions.some((one: object) => "items" in one), false);
});

for (const [id, part] of [["x", "no restore in the vault"], ["aa", "2 ids start with that"]] as const) {
  Deno.test(`restore status ${id} exits 2 and says why`, async () => {
    using made = vault();
    const { exit, stderr } = await ask(made, `status ${id}`);
    assertEquals(exit, 2);
    assertStringIncludes(stderr, part);
  });
}

for (
  const [filter, ids, total] of [
    ["", [1, 2, 3], 3],
    ["--session aaa", [1, 2], 2],
    ["--type look", [2], 1],
    ["--type dashboards --limit 1", [1], 2],
    ["--offset 1", [2, 3], 3],
    ["--limit 1 --offset 5", [], 3],
  ] as const
) {
  Deno.test(`restore dlq list ${filter} pages after all filters`, async () => {
    using made = vault();
    const document = await json(made, `dlq list ${filter}`.trim());
    assertEquals(document.letters.map(({ id }: { id: number }) => id), ids);
    assertEquals([document.count, document.total], [ids.length, total]);
  });
}

Deno.test("restore dlq list shows item, operation, status, tries and message", async () => {
  using made = vault();
  const { stdout } = await ask(made, "dlq list");
  assertEquals(stdout.split("\n")[1]?.split("\t"), [
    "1",
    "dashboards",
    "12",
    "update_dashboard",
    "422",
    "2",
    "2026-01-03T03:04Z",
    "title is taken",
  ]);
});

Deno.test("restore dlq show tells what was sent, with every number, and the stack", async () => {
  using made = vault();
  const { stdout } = await ask(made, "dlq show 1");
  for (
    const part of ["title is taken", '    "big": 9007199254740993\n', "Error: at x", "2026-01-02T03:04Z"]
  ) {
    assertStringIncludes(stdout, part);
  }
  const { letter } = await json(made, "dlq show 1");
  assertEquals([letter.payload, letter.stack, letter.destination], [
    '{"title":"a","big":9007199254740993}',
    "Error: at x",
    "https://acme.looker.com",
  ]);
  assertEquals((await ask(made, "dlq show 99")).exit, 2);
});

Deno.test("restore dlq clear needs consent, and really clears", async () => {
  using made = vault();
  const refused = await ask(made, "dlq clear");
  assertEquals([refused.exit, made.letters()], [2, 3]);
  assertStringIncludes(refused.stderr, "--yes");
  const declined = await ask(made, "dlq clear", { answer: "", columns: 80 });
  assertEquals([declined.exit, made.letters()], [130, 3]);
  assertStringIncludes(declined.stderr, "Remove 3 failures from the queue permanently? [y/N]");
  assertEquals(await json(made, "dlq clear 2 --yes"), {
    command: "restore dlq clear",
    status: "ok",
    cleared: 1,
  });
  assertEquals((await ask(made, "dlq clear 2 --yes")).exit, 2);
  const agreed = await ask(made, "dlq clear", { answer: "y", columns: 80 });
  assertEquals([agreed.exit, agreed.stdout, made.letters()], [0, "Removed 2 failures from the queue.\n", 0]);
  assertEquals((await ask(made, "dlq clear --force")).stdout, "The queue was empty.\n");
});

for (
  const [filter, ids] of [
    ["", ["3", "12", "7"]],
    ["--type dashboard", ["12"]],
    ["--type dashboard-elements", ["3"]],
    ["--id 12", ["3", "12"]],
    ["--limit 1 --offset 1", ["12"]],
  ] as const
) {
  Deno.test(`restore mappings ${filter} finds ${ids.join(", ")}`, async () => {
    using made = vault();
    const document = await json(made, `mappings ${filter}`.trim());
    assertEquals(document.mappings.map(({ source_id }: { source_id: string }) => source_id), ids);
  });
}

const READERS = ["status", "status aaa", "dlq list", "dlq show 1", "mappings"];

Deno.test("what looks at restores opens the vault read-only: no byte of it changes", async () => {
  using made = vault();
  made.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const before = digestOf(made.path);
  for (const args of READERS) assertEquals((await ask(made, args)).exit, 0);
  assertEquals(digestOf(made.path), before);
});

for (const columns of [120, 80, 40]) {
  Deno.test(`what looks at restores fits into ${columns} columns and lets nothing hostile through`, async () => {
    using made = vault();
    made.db.prepare("UPDATE dead_letter_queue SET message = ?, stack = ?, operation = ?").run(
      HOSTILE.map((text) => text.toWellFormed().replaceAll("\0", "")).join(" "),
      HOSTILE[0] ?? "",
      HOSTILE[3] ?? "",
    );
    for (const args of [...READERS, ...READERS.map((reader) => `${reader} --json`)]) {
      const { stdout } = await ask(made, args, { columns });
      for (const line of stdout.split("\n")) {
        assertFalse(steers(line), line);
        assert(args.endsWith("--json") || cellWidth(line) <= columns, `${args}: ${line}`);
      }
    }
  });
}

Deno.test("main.ts restore status, dlq list, dlq show and mappings work without network or credentials under the shipped permissions", async () => {
  using made = vault();
  const dir = await Deno.makeTempDir();
  try {
    const env = { LOOKERVAULT_BASE_URL: "", LOOKERVAULT_CLIENT_ID: "", LOOKERVAULT_CLIENT_SECRET: "" };
    const place = { dir, db: made.path, url: "", env };
    for (const args of READERS) {
      const { code, stdout, stderr } = await run(place, "--json", "restore", ...args.split(" "));
      assertEquals([code, stderr], [0, ""], args);
      assertEquals(JSON.parse(stdout).status, "ok");
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
