import { assert, assertEquals } from "@std/assert";
import { allowedInFlight, guardMemory } from "../../lib/extract/memory_guard.ts";
import { FakeClock } from "../http/fake_clock.ts";

Deno.test("allowedInFlight() is all below 80 %, one from 100 %, in proportion between", () => {
  const table: [share: number, workers: number, allowed: number][] = [
    [0, 8, 8],
    [0.79, 8, 8],
    [0.8, 8, 8],
    [0.9, 8, 4],
    [0.95, 8, 2],
    [1, 8, 1],
    [2, 8, 1],
    [0.99, 1, 1],
    [0.9, 50, 25],
  ];
  for (const [share, workers, allowed] of table) {
    assertEquals(allowedInFlight(share, workers), allowed, `${share}`);
  }
});

Deno.test("guardMemory() warns once at 80 %, lowers the ceiling and raises it again", async () => {
  const clock = new FakeClock();
  const ceilings: number[] = [], warnings: string[] = [];
  let resident = 50;
  {
    using _guard = guardMemory({
      clock,
      workers: 8,
      maxMemoryMb: 100,
      limiter: { setCeiling: (ceiling) => ceilings.push(ceiling) },
      warn: (message) => warnings.push(message),
      resident: () => resident * 1024 * 1024,
    });
    for (resident of [50, 90, 120, 90, 60]) await clock.advance(250);
  }
  assertEquals(ceilings, [8, 4, 1, 4, 8]);
  assertEquals(warnings.length, 1);
  assert(warnings[0]?.includes("90% of --max-memory 100"));
  assertEquals(clock.pending, 0);
});

Deno.test("guardMemory() watches nothing without --max-memory", () => {
  const clock = new FakeClock();
  using _guard = guardMemory({
    clock,
    workers: 8,
    maxMemoryMb: undefined,
    limiter: { setCeiling: () => {} },
    warn: () => {},
  });
  assertEquals(clock.pending, 0);
});
