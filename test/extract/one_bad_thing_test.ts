/** An item, a part, a row or a listing that cannot be read is named, and left; all others go on. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { fetchTransport, type HttpRequest, type HttpResponse } from "../../lib/http/transport.ts";
import { connect, type Connection } from "../../lib/looker/connect.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { type Sim, type SimOptions, startSim } from "../sim/mod.ts";
import { type Backup, backup, line } from "./_in_process.ts";

const SMALL: SimOptions = { dashboards: 12, looks: 8, users: 9, groups: 6, tileBytes: 300 };

/** A connection through which some answers come otherwise: null leaves one as it is. */
function bent(
  sim: Sim,
  bend: (request: HttpRequest, url: URL, answer: () => Promise<HttpResponse>) => Promise<HttpResponse> | null,
): Connection {
  const { url: baseUrl, options: { clientId, clientSecret } } = sim;
  const settings = { baseUrl, clientId, clientSecret, timeoutSeconds: 60, workers: 8, maxRetries: 1 };
  return connect(settings, {
    clock: systemClock,
    backoff: { minTimeout: 0, maxTimeout: 1, multiplier: 1, jitter: 0 },
    transport: async (request) =>
      await bend(request, new URL(request.url), () => fetchTransport(request)) ??
        await fetchTransport(request),
  });
}

const answerOf = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: new Headers(),
  body: new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)),
});

/** Answers an operation with what `change` makes of its own answer. */
const changed = (
  sim: Sim,
  operation: string,
  change: (rows: Record<string, unknown>[]) => unknown,
): Connection =>
  bent(sim, (request, _url, answer) => {
    if (request.operation !== operation) return null;
    return answer().then(({ body }) => answerOf(200, change(JSON.parse(new TextDecoder().decode(body)))));
  });

function folderIds(place: Backup): string[] {
  using vault = openVaultForReading(place.path);
  return vault.prepare(
    `SELECT id FROM content_items WHERE deleted_at IS NULL AND content_type =
       (SELECT id FROM content_types WHERE name = 'folders')`,
  ).all().map((row) => String(row["id"])).sort();
}

Deno.test("folders are all stored though all_folders fails, breaks or is cut, and none is taken for deleted", async (t) => {
  for (const what of ["504", "502-html", "truncate", "wrong-type-200", "cut"] as const) {
    await t.step(what, async () => {
      await using sim = startSim({ ...SMALL, folders: 40, ...(what === "cut" && { unlimitedCap: 25 }) });
      const all = sim.store.table("folders").all().map(({ id }) => id).sort();
      await using place = await backup(sim);
      if (what !== "cut") sim.faults.add({ operation: "all_folders", kind: what });
      for (let run = 0; run < 2; run++) {
        const summary = await place.run({ types: ["folders"] });
        const { complete, deleted, failed, note, updated } = line(summary, "folders");
        assertEquals([summary.status, complete, deleted, failed], ["completed", true, 0, 0]);
        assertEquals(folderIds(place), all);
        if (run === 1) assertEquals(updated, 0, "a page tells of a folder what the one answer tells");
        if (what === "cut") assertStringIncludes(note ?? "", "all_folders was truncated");
        if (what === "truncate" && run === 0) sim.faults.clear();
      }
      assertEquals(sim.violations, []);
    });
  }
});

Deno.test("a listing of folders that is cut, and cannot be checked, is incomplete: what it lacks is not deleted", async () => {
  await using sim = startSim({ ...SMALL, folders: 40 });
  const all = sim.store.table("folders").all().map(({ id }) => id).sort();
  await using place = await backup(sim);
  await place.run({ types: ["folders"] });
  sim.faults.add({ operation: "search_folders", kind: "403" });
  const cut = changed(sim, "all_folders", (rows) => rows.slice(0, 30));
  const summary = await place.run({ types: ["folders"], acceptDeletions: true }, { connection: cut });
  assertEquals([summary.status, line(summary, "folders").deleted], ["partial", 0]);
  assertStringIncludes(line(summary, "folders").note ?? "", "all_folders seems to be truncated");
  assertEquals(folderIds(place), all);
});

Deno.test("a folder that is gone is found gone, whatever the pages say of the others", async () => {
  await using sim = startSim({ ...SMALL, folders: 12 });
  await using place = await backup(sim);
  await place.run({ types: ["folders"] });
  const folders = sim.store.table("folders").all();
  const parents = new Set(folders.map((folder) => folder.get("parent_id")));
  const leaf = folders.findLast((folder) => !parents.has(folder.id))?.id ?? "";
  sim.mutate({ op: "delete", type: "folders", id: leaf, cascade: true });
  const summary = await place.run({ types: ["folders"] });
  assertEquals([summary.status, line(summary, "folders").deleted], ["completed", 1]);
  assertEquals(folderIds(place).includes(leaf), false);
});

