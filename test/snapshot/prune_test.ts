import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { EXIT, type UsageError } from "../../lib/base/errors.ts";
import { breaksOf, readCatalog } from "../../lib/snapshot/catalog.ts";
import { DeniedError } from "../../lib/snapshot/errors.ts";
import { planOf, prune, type PruneRequest } from "../../lib/snapshot/prune.ts";
import { parseSpan } from "../../lib/snapshot/span.ts";
import { MemoryStore } from "./_memory_store.ts";
import { FOLDER, Scene, SIGNAL, steppingClock } from "./_scene.ts";

const DAY = 86_400_000;

/** A store with copies of so many days in a row. */
async function scene(days: number, locked: readonly number[] = []): Promise<Scene & { memory: MemoryStore }> {
  const memory = new MemoryStore(), made = Object.assign(new Scene(memory), { memory });
  memory.now = () => made.clock.now();
  for (let i = 0; i < days; i++) await made.push({ lock: locked.includes(i) ? parseSpan("1y") : null });
  return made;
}

function request(
  { memory, clock }: { memory: MemoryStore; clock: Scene["clock"] },
  over: Partial<PruneRequest> = {},
): PruneRequest {
  return {
    store: memory,
    folder: null,
    policy: { last: 2 },
    acceptClock: false,
    version: "0.1.0",
    by: "ada",
    clock,
    signal: SIGNAL,
    ...over,
  };
}

async function breaks(memory: MemoryStore): Promise<string[]> {
  return breaksOf(await readCatalog(memory, { folder: null, signal: SIGNAL }), new Map()).map(({ stamp }) =>
    stamp
  );
}

const days = (stamps: readonly string[]): string[] => stamps.map((stamp) => stamp.slice(0, 10));

Deno.test("prune() removes what no rule keeps, writes it down, and the chain stays whole", async () => {
  using made = await scene(6);
  const ask = request(made), plan = await planOf(ask);
  assertEquals(plan.map(({ action, reasons }) => `${action}: ${reasons}`), [
    "keep: last",
    "keep: last",
    ...Array(4).fill("remove: no rule keeps it"),
  ]);
  const { failures } = await prune(ask, plan);
  assertEquals(failures, []);
  assertEquals(days(await made.stamps()), ["2026-01-07", "2026-01-06"]);
  assertEquals(made.memory.keys().filter((key) => key.endsWith(".pruned")).length, 1);
  assertEquals(await breaks(made.memory), []);
  await made.push();
  await prune(ask, await planOf(ask));
  await made.push();
  await prune(ask, await planOf(ask));
  assertEquals(days(await made.stamps()), ["2026-01-09", "2026-01-08"]);
  assertEquals(made.memory.keys().filter((key) => key.endsWith(".pruned")).length, 1);
  assertEquals(await breaks(made.memory), []);
  made.memory.objects.delete(
    made.memory.keys().find((key) => key.includes("01-08") && key.endsWith(".json")) ?? "",
  );
  assertEquals(days(await breaks(made.memory)), ["2026-01-08"]);
});

Deno.test("prune() removes nothing that is locked, and says until when", async () => {
  using made = await scene(4, [0, 1]);
  const ask = request(made, { policy: { last: 1 } }), plan = await planOf(ask);
  assertEquals(plan.map(({ reasons }) => reasons.join()), [
    "last",
    "no rule keeps it",
    "locked until 2027-01-03T00:00Z",
    "locked until 2027-01-02T00:00Z",
  ]);
  await prune(ask, plan);
  assertEquals(days(await made.stamps()), ["2026-01-05", "2026-01-03", "2026-01-02"]);
});

