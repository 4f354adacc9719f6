import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { diffCommand, type DiffDeps } from "../../lib/cli/commands/diff_command.ts";
import type { DiffRequest, VaultDiff } from "../../lib/inspect/diff.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { putItem } from "../../lib/vault/content.ts";
import { item, minute, newVault, TempDir } from "../vault/_vaults.ts";
import { emptyVault, type Play, play, type Played } from "./_fakes.ts";

const DIFF: VaultDiff = {
  from: "2026-01-01T00:00:00.000Z",
  to: null,
  instance: "https://acme.looker.com",
  basis: { kind: "asked" },
  of: null,
  folder: null,
  types: [{ type: "looks", added: 0, removed: 0, changed: 1 }],
  items: [{
    type: "looks",
    id: "7",
    name: HOSTILE.filter((one) => one.isWellFormed()).join(""),
    folder_id: null,
    folder: null,
    owner: null,
    change: "changed",
    from_version: "2026-01-01T00:00:00.000Z",
    to_version: "2026-01-02T00:00:00.000Z",
    differences: [{
      kind: "changed",
      part: ["tile \u202e"],
      path: "big",
      from: 9007199254740993n,
      to: "\x1b[2J",
    }],
  }],
};

type Asked = [
  request: { db: string; types: unknown; id?: string; full: boolean } | string,
  diff: DiffRequest,
];

/** A vault with a look 7 in a folder 3 below a folder 2. */
function smallVault(dir: TempDir): string {
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    const put = (type: "looks" | "folders", id: string, name: string, folderId: string | null): void =>
      void putItem(vault, item(type, id, { id }, { name, folderId }), { sessionId: "s1", at: minute(1) });
    put("folders", "2", "Shared", null);
    put("folders", "3", "Finance", "2");
    put("looks", "7", "Sales", "3");
  });
  return dir.file();
}

async function diff(
  args: string[],
  { complete = true, db = emptyVault(), found = DIFF, ...how }: Play & {
    complete?: boolean;
    db?: string;
    found?: VaultDiff;
  } = {},
): Promise<Played & { asked: Asked[] }> {
  const asked: Asked[] = [];
  const deps: DiffDeps = {
    vault({ path }, request) {
      asked.push([path, request]);
      return Promise.resolve(found);
    },
    live({ config: { db }, types, id, full }, request) {
      asked.push([{ db, types, ...(id !== undefined && { id }), full }, request]);
      const live = [{ type: "looks" as const, complete, note: complete ? null : "\x1b[31mrefused" }];
      return Promise.resolve({ ...found, to: "live", live, errors: [], calls: 7, warnings: [] });
    },
  };
  return {
    ...await play(["diff", "--db", db, ...args], {
      ...how,
      commands: [(run) => diffCommand(run, deps)],
    }),
    asked,
  };
}

Deno.test("diff hands on what is asked, by ids, names, paths and times, and gives up the network", async () => {
  using dir = new TempDir();
  const db = smallVault(dir), from = "2026-01-01T00:00:00.000Z";
  const request = { type: "looks" as const, id: "7", from, to: "2026-01-01T12:00:00.999Z", stat: true };
  for (const name of ["7", "Sales"]) {
    const { asked, exit, offline } = await diff(
      ["look", name, ..."--from 2026-01-01 --to 2026-01-01T12:00:00Z --stat".split(" ")],
      { db },
    );
    assertEquals([exit, offline, asked], [0, true, [[db, request]]]);
  }
  const folder = await diff(["--folder", "Shared/Finance"], { db });
  assertEquals(folder.asked, [[db, { folders: { path: "Shared/Finance", ids: new Set(["3"]) } }]]);
  const typed = await diff(["--type", "looks", "--folder", "2"], { db });
  assertEquals(typed.asked, [[db, { type: "looks", folders: { path: "Shared", ids: new Set(["2", "3"]) } }]]);
  assertEquals((await diff([])).asked, [[emptyVault(), {}]]);
});

