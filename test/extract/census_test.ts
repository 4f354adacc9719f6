/** Listings of ids that a server cuts short, of an instance that moves. */
import { assert, assertEquals } from "@std/assert";
import { listItems } from "../../lib/inspect/list.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

/** Rows that disappear before each answer: more than the one by which pages overlap. */
const GONE = 3;

Deno.test("rows that move up between the pages of a census are looked for: none is lost or taken for deleted", async () => {
  let moves = 0, last = 0;
  const shift = (): void => {
    const first = sim.store.table("dashboards").all().slice(0, GONE);
    for (const { id } of first) sim.store.table("dashboards").remove(id);
  };
  // The simulator asks for the time when a request arrives, and again later.
  const now = (): number => {
    if (moves > 0 && sim.stats.requests !== last) {
      last = sim.stats.requests;
      moves--;
      shift();
    }
    return Date.now();
  };
  await using sim: Sim = startSim({
    dashboards: 150,
    looks: 4,
    tileBytes: 300,
    unlimitedCap: 20,
    pageCap: 20,
    now,
  });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  moves = 10;
  const summary = await place.run({ types: ["dashboards"], incremental: true });
  assert(moves <= 0, "the instance did not move");
  const living = sim.store.table("dashboards").all().map(({ id }) => id);
  const { complete, deleted } = line(summary, "dashboards");
  using vault = openVaultForReading(place.path);
  const stored = new Set(listItems(vault, "dashboards").map(({ id }) => id));
  assertEquals(living.filter((id) => !stored.has(id)), [], "living, and not stored or marked as deleted");
  assert(complete, "every item could be listed");
  assert(deleted > 0, "some were gone before they were listed");
});

Deno.test("a row that cannot be stored exactly keeps its id: its item is named, and no other is lost or deleted", async () => {
  await using sim: Sim = startSim({ dashboards: 3, looks: 3, users: 8 });
  await using place = await backup(sim);
  await place.run({ types: ["users"] });
  sim.mutate({ op: "update", type: "users", id: "4", values: { email: "half \ud800 a pair" } });
  for (const pageCap of [undefined, 3]) {
    if (pageCap !== undefined) Object.assign(sim.options, { pageCap, unlimitedCap: pageCap });
    const summary = await place.run({ types: ["users"] });
    const { listed, deleted, failed } = line(summary, "users");
    assertEquals([listed, deleted, failed], [sim.store.table("users").all().length, 0, 1], `${pageCap}`);
    assertEquals(summary.errors.map(({ id }) => id), ["4"]);
  }
});

Deno.test("a census in several large pages names every item one time, in full and incremental runs", async () => {
  await using sim: Sim = startSim({ dashboards: 31, looks: 29, folders: 5 });
  await using place = await backup(sim);
  const types = ["dashboards", "looks"] as const;
  for (const options of [{}, { incremental: true }, {}]) {
    sim.mutate({ op: "update", type: "looks" });
    const summary = await place.run({ types, censusRows: 7, ...options });
    for (const type of types) {
      const { complete, listed, failed, stored } = line(summary, type);
      const all = sim.store.table(type).all().length;
      assertEquals([complete, listed, failed, stored], [true, all, 0, all], type);
    }
  }
  const asked = sim.log.filter(({ query }) => /fields=.*limit=8&offset=/.test(query));
  assert(asked.length >= 6, `${asked.length} further pages`);
});

Deno.test("a census that is in several large pages survives rows that move up", async () => {
  let calls = 0;
  const now = (): number => {
    if (armed && sim.stats.requests !== calls) {
      calls = sim.stats.requests;
      const [first] = sim.store.table("dashboards").all();
      if (first !== undefined && sim.store.table("dashboards").all().length > 40) {
        sim.store.table("dashboards").remove(first.id);
      }
    }
    return Date.now();
  };
  let armed = false;
  await using sim: Sim = startSim({ dashboards: 60, looks: 1, now });
  await using place = await backup(sim);
  await place.run({ types: ["dashboards"] });
  armed = true;
  const summary = await place.run({ types: ["dashboards"], incremental: true, censusRows: 9 });
  const living = sim.store.table("dashboards").all().map(({ id }) => id);
  using vault = openVaultForReading(place.path);
  const stored = new Set(listItems(vault, "dashboards").map(({ id }) => id));
  assertEquals(living.filter((id) => !stored.has(id)), []);
  assert(line(summary, "dashboards").complete);
});

