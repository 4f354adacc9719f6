import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "commander";
import { ownerMap } from "../../lib/cli/commands/restore/owner_map.ts";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import { restore, taskOf } from "./_restore.ts";

const DEFAULTS: RestoreOptions = {
  scope: { kind: "all" },
  at: null,
  withDependencies: false,
  folders: [],
  owners: [],
  ids: [],
  updatedAfter: null,
  updatedBefore: null,
  only: [],
  exclude: [],
  skipIfModified: false,
  ownerMap: {},
  defaultOwner: null,
  allowIncomplete: false,
  allowAdmin: false,
  allowSignIn: false,
  enableSchedules: false,
  fixLinks: false,
  workers: 8,
  maxRetries: 5,
  checkpointInterval: 100,
  undo: null,
};
const SINGLE = { kind: "single", type: "dashboards", id: "12" } as const;
const BULK = { kind: "bulk", type: "dashboards" } as const;

for (
  const [line, expected] of [
    ["all", {}],
    ["single dashboards 12", { scope: SINGLE }],
    ["single Dashboard 12", { scope: SINGLE }],
    ["single --type dashboard 12", { scope: SINGLE }],
    ["single explore thelook::orders", {
      scope: { kind: "single", type: "explores", id: "thelook::orders" },
    }],
    ["bulk dashboards", { scope: BULK }],
    ["bulk scheduled-plan", { scope: { kind: "bulk", type: "scheduled_plans" } }],
    ["bulk --type dashboards", { scope: BULK }],
    ["bulk --types dashboards", { scope: BULK }],
    ["single dashboards 12 --with-dependencies", { scope: SINGLE, withDependencies: true }],
    ["all --folder 1 --folder 2,3", { folders: ["1", "2", "3"] }],
    ["bulk dashboards --folder 1", { scope: BULK, folders: ["1"] }],
    ["all --owner ada@acme.com,7", { owners: ["ada@acme.com", "7"] }],
    ["bulk dashboards --id 1,2 --id 3", { scope: BULK, ids: ["1", "2", "3"] }],
    ["all --only users --id 4", { only: ["users"], ids: ["4"] }],
    ["all --only look,dashboards", { only: ["looks", "dashboards"] }],
    ["all --only-types look --types user --type group", { only: ["looks", "users", "groups"] }],
    ["all --exclude users --exclude-types role", { exclude: ["users", "roles"] }],
    ["all --skip-if-modified", { skipIfModified: true }],
    ["all --owner-map 7=9 --owner-map 8=9,a@x.com=b@x.com", {
      ownerMap: { 7: "9", 8: "9", "a@x.com": "b@x.com" },
    }],
    ["all --default-owner 3", { defaultOwner: "3" }],
    ["all --enable-schedules", { enableSchedules: true }],
    ["all --workers 3", { workers: 3 }],
    ["all --rate-limit 2.5", { rateLimit: 2.5 }],
    ["all --max-retries 0", { maxRetries: 0 }],
    ["all --checkpoint-interval 10", { checkpointInterval: 10 }],
    ["all --allow-incomplete", { allowIncomplete: true }],
    ["all --allow-admin", { allowAdmin: true }],
    ["all --fix-links", { fixLinks: true }],
    ["all --force", {}],
  ] as [string, Partial<RestoreOptions>][]
) {
  Deno.test(`restore ${line} means just that`, async () => {
    const times = { at: undefined, updatedAfter: undefined, updatedBefore: undefined };
    assertEquals(await taskOf(line), { kind: "restore", options: { ...DEFAULTS, ...expected }, times });
  });
}

for (
  const [line, task] of [
    ["undo", { kind: "undo", session: null, options: DEFAULTS }],
    ["undo 3f2a --enable-schedules --skip-if-modified --workers 2", {
      kind: "undo",
      session: "3f2a",
      options: { ...DEFAULTS, enableSchedules: true, skipIfModified: true, workers: 2 },
    }],
    ["resume", { kind: "resume", session: null, tuning: {} }],
    ["resume 3f2a --workers 2 --rate-limit 1 --max-retries 1 --checkpoint-interval 5", {
      kind: "resume",
      session: "3f2a",
      tuning: { workers: 2, rateLimit: 1, maxRetries: 1, checkpointInterval: 5 },
    }],
    ["dlq retry", { kind: "retry", letter: null, tuning: {} }],
    ["dlq retry 3 --workers 1", { kind: "retry", letter: 3, tuning: { workers: 1 } }],
    ["drill --sample 20", {
      kind: "drill",
      sample: 20,
      options: {
        workers: 8,
        maxRetries: 5,
        checkpointInterval: 100,
        allowIncomplete: false,
        allowAdmin: false,
        allowSignIn: false,
      },
    }],
  ] as const
) {
  Deno.test(`restore ${line} asks for its task`, async () => assertEquals(await taskOf(line), task));
}