Deno.test("diff refuses what names nothing, with the nearest name", async () => {
  using dir = new TempDir();
  const db = smallVault(dir);
  for (
    const [args, near] of [[["looks", "Salles"], "Sales"], [
      ["--folder", "Shared/Finanze"],
      "Shared/Finance",
    ]] as const
  ) {
    const { exit, asked, stderr } = await diff([...args], { db });
    assertEquals([exit, asked], [2, []]);
    assertStringIncludes(stderr, near);
  }
});

Deno.test("diff --exit-code ends with 7 where something differs, and says why; what Looker did not show comes first", async () => {
  const none = { ...DIFF, items: [], types: [] };
  for (const args of [["--exit-code"], ["--exit-code", "--to", "live"]]) {
    const { exit, stderr } = await diff([...args, "--quiet"]);
    assertEquals(exit, 7);
    assertStringIncludes(stderr, "Differences were found: 1 changed");
    assertEquals((await diff(args, { found: none })).exit, 0);
  }
  assertEquals((await diff([])).exit, 0);
  assertEquals((await diff(["--exit-code", "--to", "live"], { complete: false })).exit, 4);
});

Deno.test("diff --to live asks Looker, for one item or all, and ends with 4 where Looker did not show all", async () => {
  const all = await diff("--to live --from 2026-01-01 --full".split(" "));
  assertEquals([all.exit, all.offline], [0, false]);
  assertEquals(all.asked, [[{ db: emptyVault(), types: null, full: true }, {
    from: "2026-01-01T00:00:00.000Z",
  }]]);
  assertStringIncludes(all.stdout, "→ Looker now");
  assertStringIncludes(all.stdout, "1 changed (7 requests)");
  const one = await diff("look 7 --to LIVE --stat".split(" "));
  assertEquals(one.asked, [[{ db: emptyVault(), types: ["looks"], id: "7", full: false }, {
    type: "looks",
    id: "7",
    stat: true,
  }]]);
  for (const format of ["text", "md", "json"]) {
    const part = await diff(["--to", "live", "--format", format], { complete: false, columns: 80 });
    assertEquals(part.exit, 4);
    assertStringIncludes(part.stdout, "refused");
    for (const line of part.stdout.split("\n")) assertFalse(steers(line), line);
  }
  const { to, live, calls } = JSON.parse((await diff(["--to", "live", "--json"])).stdout);
  assertEquals([to, live, calls], ["live", [{ type: "looks", complete: true, note: null }], 7]);
});

Deno.test("diff refuses moments in the wrong order, --full without Looker, and Looker without a configuration", async () => {
  for (
    const args of [["--from", "2026-01-01", "--to", "2025-01-01"], ["--full"], ["--to", "then"], [
      "--from",
      "2099-01-01",
    ], [
      "--from",
      "2099-01-01",
      "--to",
      "live",
    ]]
  ) {
    const { exit, asked } = await diff(args);
    assertEquals([exit, asked], [2, []]);
  }
  const unconfigured = await diff(["--to", "live"], { env: {} });
  assertEquals([unconfigured.exit, unconfigured.asked], [2, []]);
});

Deno.test("diff --json and --format json are one document with exact numbers", async () => {
  for (const args of [["--json"], ["--format", "json"], ["--json", "--format", "md"]]) {
    for (const columns of [null, 80]) {
      const { stdout } = await diff(args, { columns });
      const document = JSON.parse(stdout);
      assertEquals([document.command, document.status, document.items[0].name], [
        "diff",
        "ok",
        DIFF.items[0]?.name,
      ]);
      assertStringIncludes(stdout.replaceAll(" ", ""), '"from":9007199254740993,');
      assertFalse(steers(stdout.replaceAll("\n", "")));
    }
  }
});

Deno.test("diff lets nothing of Looker's steer a terminal, as text or as Markdown", async () => {
  for (const format of ["text", "md"]) {
    const { stdout } = await diff(["--format", format], { columns: 80 });
    for (const line of stdout.split("\n")) assertFalse(steers(line), line);
    assert(stdout.includes("9007199254740993"), stdout);
  }
});
