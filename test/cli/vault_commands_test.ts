import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { parse as parseYaml } from "@std/yaml";
import { sanitizeJson } from "../../lib/base/log.ts";
import { listCommand, type ListDeps } from "../../lib/cli/commands/list_command.ts";
import { showCommand } from "../../lib/cli/commands/show_command.ts";
import { verifyCommand } from "../../lib/cli/commands/verify_command.ts";
import { DamagedItemError } from "../../lib/inspect/errors.ts";
import type { ItemRow } from "../../lib/inspect/list.ts";
import { ListColumns } from "../../lib/inspect/list_columns.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import type { Problem, VerifyResult } from "../../lib/inspect/verify/report.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { emptyVault, type Play, play, type Played } from "./_fakes.ts";

const row = (given: Partial<ItemRow> = {}): ItemRow => ({
  type: "dashboards",
  id: "42",
  name: "Sales",
  owner_id: "3",
  owner_email: "ada@acme.com",
  folder_id: "7",
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-02T03:04:05.000Z",
  synced_at: "2026-01-03T00:00:00.000Z",
  deleted_at: null,
  trashed: false,
  content_size: 12_345,
  ...given,
});

interface ListPlay extends Play {
  total?: number;
  damaged?: string[];
  chunks?: () => Iterable<ItemRow[]>;
}

async function list(
  args: string[],
  rows: ItemRow[] = [row()],
  {
    chunks = (): ItemRow[][] => rows.map((one) => [one]),
    total = rows.length,
    damaged = [],
    ...how
  }: ListPlay = {},
): Promise<Played & { asked: unknown[] }> {
  const asked: unknown[] = [];
  const deps: ListDeps = {
    items(vault, type, filter) {
      asked.push(vault.path, type, filter);
      const columns = new ListColumns(vault, type === null ? CONTENT_TYPES : [type], {
        domains: filter.outside,
      });
      return Promise.resolve({
        type,
        count: rows.length,
        total,
        sample: () => rows,
        chunks,
        columns: (names) => names?.map((name) => columns.named(name)) ?? columns.usual(),
        damaged: () => damaged,
      });
    },
    owner: () => Promise.reject(new Error("nobody is asked about")),
    types: () =>
      Promise.resolve([{
        type: "dashboards",
        items: 5000,
        deleted: 3,
        bytes: 1e6,
        captured: "2026-01-03T04:05:06.000Z",
      }]),
  };
  return {
    ...await play(["list", "--db", emptyVault(), ...args], {
      ...how,
      commands: [(run) => listCommand(run, deps)],
    }),
    asked,
  };
}

Deno.test("list hands its filters on and gives up the network first", async () => {
  const args =
    "dashboard --folder 7 --owner ada@acme.com --name *x* --updated-after 2026-01-01 --deleted --limit 0 --offset 2 --sort -name";
  const { asked, exit, offline } = await list(args.split(" "));
  assertEquals([exit, offline], [0, true]);
  assertEquals(asked, [emptyVault(), "dashboards", {
    folder: "7",
    owner: "ada@acme.com",
    name: "*x*",
    updatedAfter: "2026-01-01T00:00:00.000Z",
    deleted: true,
    limit: 0,
    offset: 2,
    sort: "-name",
  }]);
});

Deno.test("list takes its type in the older spelling too", async () => {
  for (
    const args of [["--type", "dashboard"], ["--types", "dashboards"], ["dashboards", "--type=dashboard"]]
  ) {
    assertEquals((await list(args)).asked[1], "dashboards");
  }
});

Deno.test("list refuses two types at once, and filters that are empty", async () => {
  const REFUSED: [args: string[], says: string][] = [
    [["dashboards", "--type", "looks"], "dashboards and looks at once"],
    [["--types", "looks,users"], "looks and users at once"],
    [["looks", "--name", ""], "must not be empty"],
    [["looks", "--folder", " "], "must not be empty"],
    [["looks", "--owner="], "must not be empty"],
  ];
  for (const [args, says] of REFUSED) {
    const { exit, asked, stderr } = await list(args);
    assertEquals([exit, asked], [2, []]);
    assertStringIncludes(stderr, says);
  }
});

