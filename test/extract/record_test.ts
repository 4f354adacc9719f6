/** Who made a run, with which rights, and what that means for what is not listed any more. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../lib/base/clock.ts";
import { type ApiUser, narrower } from "../../lib/extract/rights.ts";
import { connect, type Connection } from "../../lib/looker/connect.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import type { SeenBy } from "../../lib/vault/session_users.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";
import { interrupt } from "./_interrupted.ts";

const SECOND = { clientId: "two", clientSecret: "2", userId: "2" };
const INSTANCE = { dashboards: 20, looks: 10, tileBytes: 300, clients: [SECOND] };

function asSecond(sim: Sim): Connection {
  const { clientId, clientSecret } = SECOND;
  return connect({
    baseUrl: sim.url,
    clientId,
    clientSecret,
    timeoutSeconds: 60,
    workers: 8,
    maxRetries: 1,
  }, { clock: systemClock });
}

function deletedDashboards(path: string): number {
  using db = new DatabaseSync(path, { readOnly: true });
  const row = db.prepare(
    "SELECT count(*) AS n FROM content_items WHERE content_type = 1 AND deleted_at IS NOT NULL",
  ).get();
  return Number(row?.["n"]);
}

/** Takes three of API user 1's roles and permissions away, one after the other. */
const LOSSES: [what: string, take: (sim: Sim) => void, says: RegExp][] = [
  [
    "a role",
    (sim) => sim.mutate({ op: "update", type: "users", id: "1", values: { _roles: [] } }),
    /The API user has lost .*role.* since the backup of/,
  ],
  [
    "sight of its roles",
    (sim) => sim.faults.add({ operation: "all_roles", kind: "403" }),
    /The API user can no longer see its own permissions/,
  ],
];

for (const [what, take, says] of LOSSES) {
  Deno.test(`an API user who has lost ${what} since the last run: a warning, and nothing is marked as deleted`, async () => {
    await using sim = startSim(INSTANCE);
    await using place = await backup(sim);
    assertEquals((await place.run({})).warnings, []);
    take(sim);
    for (const id of ["3", "4"]) sim.mutate({ op: "delete", type: "dashboards", id });
    const last = await place.run({});
    assertMatch(last.warnings.join("\n"), says);
    assertMatch(
      last.warnings.join("\n"),
      /Items that Looker does not list to this user are not marked as deleted/,
    );
    assertEquals([last.status, line(last, "dashboards").deleted], ["partial", 0]);
    assertMatch(
      line(last, "dashboards").note ?? "",
      /^2 of \d+ items are not listed, and the API user .*not marked as deleted without --accept-deletions/,
    );
    assertEquals(deletedDashboards(place.path), 0);
  });
}

Deno.test("a run by another API user marks nothing as deleted until it is told to, and is the measure from then on", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({});
  for (const id of ["3", "4"]) sim.mutate({ op: "delete", type: "dashboards", id });
  for (let again = 0; again < 2; again++) {
    const other = await place.run({}, { connection: asSecond(sim) });
    assertEquals([other.status, other.warnings.length, deletedDashboards(place.path)], ["partial", 1, 0]);
    assertMatch(other.warnings[0] ?? "", /^The API user is 2 .*, and the backup of .* was made by 1 /);
  }
  const told = await place.run({ acceptDeletions: true }, { connection: asSecond(sim) });
  assertMatch(told.warnings[0] ?? "", /Because of --accept-deletions, items .* are marked as deleted/);
  assertEquals([told.status, line(told, "dashboards").deleted, deletedDashboards(place.path)], [
    "completed",
    2,
    2,
  ]);
  sim.mutate({ op: "delete", type: "dashboards", id: "5" });
  const next = await place.run({}, { connection: asSecond(sim) });
  assertEquals([next.status, next.warnings, line(next, "dashboards").deleted], ["completed", [], 1]);
});

