/** Listings of more items than a listing usually has: they are read to their end, if they have one. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { EndlessListError, TimeoutError } from "../../lib/http/errors.ts";
import { EndlessGuard, rowsAt } from "../../lib/looker/endless.ts";
import type { LookerClient } from "../../lib/looker/client.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

/** Fewer than the simulator has of each type below, more than a tenth of it. */
const manyItems = { bodies: 12, rows: 12, ids: 12 };

Deno.test("a listing of more items than usual is checked for an end, then read to it", async (t) => {
  await using sim = startSim({
    dashboards: 60,
    looks: 60,
    folders: 40,
    users: 60,
    unlimitedCap: 20,
    pageCap: 10,
  });
  await using place = await backup(sim);
  const summary = await place.run({ manyItems });
  const far = sim.log.filter(({ query }) => query.includes("offset=1000000000"));
  for (const type of ["dashboards", "looks", "users"] as const) {
    await t.step(type, () => {
      const { complete, listed, failed } = line(summary, type);
      assert(complete, type);
      assertEquals(failed, 0);
      assert(listed >= 60, `${listed} listed`);
      assertEquals(
        summary.errors.filter(({ type: of }) => of === type),
        [],
      );
    });
  }
  await t.step("one request a walk asks whether there is an end", () => {
    assert(far.length > 0, "none asked");
    assert(far.every(({ query }) => query.includes("limit=1&")), JSON.stringify(far));
    assert(far.length <= CONTENT_TYPES.length, `${far.length} requests`);
  });
});

Deno.test("a listing whose bodies need too much memory is incomplete, and the others are not", async () => {
  await using sim = startSim({ dashboards: 4, looks: 4, groups: 30 });
  await using place = await backup(sim);
  const summary = await place.run({ types: ["groups", "looks"], mostKept: 2000 });
  const { complete, stored } = line(summary, "groups");
  assertEquals([complete, stored], [false, 0]);
  assert(
    summary.errors.some(({ message }) => message.includes("need more than")),
    JSON.stringify(summary.errors),
  );
  assert(line(summary, "looks").complete);
});

const guardOf = (seen: number): EndlessGuard => {
  const guard = new EndlessGuard({ operation: "search_looks", many: 10, most: 100 });
  for (let id = 0; id < seen; id++) guard.saw(`${id}`);
  return guard;
};

Deno.test("EndlessGuard.checkEnd() requests a row far away one time, and only of a large listing", async () => {
  const offsets: number[] = [];
  const read = (offset: number): Promise<number> => Promise.resolve(offsets.push(offset) * 0);
  await guardOf(10).checkEnd(read);
  assertEquals(offsets, []);
  const guard = guardOf(11);
  await guard.checkEnd(read);
  await guard.checkEnd(read);
  assertEquals(offsets, [1_000_000_000]);
});

Deno.test("EndlessGuard.checkEnd() stops a listing that has a row there, and no listing for which it is unknown", async () => {
  await assertRejects(() => guardOf(11).checkEnd(() => Promise.resolve(1)), EndlessListError, "has no end");
  const slow = guardOf(11);
  await slow.checkEnd(() => Promise.reject(new TimeoutError("search_looks", 1)));
  await assertRejects(() => guardOf(11).checkEnd(() => Promise.reject(new Error("a bug"))), Error, "a bug");
});

Deno.test("EndlessGuard.repeats() stops a listing of too many items even where it has an end", () => {
  assertEquals(guardOf(100).repeats(10), false);
  let thrown: unknown;
  try {
    guardOf(101).repeats(10);
  } catch (error) {
    thrown = error;
  }
  assert(thrown instanceof EndlessListError && thrown.message.includes("more than 100 items"));
});

Deno.test("rowsAt() requests one row at the offset with the parameters of the listing, and no second time if it is slow", async () => {
  const asked: unknown[] = [];
  const client: Pick<LookerClient, "list"> = {
    list(operation, params, { retryTimeouts }) {
      asked.push([operation, params, retryTimeouts]);
      return Promise.resolve({ items: [], total: null });
    },
  };
  const call = { signal: new AbortController().signal };
  assertEquals(await rowsAt(client, "search_folders", { fields: "id", sorts: "id" }, call)(7), 0);
  assertEquals(asked, [["search_folders", { fields: "id", sorts: "id", limit: 1, offset: 7 }, false]]);
});