Deno.test("prune() stopped at any request loses nothing that was to stay, and the next one ends it", async () => {
  using made = await scene(5);
  const ask = request(made), plan = await planOf(ask), before = new Map(made.memory.objects);
  for (let at = 1;; at++) {
    made.memory.objects.clear();
    for (const [key, object] of before) made.memory.objects.set(key, object);
    let calls = 0;
    made.memory.before = () => {
      if (++calls >= at) throw new Error("killed");
    };
    const ended = await prune(ask, plan).then(() => "done", () => "killed");
    made.memory.before = () => {};
    const stamps = days(await made.stamps());
    assertEquals(stamps.slice(0, 2), ["2026-01-06", "2026-01-05"]);
    assertEquals(await breaks(made.memory), []);
    if (ended === "done") break;
    await prune(ask, await planOf(ask));
    assertEquals(days(await made.stamps()), ["2026-01-06", "2026-01-05"]);
    assertEquals(made.memory.keys().filter((key) => key.endsWith(".zst")).length, 2);
    assertEquals(await breaks(made.memory), []);
  }
});

Deno.test("each copy that cannot be removed is named; the others go", async () => {
  using made = await scene(5);
  const ask = request(made), plan = await planOf(ask);
  made.memory.before = (call, key) => {
    if (call === "remove" && key.includes("2026-01-03")) throw new DeniedError("it may not be deleted");
  };
  const { failures } = await prune(ask, plan);
  assertEquals(failures.map(({ stamp, message }) => [stamp.slice(0, 10), message]), [[
    "2026-01-03",
    "it may not be deleted",
  ]]);
  assertEquals(days(await made.stamps()), ["2026-01-06", "2026-01-05", "2026-01-03"]);
});

Deno.test("who may not write may not prune: without a record nothing is removed", async () => {
  using made = await scene(4);
  const ask = request(made), plan = await planOf(ask);
  made.memory.before = (call) => {
    if (call === "putIfAbsent") throw new DeniedError("it may not be written");
  };
  await assertRejects(() => prune(ask, plan), DeniedError);
  assertEquals((await made.stamps()).length, 4);
});

Deno.test("an empty policy and a clock that jumped are refused", async () => {
  using made = await scene(4);
  const says = async (over: Partial<PruneRequest>): Promise<string> => {
    const error = await assertRejects(() => planOf(request(made, over)));
    assertEquals((error as UsageError).exitCode, EXIT.usage);
    return String(error);
  };
  assertStringIncludes(await says({ policy: {} }), "no rule keeps anything");
  assertStringIncludes(await says({ policy: { last: 0 } }), "no rule keeps anything");
  const now = made.clock.now();
  assertStringIncludes(await says({ clock: steppingClock(now - DAY) }), "the newest snapshot is from");
  assertStringIncludes(await says({ clock: steppingClock(now + 3650 * DAY) }), "there is no snapshot");
  assertEquals(
    (await planOf(request(made, { clock: steppingClock(now + 3650 * DAY), acceptClock: true }))).length,
    4,
  );
  made.memory.now = () => now - 10 * DAY;
  await made.push();
  assertStringIncludes(await says({}), "before the time in its name");
});

Deno.test("a copy that came while somebody was asked stays, as does one that is damaged", async () => {
  using made = await scene(3);
  const ask = request(made, { policy: { last: 1 } }), plan = await planOf(ask);
  await made.push();
  const { verdicts } = await prune(ask, plan);
  assertEquals(verdicts.map(({ reasons }) => reasons.join()), [
    "last",
    "it was pushed after the list was shown",
    "no rule keeps it",
    "no rule keeps it",
  ]);
  made.memory.objects.delete(`${FOLDER}/2026-01-04T00-00-00Z.db.zst`);
  assertEquals((await planOf(ask)).map(({ reasons }) => reasons.join()), [
    "last",
    "damaged: its manifest exists, but the snapshot itself is missing",
  ]);
});

Deno.test("what an earlier prune left is no pause: a clock is not doubted for it", async () => {
  using made = await scene(1);
  for (const _ of [1, 2]) {
    made.clock.set(made.clock.now() + 79 * DAY);
    await made.push();
  }
  const ask = request(made, { policy: { last: 1, yearly: 2 } });
  await prune(ask, await planOf(ask));
  assertEquals((await made.stamps()).length, 2);
  assertEquals((await planOf(ask)).map(({ action }) => action), ["keep", "keep"]);
});
