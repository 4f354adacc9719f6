import { assertEquals, assertRejects } from "@std/assert";
import { Turns } from "../../../lib/snapshot/http/turns.ts";
import { settle } from "../../http/fake_clock.ts";

const signal = new AbortController().signal;

/** Takes turns of these sizes; which have begun is told at any time. */
function take(turns: Turns, sizes: readonly number[]): { begun: number[]; ends: (Disposable | undefined)[] } {
  const begun: number[] = [], ends: (Disposable | undefined)[] = [];
  for (const [index, size] of sizes.entries()) {
    turns.take(size, signal).then((turn) => {
      begun.push(index);
      ends[index] = turn;
    });
  }
  return { begun, ends };
}

Deno.test("Turns lets through what fits, in the order it came", async () => {
  const turns = new Turns(10), { begun, ends } = take(turns, [6, 4, 1, 8, 2, 30, 1]);
  await settle();
  assertEquals(begun, [0, 1]);
  // What has no body waits for nobody.
  (await turns.take(0, signal))[Symbol.dispose]();
  ends[1]?.[Symbol.dispose]();
  await settle();
  // The fourth does not fit, and the small ones behind it do not overtake.
  assertEquals(begun, [0, 1, 2]);
  ends[0]?.[Symbol.dispose]();
  ends[0]?.[Symbol.dispose]();
  await settle();
  assertEquals(begun, [0, 1, 2, 3]);
  ends[2]?.[Symbol.dispose]();
  await settle();
  assertEquals(begun, [0, 1, 2, 3, 4]);
  for (const index of [3, 4]) ends[index]?.[Symbol.dispose]();
  await settle();
  // What is more than the room goes alone.
  assertEquals(begun, [0, 1, 2, 3, 4, 5]);
  ends[5]?.[Symbol.dispose]();
  await settle();
  assertEquals(begun.at(-1), 6);
});

Deno.test("Turns gives the place of who leaves to the next", async () => {
  const turns = new Turns(10), controller = new AbortController(), reason = new Error("enough");
  using _first = await turns.take(5, signal);
  const left = turns.take(10, controller.signal), next = turns.take(5, signal);
  controller.abort(reason);
  assertEquals(await assertRejects(() => left), reason);
  (await next)[Symbol.dispose]();
});
