import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { SingleFlight } from "../../lib/http/single_flight.ts";
import { settle } from "./fake_clock.ts";

function harness(): {
  flight: SingleFlight<number>;
  works: { signal: AbortSignal; done: PromiseWithResolvers<number> }[];
} {
  const works: { signal: AbortSignal; done: PromiseWithResolvers<number> }[] = [];
  const flight = new SingleFlight<number>((signal) => {
    const done = Promise.withResolvers<number>();
    signal.addEventListener("abort", () => done.reject(signal.reason));
    works.push({ signal, done });
    return done.promise;
  });
  return { flight, works };
}

const never = (): AbortSignal => new AbortController().signal;

Deno.test("SingleFlight does the work once for all who ask meanwhile, and again afterwards", async () => {
  const { flight, works } = harness();
  const all = Promise.all([flight.run(never()), flight.run(never()), flight.run(never())]);
  works[0]?.done.resolve(7);
  assertEquals(await all, [7, 7, 7]);
  await settle();
  const again = flight.run(never());
  works[1]?.done.resolve(8);
  assertEquals(await again, 8);
});

Deno.test("SingleFlight gives a failure to all, and does not keep it", async () => {
  const { flight, works } = harness();
  const all = [flight.run(never()), flight.run(never())];
  works[0]?.done.reject(new Error("no"));
  for (const one of all) await assertRejects(() => one, Error, "no");
  await settle();
  const again = flight.run(never());
  works[1]?.done.resolve(1);
  assertEquals(await again, 1);
});

Deno.test("SingleFlight lets an aborted caller leave by itself", async () => {
  const { flight, works } = harness();
  const controller = new AbortController();
  const first = flight.run(controller.signal).catch((error) => error);
  const second = flight.run(never());
  const reason = new Error("Ctrl-C");
  controller.abort(reason);
  assertStrictEquals(await first, reason);
  assertEquals(works[0]?.signal.aborted, false);
  works[0]?.done.resolve(3);
  assertEquals(await second, 3);
  assertEquals(works.length, 1);
});

Deno.test("SingleFlight stops the work when the last caller has left", async () => {
  const { flight, works } = harness();
  const controller = new AbortController();
  const both = [flight.run(controller.signal), flight.run(controller.signal)];
  controller.abort(new Error("Ctrl-C"));
  for (const one of both) await assertRejects(() => one, Error, "Ctrl-C");
  assertEquals(works[0]?.signal.aborted, true);
  const next = flight.run(never());
  works[1]?.done.resolve(1);
  assertEquals(await next, 1);
});