Deno.test("a listing that fails after its first page: nothing is read one by one, and nothing counts as deleted", async () => {
  await using sim: Sim = startSim({ dashboards: 40, looks: 40, folders: 3 });
  await using place = await backup(sim);
  const types = ["dashboards", "looks"] as const;
  await place.run({ types });
  const before = sim.log.length;
  sim.faults.add({ kind: "403", operation: "search_dashboards,search_looks", match: { offset: 9 } });
  const summary = await place.run({ types, incremental: true, censusRows: 10 });
  assert(sim.log.length - before < 40, `${sim.log.length - before} requests`);
  for (const type of types) {
    const { complete, deleted, listed, stored, failed } = line(summary, type);
    assertEquals([complete, deleted], [false, 0], type);
    assertEquals(listed, stored + failed, type);
  }
});

Deno.test("a server that fails at a second large page is asked for smaller ones, and nothing is lost", async () => {
  await using sim: Sim = startSim({ dashboards: 40, looks: 40, folders: 3 });
  await using place = await backup(sim);
  const types = ["dashboards", "looks"] as const;
  sim.faults.add({ kind: "500", operation: "search_dashboards,search_looks", match: { limit: 11 } });
  const summary = await place.run({ types, censusRows: 10 });
  for (const type of types) {
    const { complete, listed, stored } = line(summary, type), all = sim.store.table(type).all().length;
    assertEquals([complete, listed, stored], [true, all, all], type);
  }
  assertEquals(summary.errors, []);
});

Deno.test("a server that refuses the size of a large page is asked for smaller ones", async () => {
  await using sim: Sim = startSim({ dashboards: 20, looks: 20, folders: 3 });
  await using place = await backup(sim);
  sim.faults.add({ kind: "422", operation: "search_looks", match: { limit: 10 } });
  const summary = await place.run({ types: ["looks"], censusRows: 10 });
  const { complete, stored } = line(summary, "looks");
  assertEquals([complete, stored, summary.errors], [true, sim.store.table("looks").all().length, []]);
});

Deno.test("of a listing that fails after its first page, a first run reads no item", async () => {
  await using sim: Sim = startSim({ dashboards: 40, looks: 40, folders: 3 });
  await using place = await backup(sim);
  sim.faults.add({ kind: "403", operation: "search_dashboards,search_looks", match: { offset: 9 } });
  const summary = await place.run({ types: ["dashboards", "looks"], censusRows: 10 });
  const read = sim.log.filter(({ operation }) => ["dashboard", "look", "folder_looks"].includes(operation));
  // The trash has one dashboard and one look.
  assert(read.length <= 2, `${read.length} requests for items`);
  for (const type of ["dashboards", "looks"]) {
    const { complete, listed, stored, failed } = line(summary, type);
    assertEquals([complete, failed, listed <= 1, listed === stored], [false, 0, true, true], type);
  }
});

Deno.test("a census of folders that is taken again names no item of another folder", async () => {
  await using sim: Sim = startSim({ dashboards: 60, looks: 1, folders: 3, tileBytes: 300 });
  await using place = await backup(sim);
  const held = sim.store.table("dashboards").all().filter((one) => one.get("deleted") !== true);
  const counts = Map.groupBy(held, (one) => String(one.get("folder_id")));
  const [folder, own] = [...counts].sort(([, a], [, b]) => b.length - a.length)[0] ?? ["", []];
  Object.assign(sim.options, { pageCap: 20, unlimitedCap: 20 });
  await place.run({ types: ["dashboards"], folders: [folder], noTrash: true });
  using vault = openVaultForReading(place.path);
  const stored = listItems(vault, "dashboards").map(({ id }) => id);
  assertEquals(stored.toSorted(), own.map(({ id }) => id).toSorted());
  assert(own.length < held.length && own.length > 3);
});

Deno.test("an item that moves into the trash is read, although the listing of the trash names it and then fails", async () => {
  const types = ["dashboards", "looks"] as const;
  const now = (): number => {
    for (const type of moving) {
      if (!sim.log.some(({ operation }) => operation === `search_${type}`)) continue;
      moving.delete(type);
      sim.mutate({ op: "update", type, id: "1", values: { deleted: true } });
    }
    return Date.now();
  };
  const moving = new Set<typeof types[number]>();
  await using sim: Sim = startSim({ dashboards: 30, looks: 30, folders: 3, now });
  await using place = await backup(sim);
  for (const type of types) {
    for (const { id } of sim.store.table(type).all().slice(-12)) {
      sim.mutate({ op: "update", type, id, values: { deleted: true } });
    }
    moving.add(type);
  }
  sim.faults.add({
    kind: "403",
    operation: "search_dashboards,search_looks",
    match: { offset: 9, deleted: "true" },
  });
  const summary = await place.run({ types, censusRows: 10 });
  assertEquals(moving.size, 0);
  using vault = openVaultForReading(place.path);
  for (const type of types) {
    assert(!line(summary, type).complete);
    assertEquals(listItems(vault, type).filter(({ id }) => id === "1").length, 1, type);
  }
});