Deno.test("list shows a table, with --json one document of the rows", async () => {
  assertEquals((await list(["dashboards"], undefined, { columns: 80 })).stdout.split("\n").slice(0, 2), [
    "id  name   folder  owner         updated                     size",
    "42  Sales  7       ada@acme.com  2026-01-02 03:04 +00:00  12.3 kB",
  ]);
  assertEquals(JSON.parse((await list(["dashboards", "--json"])).stdout), {
    command: "list",
    status: "ok",
    type: "dashboards",
    count: 1,
    total: 1,
    items: [row()],
  });
});

Deno.test("list --json is one document, exits 5 and says why when a row cannot be read halfway", async () => {
  function* chunks(): Generator<ItemRow[]> {
    yield [row()];
    throw new DamagedItemError("Cannot read the vault v.db: \x1b[31ma page is damaged", {
      hint: "Verify it.",
    });
  }
  for (const columns of [null, 80]) {
    const { exit, stdout, stderr } = await list(["dashboards", "--json"], [row(), row()], {
      chunks,
      columns,
    });
    const { items, count, status, error } = JSON.parse(stdout);
    assertEquals([exit, items, count, status, error.exit_code, error.hint], [
      5,
      [row()],
      2,
      "failed",
      5,
      "Verify it.",
    ]);
    assertStringIncludes(stderr, "a page is damaged");
    if (columns !== null) assertFalse(steers(stdout.replaceAll("\n", "")));
  }
  const none = await list(["dashboards", "--json"], [], { columns: 80 });
  assertEquals(JSON.parse(none.stdout), {
    command: "list",
    status: "ok",
    type: "dashboards",
    count: 0,
    total: 0,
    items: [],
  });
});

Deno.test("list marks what Looker no longer has", async () => {
  const { stdout } = await list(["dashboards"], [
    row(),
    row({ id: "43", deleted_at: "2026-01-05T00:00:00.000Z" }),
  ]);
  assertEquals(stdout.split("\n").map((line) => line.split("\t").at(-1)), [
    "deleted_at",
    "",
    "2026-01-05T00:00Z",
    "",
  ]);
});

Deno.test("list without a type says how much there is of each", async () => {
  const { stdout } = await list([]);
  assertStringIncludes(stdout, "dashboards\t5000\t3\t1.0 MB\t2026-01-03T04:05Z");
});

Deno.test("list on a pipe is a table alone: the number of items is on stderr, and with --quiet nowhere", async () => {
  const { stdout, stderr } = await list(["dashboards", "--limit", "1"], [row()], { total: 60 });
  assertEquals(stdout.split("\n").map((line) => line.split("\t")), [
    ["id", "name", "folder", "owner", "updated", "size"],
    ["42", "Sales", "7", "ada@acme.com", "2026-01-02T03:04Z", "12345"],
    [""],
  ]);
  assertEquals(stderr, "1 of 60 dashboards. See the others with --limit and --offset.\n");
  assertEquals((await list(["dashboards", "--quiet"], [row()], { total: 60 })).stderr, "");
  const { stdout: screen } = await list(["dashboards"], [row()], { total: 60, columns: 80 });
  assertStringIncludes(screen, "1 of 60 dashboards. See the others with --limit and --offset.\n");
});

Deno.test("list says on a terminal how to narrow more than fits into a window", async () => {
  const rows = Array.from({ length: 101 }, (_, i) => row({ id: String(i) }));
  const { stdout } = await list(["dashboards"], rows, { columns: 120 });
  assertStringIncludes(stdout, "101 dashboards. Narrow them with --name");
});