Deno.test("a run goes on though Looker does not tell its version, its user or its roles; nothing counts as gone then", async (t) => {
  for (const operation of ["versions", "me", "all_roles"]) {
    await t.step(operation, async () => {
      await using sim = startSim(SMALL);
      await using place = await backup(sim);
      await place.run({ types: ["boards", "groups"] });
      sim.faults.add({ operation, kind: "500" });
      const without = changed(sim, "search_groups_with_hierarchy", (rows) => rows.slice(1));
      const summary = await place.run({ types: ["boards", "groups"] }, { connection: without });
      assertEquals(line(summary, "boards").failed, 0);
      assertEquals(line(summary, "groups").deleted, operation === "versions" ? 1 : 0);
      assert(summary.warnings.some((text) => text.includes(operation)), summary.warnings.join("\n"));
    });
  }
});

Deno.test("a listing that fails loses nothing that another one lists", async (t) => {
  for (const [operation, type] of [["search_dashboards", "dashboards"], ["search_looks", "looks"]] as const) {
    await t.step(operation, async () => {
      await using sim = startSim(SMALL);
      await using place = await backup(sim);
      const first = await place.run({ types: [type] });
      const noTrash = await place.run({ types: [type], noTrash: true });
      sim.faults.add({ operation, kind: "500", match: { deleted: "true" } });
      const summary = await place.run({ types: [type] });
      const { listed, stored, deleted, complete } = line(summary, type);
      assertEquals([stored, deleted, complete], [line(noTrash, type).stored, 0, false]);
      assert(listed < line(first, type).listed);
      assertEquals(new Set(summary.errors.map((error) => error.operation)), new Set([operation]));
    });
  }
});

Deno.test("a row that no page can be read with is left and named; the rows around it are stored", async (t) => {
  const cases: [type: "boards" | "roles" | "groups", operation: string][] = [
    ["boards", "search_boards"],
    ["roles", "search_roles"],
    ["groups", "search_groups_with_hierarchy"],
  ];
  for (const [type, operation] of cases) {
    for (const bad of [0, 3]) {
      await t.step(`${operation}, row ${bad}`, async () => {
        await using sim = startSim(SMALL);
        await using place = await backup(sim);
        const connection = bent(sim, (request, { searchParams }) => {
          const offset = Number(searchParams.get("offset")), limit = Number(searchParams.get("limit"));
          const hit = request.operation === operation && offset <= bad && bad < offset + limit;
          return hit ? Promise.resolve(answerOf(500, { message: "oh" })) : null;
        });
        const summary = await place.run({ types: [type] }, { connection });
        const whole = await place.run({ types: [type] });
        const { listed, stored, failed } = line(summary, type);
        assertEquals([listed, stored, failed], [line(whole, type).listed, line(whole, type).stored - 1, 1]);
        assertEquals(summary.errors.length, 1);
        assertStringIncludes(summary.errors[0]?.message ?? "", `Row ${bad + 1} of the listing`);
      });
    }
  }
});

Deno.test("a listing that always fails is given up soon", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  sim.faults.add({ operation: "search_boards", kind: "500" });
  const summary = await place.run({ types: ["boards", "roles"] });
  assertEquals([line(summary, "boards").complete, line(summary, "roles").complete], [false, true]);
  assert(sim.count("search_boards") <= 9, `${sim.count("search_boards")} calls`);
});

Deno.test("a part in a shape that nobody thought of fails by its item; the item is stored, and all others", async (t) => {
  const cases: [operation: string, type: "groups" | "roles" | "folders", odd: unknown][] = [
    ["all_group_users", "groups", [{ id: null }]],
    ["role_groups", "roles", [null]],
    ["role_users", "roles", [{ display_name: "nobody" }]],
    ["all_content_metadata_accesses", "folders", `[{"id":${"9".repeat(40)}}]`],
    ["search_groups_with_hierarchy", "groups", null],
  ];
  for (const [operation, type, odd] of cases) {
    await t.step(operation, async () => {
      await using sim = startSim(SMALL);
      await using place = await backup(sim);
      let bent = 0;
      const connection = changed(sim, operation, (rows) => {
        if (operation === "search_groups_with_hierarchy") {
          return rows.map((row, n) => n === 1 ? (bent++, { ...row, parent_group_ids: [{}] }) : row);
        }
        return bent++ === 0 ? odd : rows;
      });
      const summary = await place.run({ types: [type] }, { connection });
      const { listed, stored } = line(summary, type);
      assert(bent > 0);
      assertEquals(listed, stored);
      assertEquals(summary.status, "partial");
      assert(summary.errors.every((error) => error.type === type && error.id !== null));
    });
  }
});