Deno.test("another API user who misses nothing in a run of everything is the measure from then on; one of some types is not", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  await place.run({});
  const connection = (): { connection: Connection } => ({ connection: asSecond(sim) });
  const some = await place.run({ types: ["looks"] }, connection());
  const all = await place.run({}, connection());
  assertEquals([some.warnings.length, some.status, all.warnings.length, all.status], [
    1,
    "completed",
    1,
    "completed",
  ]);
  assertEquals((await place.run({}, connection())).warnings, []);
});

Deno.test("a run resumed by another API user is warned about", async () => {
  await using sim = startSim({ ...INSTANCE, dashboards: 60 });
  await using place = await backup(sim);
  await interrupt(place, (event) => event.event === "stored" && event.type === "dashboards");
  const last = await place.run({}, { connection: asSecond(sim) });
  assertEquals([last.status, last.warnings.length], ["completed", 1]);
});

Deno.test("a run's record names user, roles, rights, versions, options, calls and bytes", async () => {
  await using sim = startSim(INSTANCE);
  await using place = await backup(sim);
  const summary = await place.run({}, { hostUser: "ada" });
  using db = new DatabaseSync(place.path, { readOnly: true });
  const row = db.prepare("SELECT * FROM extraction_sessions").get() ?? {};
  const { api_user_id, host_user, status, error, calls, bytes, retries, looker_version, mode, instance } =
    row;
  assertEquals({
    api_user_id,
    host_user,
    status,
    error,
    calls,
    bytes,
    retries,
    looker_version,
    mode,
    instance,
  }, {
    api_user_id: "1",
    host_user: "ada",
    status: "completed",
    error: null,
    calls: sim.stats.requests,
    bytes: summary.bytes,
    retries: 0,
    looker_version: summary.looker_version,
    mode: "full",
    instance: sim.url,
  });
  assert(String(row["api_user_email"]).includes("@"));
  assertEquals(JSON.parse(String(row["types"])), [...CONTENT_TYPES]);
  const { roles, permissions } = JSON.parse(String(row["api_user_rights"]));
  assert(roles.length > 0 && permissions.includes("administer"), JSON.stringify(permissions));
  assert(JSON.parse(String(row["api_user_roles"])).includes("Admin"));
  assert(row["started_at"] !== null && row["completed_at"] !== null);
});

Deno.test("narrower() tells who saw more", () => {
  const user = (id: string, roles: string[], permissions: string[] | null): ApiUser => ({
    id,
    email: null,
    rights: { roles, permissions },
  });
  const before = (given: Partial<SeenBy> = {}): SeenBy => ({
    startedAt: "2026-01-02T03:04:05.678Z",
    userId: "7",
    userEmail: "a@b.c",
    roles: ["Admin"],
    rights: { roles: ["1", "2"], permissions: ["see_looks", "see_users"] },
    ...given,
  });
  const same = user("7", ["1", "2"], ["see_looks", "see_users"]);
  for (
    const [was, is, says] of [
      [null, same, null],
      [before(), same, null],
      [before(), user("7", ["1", "2", "3"], ["a", "see_looks", "see_users"]), null],
      // Runs of older versions have not recorded rights.
      [before({ rights: undefined }), user("7", [], null), null],
      [before({ rights: "rubbish" }), user("7", [], null), null],
      [
        before(),
        user("8", ["1", "2"], null),
        /^the API user is 8, and the backup of 2026-01-02T03:04Z was made by 7 \(a@b.c\)$/,
      ],
      [before(), user("7", ["1"], ["see_looks", "see_users"]), /lost 1 role since .* \(id 2\)$/],
      [before(), user("7", [], []), /lost 2 roles since .* \(id 1, 2\)$/],
      [before(), user("7", ["1", "2"], ["see_looks"]), /lost permissions since .*: see_users$/],
      [before(), user("7", ["1", "2"], null), /can no longer see its own permissions/],
      [
        before({ rights: { roles: [], permissions: ["a", "b", "c", "d", "e", "f", "g"] } }),
        user("7", [], ["a"]),
        /: b, c, d, e, f and 1 more$/,
      ],
      [before(), { ...same, id: null }, null],
    ] as const
  ) {
    if (says === null) assertEquals(narrower(was, is), null);
    else assertMatch(narrower(was, is) ?? "", says);
  }
});