Deno.test("list of all types needs a filter, and names the type of each item", async () => {
  const { asked, stdout } = await list(["--outside", "acme.com", "--outside", "b.example"]);
  assertEquals(asked.slice(1), [null, { outside: ["acme.com", "b.example"] }]);
  assertEquals(stdout.split("\n")[0], "type\tid\tname\toutside\tenabled\towner");
  assertEquals((await list(["--name", "*"])).stdout.split("\n")[0], "type\tid\tname\tfolder\towner\tupdated");
  const csv = await list(["--name", "*", "--format", "csv"]);
  assertEquals(csv.stdout.split(",")[0], "type");
  for (const args of [["--columns", "id"], ["--limit", "3"], ["--web"]]) {
    const { exit, stderr } = await list(args);
    assertEquals(exit, 2);
    assertStringIncludes(stderr, "neither a content type nor a filter is given");
  }
});

Deno.test("list says which items are damaged, and exits 5", async () => {
  const { exit, stdout, stderr } = await list(["users"], [row({ type: "users" })], {
    damaged: ["users 3", "users 4"],
  });
  assertEquals([exit, stdout.split("\n").length], [5, 3]);
  assertStringIncludes(stderr, "users 3 and 1 more");
});

Deno.test("list --columns suggests the nearest name, and lists the type's own", async () => {
  const { exit, stderr, stdout } = await list(["scheduled_plans", "--columns", "recipient"]);
  assertEquals([exit, stdout], [2, ""]);
  assertStringIncludes(stderr, "Did you mean recipients?");
  assertStringIncludes(stderr, "when, recipients, formats, enabled");
});

for (const columns of [40, 80, 120]) {
  Deno.test(`list lets nothing of a hostile title through at ${columns} columns`, async () => {
    const rows = [...HOSTILE, "日本語".repeat(200)].map((name) =>
      row({ name, id: name, owner_email: name, folder_id: name })
    );
    const { stdout } = await list(["dashboards"], rows, { columns });
    for (const line of stdout.split("\n")) {
      assertFalse(steers(line), line);
      assert(cellWidth(line) <= columns, line);
    }
    const json = await list(["dashboards", "--json"], rows, { columns });
    assertEquals(JSON.parse(json.stdout).items, rows);
    assertFalse(steers(json.stdout.replaceAll("\n", "")));
  });
}

for (const format of ["csv", "ndjson", "json"]) {
  Deno.test(`list --format ${format} lets nothing of a hostile title through, to a terminal or a pipe`, async () => {
    const rows = HOSTILE.map((name) => row({ name, id: name, owner_email: name }));
    for (const columns of [80, null]) {
      const { stdout } = await list(["dashboards", "--format", format], rows, { columns });
      assertFalse(steers(stdout.replaceAll("\n", "")));
      if (format === "json") assertEquals(JSON.parse(stdout).items, rows);
      if (format === "ndjson") assertEquals(stdout.trim().split("\n").map((line) => JSON.parse(line)), rows);
      if (format === "csv") assertEquals(stdout.trimEnd().split("\n").length, rows.length + 1);
    }
  });
}

Deno.test("list --raw gives a pipe each text as it is, a terminal never, and other formats not at all", async () => {
  const name = "=1+\u001b[31m\u202e",
    rows = [row({ name })],
    args = ["dashboards", "--format", "csv", "--raw"];
  assertStringIncludes((await list(args, rows, { columns: null })).stdout, `,${name},`);
  assertFalse(steers((await list(args, rows, { columns: 80 })).stdout.replaceAll("\n", "")));
  for (const other of [["--format", "json"], ["--json"], []]) {
    const { exit, stderr } = await list(["dashboards", "--raw", ...other], rows);
    assertEquals(exit, 2);
    assertStringIncludes(stderr, "--raw: it is for CSV only");
  }
});

