import { assertEquals, assertRejects } from "@std/assert";
import { forEachPooled } from "../../lib/base/pool.ts";

/** Work that a test ends by hand. */
class Bench {
  readonly started: number[] = [];
  private readonly open = new Map<number, PromiseWithResolvers<void>>();

  work = (item: number): Promise<void> => {
    this.started.push(item);
    const gate = Promise.withResolvers<void>();
    this.open.set(item, gate);
    return gate.promise;
  };

  /** Ends the work on an item and lets what follows from that happen. */
  async end(item: number, error?: unknown): Promise<void> {
    const gate = this.open.get(item);
    this.open.delete(item);
    if (error === undefined) gate?.resolve();
    else gate?.reject(error);
    await settle();
  }

  get running(): number[] {
    return [...this.open.keys()];
  }
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

async function* slowly(items: number[]): AsyncGenerator<number> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

for (const [kind, source] of [["an array", (n: number[]) => n], ["an async iterable", slowly]] as const) {
  Deno.test(`forEachPooled() runs at most the limit, in order, taking the next when one ends, of ${kind}`, async () => {
    const bench = new Bench();
    const done = forEachPooled(source([1, 2, 3, 4, 5]), 2, bench.work);
    await settle();
    assertEquals(bench.running, [1, 2]);
    await bench.end(2);
    assertEquals(bench.running, [1, 3]);
    await bench.end(1);
    await bench.end(3);
    assertEquals(bench.running, [4, 5]);
    await bench.end(4);
    await bench.end(5);
    await done;
    assertEquals(bench.started, [1, 2, 3, 4, 5]);
  });

  Deno.test(`forEachPooled() throws the first error after the others settled, and begins nothing more, of ${kind}`, async () => {
    const bench = new Bench();
    let ended = false;
    const done = forEachPooled(source([1, 2, 3, 4, 5]), 3, bench.work).finally(() => ended = true);
    done.catch(() => {});
    await settle();
    await bench.end(2, new Error("first"));
    assertEquals([bench.running, ended], [[1, 3], false]);
    await bench.end(1, new Error("second"));
    assertEquals(ended, false);
    await bench.end(3);
    await assertRejects(() => done, Error, "first");
    assertEquals(bench.started, [1, 2, 3]);
  });
}

Deno.test("forEachPooled() of nothing does nothing, and a limit above the items runs all", async () => {
  const bench = new Bench();
  await forEachPooled([], 3, bench.work);
  const done = forEachPooled([1, 2], 100, bench.work);
  await settle();
  assertEquals(bench.running, [1, 2]);
  await bench.end(1);
  await bench.end(2);
  await done;
});

Deno.test("forEachPooled() waits for what is under way when the items themselves fail", async () => {
  const bench = new Bench();
  async function* broken(): AsyncGenerator<number> {
    yield* slowly([1]);
    throw new Error("listing");
  }
  let ended = false;
  const done = forEachPooled(broken(), 2, bench.work).finally(() => ended = true);
  done.catch(() => {});
  await settle();
  assertEquals([bench.running, ended], [[1], false]);
  await bench.end(1);
  await assertRejects(() => done, Error, "listing");
});

Deno.test("forEachPooled() begins nothing with an item that came after a failure, and closes the items", async () => {
  const bench = new Bench();
  const next = Promise.withResolvers<void>();
  let closed = false;
  async function* items(): AsyncGenerator<number> {
    try {
      yield 1;
      await next.promise;
      yield 2;
    } finally {
      closed = true;
    }
  }
  const done = forEachPooled(items(), 2, bench.work);
  done.catch(() => {});
  await settle();
  await bench.end(1, new Error("no"));
  next.resolve();
  await assertRejects(() => done, Error, "no");
  assertEquals([bench.started, closed], [[1], true]);
});

Deno.test("forEachPooled() takes work that throws at once, or undefined, for a failure", async () => {
  const thrower = (item: number): Promise<void> => {
    if (item === 2) throw new Error("at once");
    return Promise.resolve();
  };
  await assertRejects(() => forEachPooled([1, 2, 3], 1, thrower), Error, "at once");
  let caught: unknown = "nothing";
  await forEachPooled([1], 1, () => Promise.reject(undefined)).catch((error) => caught = error);
  assertEquals(caught, undefined);
});