Deno.test("restore reads its times before it asks for anything, a day as the end or the beginning of it", async () => {
  const line = "all --at 2025-12-31 --updated-after 7d --updated-before 0123456789ab";
  const task = await taskOf(line);
  assertEquals(task.kind === "restore" ? task.times : null, {
    at: { option: "--at", text: "2025-12-31", time: { kind: "time", at: "2025-12-31T23:59:59.999Z" } },
    updatedAfter: {
      option: "--updated-after",
      text: "7d",
      time: { kind: "time", at: "2025-12-26T03:04:05.000Z" },
    },
    updatedBefore: {
      option: "--updated-before",
      text: "0123456789ab",
      time: { kind: "run", id: "0123456789ab" },
    },
  });
});

Deno.test("restore hands on where to write, and the older spelling of the vault", async () => {
  const line = "all --yes --to https://b.looker.com --base-url b.looker.com --db-path x.db --dry-run";
  const { requests: [request] } = await restore(line.split(" "));
  assertEquals(
    [request?.to, request?.instance.baseUrl, request?.config.db, request?.dryRun, request?.command],
    ["https://b.looker.com", "https://b.looker.com", "x.db", true, "restore all"],
  );
});

for (
  const [line, ...parts] of [
    ["single", "exactly one type and one id"],
    ["single dashboards", "exactly one type and one id"],
    ["single dashboards 1 2", "too many arguments"],
    ["single dashbords 1", 'content type "dashbords"'],
    ["single dashboards 1 --folder 3", "--folder", "restore single"],
    ["single dashboards 1 --owner 3", "--owner"],
    ["single dashboards 1 --id 3", "--id"],
    ["single dashboards 1 --updated-after 2026-01-01", "--updated-after"],
    ["single dashboards 1 --only looks", "--only", "already given"],
    ["bulk", "exactly one type"],
    ["bulk dashboards,looks", "exactly one type", "--only"],
    ["bulk dashboards --exclude looks", "--exclude", "restore bulk"],
    ["bulk users --folder 3", "users", "--folder", "not in folders"],
    ["bulk boards --folder 3", "not in folders"],
    ["bulk groups --owner 3", "groups", "have no owner"],
    ["bulk users --updated-after 2026-01-01", "have no update time"],
    ["bulk folders --updated-before 2026-01-01", "have no update time"],
    ["all --only users,dashboards --folder 3", "filter users", "--folder"],
    ["all --only users --exclude user", "excluded"],
    ["all --id 3", "--id", "--only TYPE"],
    ["all --only users,groups --id 3", "--id"],
    ["all --updated-after 2025-12-02 --updated-before 2025-12-01", "is not before"],
    ["all --at tomorrow", "2026-01-31"],
    ["all --workers 0", "1 to 50"],
    ["all --owner-map 7", "OLD=NEW"],
    ["all --owner-map 7=8 --owner-map 7=9", "to two owners"],
    ["all --checkpoint-interval 0", "1 to 10000"],
    ["all --only nope", 'content type "nope"'],
    ["dlq retry x", "whole number"],
    ["drill", "--sample"],
    ["drill --sample 0", "of 1 or more"],
    ["sngle looks 1", "Did you mean single?"],
  ] as [string, ...string[]][]
) {
  Deno.test(`restore ${line} exits 2 and says why`, async () => {
    const { exit, stdout, stderr, requests } = await restore([...line.split(" "), "--yes"]);
    assertEquals([exit, stdout, requests.length], [2, "", 0]);
    assertMatch(stderr, /^error: Cannot [^\n]+\n {2}hint: [^\n]+\n$/);
    for (const part of parts) assertStringIncludes(stderr, part);
  });
}

for (const text of ["", "7", "=9", "7=", "7=8=9", "7=8,9"]) {
  Deno.test(`ownerMap() refuses "${text}"`, () => {
    assertThrows(() => ownerMap(text, undefined), InvalidArgumentError);
  });
}

Deno.test("ownerMap() takes the same pair twice and ids that look like properties", () => {
  assertEquals(ownerMap("7=9,7=9", undefined), { 7: "9" });
  assertEquals(Object.entries(ownerMap("__proto__=9", {})), [["__proto__", "9"]]);
});

for (
  const name of [
    "single",
    "bulk",
    "all",
    "undo",
    "resume",
    "status",
    "dlq list",
    "dlq show",
    "dlq retry",
    "dlq clear",
    "mappings",
    "drill",
  ]
) {
  Deno.test(`lookervault restore ${name} --help shows examples and exit codes within 80 columns`, async () => {
    const { exit, stdout, stderr } = await restore([...name.split(" "), "--help"], { columns: 80 });
    assertEquals([exit, stderr], [0, ""]);
    for (const part of ["Examples:", `lookervault restore ${name}`, "Exit codes:", "Global Options:"]) {
      assertStringIncludes(stdout, part);
    }
    const long = stdout.split("\n").filter((line) => line.length > 80 && !line.startsWith("  lookervault"));
    assertEquals(long, []);
  });
}

Deno.test("restore without a command exits 2 and says where to look", async () => {
  const { exit, stderr } = await restore([]);
  assertEquals(exit, 2);
  assertStringIncludes(stderr, "Run lookervault restore --help");
});
