import { assertEquals, assertRejects } from "@std/assert";
import { PriorityGate } from "../../lib/extract/priority_gate.ts";

/** Work that ends when it is told to. */
class Jobs {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, () => void>();

  work(name: string): Promise<void> {
    this.begun.push(name);
    return new Promise((resolve) => this.ends.set(name, resolve));
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    await settled();
  }
}

/** Lets everything that can go on without waiting go on. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

Deno.test("PriorityGate lets so many items be in work at once, of the type first that stands first", async () => {
  const gate = new PriorityGate(2, { gently: false }), jobs = new Jobs();
  const work = (name: string): Promise<void> => jobs.work(name);
  const first = gate.each("dashboards", ["d1", "d2", "d3"], work);
  await settled();
  const take = (name: string, type: "dashboards" | "roles" | "folders"): Promise<void> =>
    gate.take(type, () => work(name));
  const all = [
    first,
    take("d4", "dashboards"),
    take("f1", "folders"),
    take("r1", "roles"),
    take("r2", "roles"),
  ];
  await settled();
  assertEquals(jobs.begun, ["d1", "d2"]);
  await jobs.end("d1");
  await jobs.end("d2");
  assertEquals(jobs.begun, ["d1", "d2", "r1", "r2"]);
  await jobs.end("r1");
  await jobs.end("r2");
  assertEquals(jobs.begun.slice(4), ["f1", "d4"]);
  for (const name of ["f1", "d4", "d3"]) await jobs.end(name);
  await Promise.all(all);
  assertEquals(jobs.begun.at(-1), "d3");
});

Deno.test("PriorityGate gives the turn of what failed to the next, and throws when what is under way is through", async () => {
  const gate = new PriorityGate(1, { gently: false });
  const seen: string[] = [];
  await assertRejects(
    () =>
      gate.each("roles", ["1", "2"], (name) => {
        seen.push(name);
        return Promise.reject(new Error("broken"));
      }),
    Error,
    "broken",
  );
  assertEquals(seen, ["1"]);
  assertEquals(await gate.take("looks", () => Promise.resolve(7)), 7);
});

Deno.test("PriorityGate begins gently where a run is resumed, and is at its most after a few items", async () => {
  const gate = new PriorityGate(8, { gently: true });
  let busy = 0;
  const seen: number[] = [];
  await gate.each("looks", Array.from({ length: 200 }, (_, i) => i), async () => {
    seen.push(++busy);
    for (let i = 0; i < 5; i++) await settled();
    busy--;
  });
  assertEquals(Math.max(...seen.slice(0, 4)), 2);
  assertEquals(Math.max(...seen), 8);
});

Deno.test("work of PriorityGate that has a turn needs no second one for what it does within", async () => {
  const gate = new PriorityGate(1, { gently: false });
  const seen: string[] = [];
  const inner = (name: string): Promise<void> =>
    gate.each("lookml_models", [`${name}1`, `${name}2`], async (each) => {
      await settled();
      seen.push(each);
    });
  await Promise.all([
    gate.each("lookml_models", ["a", "b"], inner),
    gate.take("looks", async () => void seen.push(await gate.take("roles", () => Promise.resolve("c")))),
  ]);
  assertEquals(seen.toSorted(), ["a1", "a2", "b1", "b2", "c"]);
});