Deno.test("list --columns prints these columns, in that order, in every format", async () => {
  const of = async (...more: string[]): Promise<string> =>
    (await list(["dashboards", "--columns", "name,updated-at,trashed", ...more])).stdout;
  assertEquals(await of(), "name\tupdated_at\ttrashed\nSales\t2026-01-02T03:04Z\tno\n");
  assertEquals(
    await of("--format", "csv"),
    "name,updated_at,trashed\nSales,2026-01-02T03:04:05.000Z,false\n",
  );
  const item = { name: "Sales", updated_at: "2026-01-02T03:04:05.000Z", trashed: false };
  assertEquals(JSON.parse(await of("--format", "ndjson")), item);
  assertEquals(JSON.parse(await of("--json")).items, [item]);
  const { exit, stderr } = await list(["dashboards", "--columns", "color"]);
  assertEquals(exit, 2);
  assertStringIncludes(stderr, "The columns are: id, name, owner_id");
});

Deno.test("list with --json is one document whatever --format says", async () => {
  for (const format of ["table", "csv", "ndjson", "json"]) {
    assertEquals(JSON.parse((await list(["dashboards", "--json", "--format", format])).stdout).count, 1);
  }
});

const BODY = '{"id":"42","big":9007199254740993,"title":"a\\u001b[2J\u202e","tiles":[]}';

function show(args: string[], how: Play = {}): Promise<Played> {
  return play(["show", "--db", emptyVault(), "dashboard", "42", ...args], {
    ...how,
    commands: [(run) => showCommand(run, () => Promise.resolve(BODY))],
  });
}

Deno.test("show prints the item exactly, for a program on one line", async () => {
  const line = (await show(["--json"])).stdout;
  assertEquals(line, `${sanitizeJson(BODY)}\n`);
  assertEquals([JSON.parse(line), steers(line.trimEnd())], [JSON.parse(BODY), false]);
  const { stdout, offline } = await show([]);
  assert(offline);
  assertStringIncludes(stdout, '  "big": 9007199254740993,\n');
});

Deno.test("show on a terminal lets nothing steer it and keeps the value", async () => {
  for (const args of [[], ["--json"], ["--format", "yaml"]]) {
    const { stdout } = await show(args, { columns: 80 });
    assertFalse(steers(stdout.replaceAll("\n", "")));
    if (args[0] === "--format") continue;
    assertEquals(JSON.parse(stdout), JSON.parse(BODY));
  }
});

Deno.test("show --format yaml keeps large numbers", async () => {
  const { stdout } = await show(["--format", "yaml"]);
  assertStringIncludes(stdout, "big: 9007199254740993\n");
  assertFalse(steers(stdout.replaceAll("\n", "")));
  assertEquals(parseYaml(stdout), JSON.parse(BODY));
});

Deno.test("verify says on stderr what is damaged, or not compared whole, also with --quiet", async () => {
  const problem: Problem = {
    table: "content_items",
    type: "looks",
    id: "7",
    version: null,
    problem: "its body is damaged",
    hint: "",
  };
  const result = (problems: Problem[], omitted: number): VerifyResult => ({
    db: "v.db",
    checked: 9,
    valid: 9 - problems.length,
    invalid: problems.length,
    bytes: 1,
    sample: 100,
    types: [],
    problems,
    problems_omitted: omitted,
    warnings: [],
  });
  const cases: [VerifyResult, number, string][] = [
    [result([problem], 0), 5, "looks 7: its body is damaged\n"],
    [
      result([problem, problem], 40),
      5,
      "looks 7: its body is damaged; and 41 more\n",
    ],
    [
      result([{ ...problem, type: "vault", id: null }], 0),
      5,
      "vault: its body is damaged\n",
    ],
    [result([], 0), 0, ""],
  ];
  for (const [verified, code, said] of cases) {
    for (const args of [["-q"], ["-q", "--json"]]) {
      const deps = {
        verify: () => Promise.resolve(verified),
        compare: () => Promise.reject(new Error("unasked")),
      };
      const db = emptyVault();
      const { exit, stderr } = await play(["verify", "--db", db, ...args], {
        commands: [(run) => verifyCommand(run, deps)],
      });
      const line = said === "" ? "" : `error: The vault ${db} is damaged: ${said}`;
      assertEquals([exit, stderr.replace(/^ {2}hint: .*\n/m, "")], [code, line]);
    }
  }
});