Deno.test("an answer over which the reading falls fails by its item, and ends neither the type nor the run", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  let asked = 0;
  const connection = bent(
    sim,
    (request) =>
      request.operation === "user_attribute_user_values" && asked++ === 0
        ? Promise.resolve(answerOf(200, [null]))
        : null,
  );
  const types = ["user_attributes", "groups"] as const;
  const summary = await place.run({ types, noUserValues: false }, { connection });
  assertEquals([summary.status, line(summary, "groups").complete], ["partial", true]);
  assertEquals(line(summary, "user_attributes").stored, line(summary, "user_attributes").listed);
  assertEquals(summary.errors.map(({ operation }) => operation), ["user_attribute_user_values"]);
});

Deno.test("what came without what a backup needs of it is named, and never stored as if it were complete", async (t) => {
  const without = (key: string) => (rows: Record<string, unknown>[]): unknown =>
    rows.map((row, n) =>
      n === 0 ? Object.fromEntries(Object.entries(row).filter(([name]) => name !== key)) : row
    );
  const cases: [
    what: string,
    type: "boards" | "folders" | "explores",
    operation: string,
    bend: (rows: Record<string, unknown>[]) => unknown,
  ][] = [
    ["a board of unknown access", "boards", "search_boards", without("content_metadata_id")],
    ["a folder of unknown access", "folders", "all_folders", without("content_metadata_id")],
    ["a model of unknown explores", "explores", "all_lookml_models", without("explores")],
    [
      "an explore without a name",
      "explores",
      "all_lookml_models",
      (rows) => rows.map((row, n) => n === 0 ? { ...row, explores: [{ name: "" }] } : row),
    ],
  ];
  for (const [what, type, operation, bend] of cases) {
    await t.step(what, async () => {
      await using sim = startSim(SMALL);
      await using place = await backup(sim);
      const summary = await place.run({ types: [type] }, { connection: changed(sim, operation, bend) });
      assertEquals([summary.status, line(summary, type).complete], ["partial", false]);
      assertEquals(summary.errors.length, 1, JSON.stringify(summary.errors));
    });
  }
});

Deno.test("an access row of somebody that this version does not know is kept, and told", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  const connection = changed(
    sim,
    "all_content_metadata_accesses",
    (rows) => [...rows, { id: "77", agent_id: "5" }],
  );
  const summary = await place.run({ types: ["folders"] }, { connection });
  assertEquals(summary.status, "completed");
  assertStringIncludes(line(summary, "folders").note ?? "", "without a group or a user");
});

Deno.test("a merge query whose source names no query, or came without an id, is skipped and named", async (t) => {
  for (const [what, operation] of [["no source", "merge_query"], ["no id", "query"]] as const) {
    await t.step(what, async () => {
      await using sim = startSim({ ...SMALL, dashboards: 30 });
      await using place = await backup(sim);
      const connection = bent(
        sim,
        (request, _url, answer) =>
          request.operation !== operation ? null : answer().then(({ body }) => {
            const served = JSON.parse(new TextDecoder().decode(body));
            return answerOf(
              200,
              what === "no id" ? { ...served, id: null } : { ...served, source_queries: [{}] },
            );
          }),
      );
      const summary = await place.run({ types: ["dashboards"] }, { connection });
      const { listed, stored } = line(summary, "dashboards");
      assertEquals([summary.status, listed], ["partial", stored]);
      assert(summary.errors.every((error) => error.operation === "merge_query"));
    });
  }
});

Deno.test("empty texts are none: an empty id asks nothing, an empty name gives way to the next", async () => {
  await using sim = startSim(SMALL);
  await using place = await backup(sim);
  const connection = bent(sim, (request, _url, answer) => {
    if (request.operation === "all_users") {
      return answer().then(({ body }) => {
        const rows = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>[];
        return answerOf(200, rows.map((row) => "display_name" in row ? { ...row, display_name: "  " } : row));
      });
    }
    if (request.operation !== "search_boards") return null;
    return answer().then(({ body }) => {
      const rows = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>[];
      return answerOf(200, rows.map((row) => ({ ...row, content_metadata_id: "", user_id: "" })));
    });
  });
  const summary = await place.run({ types: ["boards", "users"] }, { connection });
  assertEquals([summary.status, summary.errors], ["completed", []]);
  using vault = openVaultForReading(place.path);
  const names = vault.prepare(
    `SELECT name, owner_email, owner_id, content_type = 7 AS isUser FROM content_items`,
  ).all();
  const users = names.filter((row) => row["isUser"] === 1);
  assert(users.length > 0 && users.some((row) => String(row["name"]).includes("@")));
  assert(users.every((row) => String(row["name"]).trim() !== ""));
  assert(names.every((row) => row["isUser"] === 1 || row["owner_id"] === null));
});
