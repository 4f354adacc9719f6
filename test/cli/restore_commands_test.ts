import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import type { RestoreStatus, RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { steers } from "../term/_fakes.ts";
import { restoreItem, restoreSummary, restoreTotals } from "../term/_restore_fakes.ts";
import { ENV } from "./_fakes.ts";
import { restore } from "./_restore.ts";

for (
  const [status, code] of [
    ["planned", 0],
    ["completed", 0],
    ["partial", 4],
    ["interrupted", 130],
    ["failed", 3],
  ] as [RestoreStatus, number][]
) {
  Deno.test(`restore exits ${code} when it is ${status}, and its JSON is the summary`, async () => {
    const summary = restoreSummary({ status, items: [restoreItem()] });
    const { exit, stdout } = await restore(["all", "--yes", "--json"], {}, { engine: () => summary });
    assertEquals(exit, code);
    // What people are told of changes is no part of the document.
    const items = summary.items.map(({ differences: _told, ...item }) => item);
    assertEquals(JSON.parse(stdout), { ...summary, items });
  });
}

Deno.test("restore exits with the error's own code when the engine throws, and says it as JSON", async () => {
  const { exit, stdout, stderr } = await restore(["all", "--yes", "--json"], {}, {
    engine: () => Promise.reject(new UsageError("Cannot restore", { hint: "Do that." })),
  });
  assertEquals([exit, JSON.parse(stdout).error.message], [2, "Cannot restore"]);
  assertFalse(stderr.includes("{"));
});

for (const [different, code] of [[0, 0], [1, 5]] as const) {
  Deno.test(`restore drill exits ${code} when ${different} copies differ`, async () => {
    const { exit } = await restore(["drill", "--sample", "5", "--yes"], {}, {
      engine: () =>
        restoreSummary({
          status: different === 0 ? "completed" : "partial",
          verified: { same: 5 - different, different },
        }),
    });
    assertEquals(exit, code);
  });
}

Deno.test("restore drill --dry-run asks nothing, and names the sample, the folder and that a drill chooses again", async () => {
  const run = async (id: string | null, ...args: string[]) =>
    await restore(["drill", "--sample", "5", "--dry-run", ...args], {}, {
      engine: ({ dryRun }) => {
        assert(dryRun);
        return restoreSummary({
          status: "planned",
          planned_calls: 22,
          sampled: [{ type: "looks", id: "4", name: "Sales" }, { type: "dashboards", id: "7", name: null }],
          scratch: { id, name: "lookervault drill" },
        });
      },
    });
  const { exit, stdout } = await run(null);
  assertEquals(exit, 0);
  for (
    const part of [
      "looks\t4\tSales",
      "dashboards\t7\t",
      "copy 2 items into a new folder",
      "about 22 requests",
      "at random",
    ]
  ) {
    assertStringIncludes(stdout, part);
  }
  assertStringIncludes((await run("9")).stdout, 'into the folder 9 "lookervault drill"');
  const { sampled, scratch } = JSON.parse((await run("9", "--json")).stdout);
  assertEquals([sampled.length, scratch], [2, { id: "9", name: "lookervault drill" }]);
});

Deno.test("the JSON of a restore names its command whatever the engine calls it", async () => {
  for (const [args, command] of [["resume", "restore resume"], ["dlq retry", "restore dlq retry"]] as const) {
    const { stdout } = await restore([...args.split(" "), "--yes", "--json"]);
    assertEquals(JSON.parse(stdout).command, command);
  }
});

Deno.test("the JSON of a restore keeps numbers that JavaScript cannot hold", async () => {
  const changes = [{ path: "big", from: [9007199254740993n], to: { deep: -9007199254740995n } }];
  const { stdout } = await restore(["single", "dashboards", "12", "--yes", "--json"], {}, {
    engine: () => restoreSummary({ items: [restoreItem({ changes })] }),
  });
  assertStringIncludes(stdout, '"from":[9007199254740993],"to":{"deep":-9007199254740995}');
});

Deno.test("restore --dry-run asks nobody, shows the plan, and exits 0", async () => {
  const { exit, stdout, requests } = await restore(["all", "--dry-run"], {}, {
    engine: () => restoreSummary({ status: "planned", session_id: null, items: [restoreItem()] }),
  });
  assertEquals([exit, requests[0]?.dryRun], [0, true]);
  assertStringIncludes(stdout, "Would update 1 item");
});

Deno.test("restore shows its progress on stderr and its result on stdout", async () => {
  const { stdout, stderr } = await restore(["all", "--yes", "--progress", "json"], {}, {
    engine({ sink }) {
      sink({ event: "checkpoint", done: 100, of: 200 });
      return restoreSummary();
    },
  });
  assertEquals(JSON.parse(stderr), {
    event: "checkpoint",
    at: "2026-01-02T03:04:05.000Z",
    done: 100,
    of: 200,
  });
  assertStringIncludes(stdout, "✓ Complete");
});

Deno.test("restore gives the terminal back when it fails", async () => {
  const { stderr } = await restore(["all", "--yes"], { columns: 80 }, {
    engine: () => Promise.reject(new UsageError("Cannot")),
  });
  assertEquals(stderr.lastIndexOf("\x1b[?25h") > stderr.lastIndexOf("\x1b[?25l"), true);
});

Deno.test("restore never shows the secret, and a title cannot steer the terminal", async () => {
  const item = restoreItem({ name: "\x1b[2Jhunter22\u202e" });
  for (const args of [[], ["--json"]]) {
    const { stdout } = await restore(["single", "dashboards", "12", "--yes", ...args], { columns: 80 }, {
      engine: () => restoreSummary({ items: [item] }),
    });
    assertFalse(stdout.includes("hunter22"));
    assertFalse(steers(stdout.replaceAll("\n", "")));
  }
});

Deno.test("restore that fails after its first write says how to go on, before it only what happened", async () => {
  for (const wrote of [true, false]) {
    const { stderr } = await restore(["all", "--yes", "--progress", "none"], {}, {
      engine({ sink }) {
        const [source, destination] = ["https://acme.looker.com", "https://acme.looker.com"];
        sink({ event: "started", session_id: "3f2a81c09d4e", source, destination, db: "v.db" });
        if (wrote) sink({ event: "item_started", type: "looks", id: "1", name: null, action: "update" });
        throw new UsageError("Cannot go on");
      },
    });
    assertEquals(stderr.includes("Resume it with `lookervault restore resume 3f2a81c09d4e`"), wrote);
  }
});

Deno.test("the commands that a restore into another instance prints reach that instance and the same vault", async () => {
  const to = "https://new.looker.com", summary = restoreSummary({ destination: to });
  const env = { ...ENV, LOOKERVAULT_BASE_URL: to };
  const args = ["all", "--yes", "--to", "new.looker.com", "--db", "my vault.db"];
  const run = async (args: string[], given: Partial<RestoreSummary>, env?: Record<string, string>) =>
    (await restore(args, { ...env && { env } }, { engine: () => ({ ...summary, ...given }) })).stdout;
  assertStringIncludes(
    await run(args, {}, env),
    "lookervault restore undo 3f2a81c09d4e --db 'my vault.db' --to new.looker.com restores the",
  );
  const failed = { status: "partial", totals: restoreTotals({ planned: 2, created: 1, failed: 1 }) } as const;
  const partial = await run(args, failed, env);
  assertStringIncludes(partial, "restore dlq list --db 'my vault.db' shows");
  assertStringIncludes(partial, "restore dlq retry --db 'my vault.db' --to new.looker.com retries");
  // A plan file names the instance itself.
  assertStringIncludes(await run(["all", "--yes"], {}), `restore undo 3f2a81c09d4e --to ${to} restores`);
  assertStringIncludes(
    await run(["all", "--yes", "--base-url", to, "--to", to], { status: "interrupted" }),
    `restore resume 3f2a81c09d4e --base-url ${to} --to ${to} resumes it`,
  );
  assertStringIncludes(
    await run(["all", "--yes"], { destination: summary.source }),
    "restore undo 3f2a81c09d4e restores",
  );
});

Deno.test("after a restore from a snapshot, the commands that read it again name it, and an undo does not", async () => {
  const stamp = "2026-01-04T03-04-05Z";
  const args = ["all", "--yes", "--from-snapshot", "latest", "--dest", "/my copies", "--identity", "key.txt"];
  // Another snapshot may be the latest when the command runs.
  const from = `--from-snapshot ${stamp} --dest '/my copies' --identity key.txt`;
  const run = async (given: Partial<RestoreSummary>, stops = false) => {
    const { stdout, stderr } = await restore(args, {}, {
      engine({ sink, onSnapshot }) {
        const summary = restoreSummary(given), { source, destination } = summary;
        onSnapshot?.(stamp);
        sink({ event: "started", session_id: "3f2a81c09d4e", source, destination, db: "v.db" });
        sink({ event: "item_started", type: "looks", id: "1", name: null, action: "update" });
        if (stops) throw new UsageError("Cannot go on");
        return { ...summary, destination: source };
      },
    });
    return stdout + stderr;
  };
  const resume = `lookervault restore resume 3f2a81c09d4e ${from}`;
  const interrupted = await run({ status: "interrupted" });
  assertStringIncludes(interrupted, `${resume} resumes it; lookervault restore undo 3f2a81c09d4e restores`);
  assertStringIncludes(interrupted, `Resume it with \`${resume}\`.`);
  assertStringIncludes(
    await run({ destination: restoreSummary().source }, true),
    `Resume it with \`${resume}\``,
  );
  const totals = restoreTotals({ planned: 2, created: 1, failed: 1 });
  const partial = await run({ status: "partial", totals });
  assertStringIncludes(partial, `lookervault restore dlq retry ${from} retries it`);
  assertStringIncludes(partial, `run \`lookervault restore dlq retry ${from}\`.`);
});

Deno.test("restore without credentials exits 2 and names the variables to set", async () => {
  const { exit, stderr } = await restore(["all", "--yes"], { env: { LOOKERVAULT_BASE_URL: "a.looker.com" } });
  assertEquals(exit, 2);
  assertStringIncludes(stderr, "set LOOKERVAULT_CLIENT_ID and LOOKERVAULT_CLIENT_SECRET");
});
