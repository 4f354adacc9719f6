import { assert, assertEquals, assertFalse, assertInstanceOf } from "@std/assert";
import { InterruptedError } from "../../lib/base/errors.ts";
import { listenForInterrupt, processSignals, type SignalSource } from "../../lib/base/signals.ts";

function fakeSource(
  windows = false,
): SignalSource & { fire(name: Deno.Signal): void; names(): Deno.Signal[] } {
  const handlers = new Map<Deno.Signal, () => void>();
  return {
    windows,
    add: (name, handler) => void handlers.set(name, handler),
    remove: (name) => void handlers.delete(name),
    fire: (name) => handlers.get(name)?.(),
    names: () => [...handlers.keys()],
  };
}

Deno.test("listenForInterrupt() aborts on the first signal and leaves at once on the second", () => {
  const source = fakeSource();
  let left = 0;
  using interrupt = listenForInterrupt({ now: () => left++, source });
  assertFalse(interrupt.signal.aborted);
  source.fire("SIGINT");
  assert(interrupt.signal.aborted);
  assertInstanceOf(interrupt.signal.reason, InterruptedError);
  assertEquals(left, 0);
  source.fire("SIGTERM");
  assertEquals(left, 1);
});

for (const [windows, names] of [[false, ["SIGINT", "SIGTERM"]], [true, ["SIGINT", "SIGBREAK"]]] as const) {
  Deno.test(`listenForInterrupt() listens for ${names.join(" and ")} ${windows ? "on Windows" : "elsewhere"} until disposed`, () => {
    const source = fakeSource(windows);
    const interrupt = listenForInterrupt({ now: () => {}, source });
    assertEquals(source.names(), [...names]);
    interrupt[Symbol.dispose]();
    assertEquals(source.names(), []);
  });
}

Deno.test("listenForInterrupt() works with the real process's signals", () => {
  using interrupt = listenForInterrupt({ now: () => {}, source: processSignals });
  assertFalse(interrupt.signal.aborted);
});
