import { assertEquals } from "@std/assert";
import { Deadlines } from "../../lib/http/deadlines.ts";
import { FakeClock } from "./fake_clock.ts";

/** Deadlines of some names, milliseconds each, and what has passed so far. */
function of(clock: FakeClock, times: Readonly<Record<string, number>>): [Map<string, Disposable>, string[]] {
  const deadlines = new Deadlines(clock), passed: string[] = [];
  const handles = Object.entries(times).map(([name, ms]): [string, Disposable] => [
    name,
    deadlines.after(ms, () => passed.push(`${name} at ${clock.monotonic()}`)),
  ]);
  return [new Map(handles), passed];
}

Deno.test("deadlines share one timer, and each passes at its own time", async () => {
  const clock = new FakeClock();
  const [, passed] = of(clock, { late: 300, early: 100, middle: 200, same: 100 });
  assertEquals(clock.pending, 1);
  await clock.advance(99);
  assertEquals(passed, []);
  await clock.advance(300);
  assertEquals(passed, ["early at 100", "same at 100", "middle at 200", "late at 300"]);
  assertEquals(clock.pending, 0);
});

Deno.test("a deadline that is let go never passes, and the last one takes the timer along", async () => {
  const clock = new FakeClock();
  const [handles, passed] = of(clock, { a: 100, b: 200 });
  handles.get("a")?.[Symbol.dispose]();
  await clock.advance(150);
  assertEquals([passed, clock.pending], [[], 1]);
  handles.get("b")?.[Symbol.dispose]();
  assertEquals(clock.pending, 0);
  await clock.advance(1000);
  assertEquals(passed, []);
});

Deno.test("a deadline after the others have passed has a timer again", async () => {
  const clock = new FakeClock(), deadlines = new Deadlines(clock);
  const passed: number[] = [];
  deadlines.after(10, () => {
    passed.push(clock.monotonic());
    deadlines.after(5, () => passed.push(clock.monotonic()));
  });
  await clock.advance(20);
  assertEquals(passed, [10, 15]);
});
