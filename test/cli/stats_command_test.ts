import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { statsCommand } from "../../lib/cli/commands/stats_command.ts";
import type { Stats } from "../../lib/inspect/stats.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { emptyVault, type Play, play, type Played } from "./_fakes.ts";

const TOTALS = {
  items: 5000,
  deleted: 3,
  versions: 120,
  content_bytes: 1e9,
  stored_bytes: 1.5e8,
  history_bytes: 2e6,
  oldest: "2025-01-02T03:04:05.000Z",
  newest: "2026-01-02T03:04:05.000Z",
};
const SESSION: Stats["sessions"][number] = {
  id: "a",
  mode: "incremental",
  status: "completed",
  started_at: "2026-01-02T03:04:05.000Z",
  completed_at: "2026-01-02T03:05:05.000Z",
  duration_seconds: 60,
  api_user_email: "ada@acme.com",
  host_user: "ada",
  looker_version: "26.1",
  lookervault_version: "0.1.0",
  calls: 321,
  retries: 0,
  bytes: 5e6,
  listed: 5000,
  stored: 5000,
  new: 1,
  updated: 20,
  unchanged: 4979,
  deleted: 0,
  failed: 0,
};
const MONTH: Stats["months"][number] = {
  month: "2026-01",
  runs: 31,
  calls: 9951,
  bytes: 1.5e8,
  new: 31,
  updated: 620,
  deleted: 3,
  failed: 0,
  versions: 651,
  stored_bytes: 3e6,
};

const stats = (given: Partial<Stats> = {}): Stats => ({
  db: "v.db",
  instance: "https://acme.looker.com",
  looker_version: "26.1",
  created_at: "2025-01-02T03:04:05.000Z",
  vault_bytes: 1.6e8,
  totals: TOTALS,
  types: [{ type: "dashboards", ...TOTALS }],
  runs: {
    count: 365,
    by_status: { partial: 5, completed: 360 },
    first: "2025-01-02T03:04:05.000Z",
    last: "2026-01-02T03:04:05.000Z",
    calls: 117_165,
    calls_per_run: 321,
    bytes: 2e9,
  },
  months: Array.from({ length: 13 }, () => MONTH),
  sessions: Array.from({ length: 365 }, () => SESSION),
  projection: { bytes: null, bytes_per_day: null, runs: 1, days: 0 },
  ...given,
});

async function show(args: string[] = [], how: Play & { given?: Partial<Stats> } = {}): Promise<Played> {
  const { given, ...rest } = how;
  return await play(["stats", "--db", emptyVault(), ...args], {
    ...rest,
    commands: [(run) => statsCommand(run, () => Promise.resolve(stats(given)))],
  });
}

Deno.test("stats shows facts, sizes by type, the last months and the last runs", async () => {
  const { stdout, exit, offline } = await show();
  assertEquals([exit, offline], [0, true]);
  const lines = stdout.split("\n");
  assertEquals(lines.slice(0, 11), [
    "vault\tv.db, 160 MB, created 2025-01-02",
    "instance\thttps://acme.looker.com, Looker 26.1",
    "items\t5,000 in Looker, 3 deleted",
    "versions\t5,123, first seen from 2025-01-02 to 2026-01-02",
    "content\t1.0 GB, stored in 150 MB (15%), 2.0 MB of that for former versions",
    "runs\t365 (360 completed, 5 partial), the last 2026-01-02T03:04Z",
    `changes\t${"█".repeat(30)}  in each of the last 30 runs`,
    "requests\t117,165 in total, 321 per run",
    "",
    "type\titems\tdeleted\tformer\tcontent\tstored\toldest\tnewest",
    "dashboards\t5000\t3\t120\t1.0 GB\t150 MB\t2025-01-02\t2026-01-02",
  ]);
  assertEquals(lines.filter((line) => line.startsWith("2026-01\t")).length, 12);
  assertEquals(lines.filter((line) => line.startsWith("2026-01-02T03:04Z\tincremental")).length, 10);
  assertEquals(
    lines.at(-2),
    "in a year\ttoo few runs to estimate: 1 run; an estimate needs 3 runs over a day or more",
  );
  assertStringIncludes(stdout, "the last 12 of 13 months");
  assertStringIncludes(stdout, "the last 10 of 365 runs");
});

Deno.test("stats ends with how large the vault is in a year, and from how many runs that is told", async () => {
  const projection = { bytes: 2.4e9, bytes_per_day: 1.6e6, runs: 62, days: 31.2 };
  const { stdout } = await show([], { columns: 120, given: { projection } });
  assertEquals(
    stdout.trimEnd().split("\n").at(-1),
    "in a year  about 2.4 GB, if it keeps growing by 1.6 MB per day, as over 62 runs within 31 days",
  );
});

Deno.test("stats --json has every month and every run", async () => {
  const { stdout } = await show(["--json"]);
  assertEquals(JSON.parse(stdout), { command: "stats", status: "ok", ...stats() });
});

Deno.test("stats of an empty vault shows that there is nothing", async () => {
  const none = { count: 0, by_status: {}, first: null, last: null, calls: 0, calls_per_run: 0, bytes: 0 };
  const empty = { items: 0, deleted: 0, versions: 0, content_bytes: 0, stored_bytes: 0, history_bytes: 0 };
  const { stdout } = await show([], {
    given: {
      instance: null,
      looker_version: null,
      totals: { ...empty, oldest: null, newest: null },
      types: [],
      runs: none,
      months: [],
      sessions: [],
      projection: { bytes: null, bytes_per_day: null, runs: 0, days: 0 },
    },
  });
  assertEquals(stdout.split("\n").slice(1), [
    "instance\tnone yet",
    "items\t0 in Looker, 0 deleted",
    "versions\tnone",
    "runs\tnone",
    "requests\t0 in total, 0 per run",
    "",
    "in a year\ttoo few runs to estimate: 0 runs; an estimate needs 3 runs over a day or more",
    "",
  ]);
});

for (const columns of [40, 60, 80, 120]) {
  Deno.test(`stats fits ${columns} columns, and lets nothing hostile through`, async () => {
    for (const text of HOSTILE) {
      const sessions = [{ ...SESSION, mode: text, status: text }];
      const types = [{ ...TOTALS, type: text }];
      const { stdout } = await show([], { columns, given: { db: text, instance: text, sessions, types } });
      for (const line of stdout.split("\n")) {
        assertFalse(steers(line), line);
        assert(cellWidth(line) <= columns, line);
      }
    }
  });
}
