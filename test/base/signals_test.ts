import { assert, assertEquals, assertFalse, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { InterruptedError } from "../../lib/base/errors.ts";
import { findNotCapable, permissionError } from "../../lib/base/permissions.ts";
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

for (
  const [message, flag] of [
    [
      'Requires net access to "acme.example:19999", run again with the --allow-net flag',
      "--allow-net=acme.example:19999",
    ],
    ['Requires read access to "/etc/x y", run again with the --allow-read flag', "--allow-read=/etc/x y"],
    ['Requires env access to "FOO", run again with the --allow-env flag', "--allow-env=FOO"],
    ["Requires write access to <TMP>, run again with the --allow-write flag", "--allow-write"],
  ] as const
) {
  Deno.test(`permissionError() names ${flag}`, () => {
    const error = permissionError(new Deno.errors.NotCapable(message));
    assertStringIncludes(error.message, flag);
    assertEquals(error.exitCode, 2);
    assert(error.hint?.includes(flag));
  });
}

Deno.test("findNotCapable() looks through wrapping errors and finds nothing in others", () => {
  const root = new Deno.errors.NotCapable("x");
  assertEquals(findNotCapable(new Error("a", { cause: new Error("b", { cause: root }) })), root);
  assertEquals(findNotCapable(new Error("a", { cause: "b" })), null);
});
