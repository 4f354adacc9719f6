import { assertEquals } from "@std/assert";
import { Turns } from "../../../lib/web/fill/source.ts";
import { Traffic } from "../../../lib/web/serve/traffic.ts";

/** A clock that moves when somebody waits; `waits` are those waits. */
function waitingClock(): {
  now: number;
  waits: number[];
  clock: ConstructorParameters<typeof Turns>[0]["clock"];
} {
  const state = {
    now: 0,
    waits: [] as number[],
    clock: {
      now: () => state.now,
      monotonic: () => state.now,
      delay: (ms: number) => {
        state.waits.push(ms);
        state.now += ms;
        return Promise.resolve();
      },
    },
  };
  return state;
}

Deno.test("Turns stand still while somebody waits for an answer, and a moment longer, but not for ever", async () => {
  const state = waitingClock(), traffic = new Traffic(state.clock);
  const turns = new Turns({ clock: state.clock, isBusy: traffic.isBusy });
  assertEquals(traffic.isBusy(), false);
  await turns.give();
  assertEquals(state.waits, [1]);
  {
    using _waiting = traffic.begin();
    state.waits.length = 0;
    await turns.give();
    assertEquals([state.waits.length, traffic.isBusy()], [51, true]);
  }
  state.waits.length = 0;
  await turns.give();
  assertEquals([state.waits, traffic.isBusy()], [[1, 4, 4, 4, 4, 4], false]);
});

Deno.test("Turns that nobody else needs wait for nobody", async () => {
  const state = waitingClock(), turns = new Turns({ clock: state.clock });
  assertEquals(turns.isDue, false);
  state.now += 11;
  assertEquals(turns.isDue, true);
  await turns.give();
  assertEquals([state.waits, turns.isDue], [[0], false]);
});
