/**
 * Measures how long the tests of each file take, for `deno task test --weigh`.
 *
 * @module
 */
import type { Weights } from "./parts.ts";

/** The minimum duration to record, in seconds. Faster files have no entry. */
const LEAST = 1;

/**
 * Records the duration of each test that is declared after this call, in the file at `path`. Returns a function that
 * sets the file that declares the tests. Returns `null` without a path, so that failures name the test files.
 */
export function weighTests(path: string | undefined): ((file: string) => void) | null {
  if (path === undefined) return null;
  let file = "";
  const { test } = Deno;
  const measured = (...args: unknown[]): void => {
    const at = args.findIndex((arg) => typeof arg === "function"), of = file;
    const timed = (fn: (t: Deno.TestContext) => unknown) => async (t: Deno.TestContext): Promise<void> => {
      const began = performance.now();
      try {
        await fn(t);
      } finally {
        const line = JSON.stringify([of, (performance.now() - began) / 1000]);
        await Deno.writeTextFile(path, `${line}\n`, { append: true });
      }
    };
    const [first] = args;
    if (at >= 0) args[at] = timed(args[at] as (t: Deno.TestContext) => unknown);
    else if (typeof first === "object" && first !== null && "fn" in first) {
      args[0] = { ...first, fn: timed(first.fn as (t: Deno.TestContext) => unknown) };
    }
    Reflect.apply(test, Deno, args);
  };
  Object.assign(Deno, { test: Object.assign(measured, test) });
  return (next) => void (file = next);
}

/** Returns the seconds of each file, from the recorded lines. */
export function weightsOf(lines: string): Weights {
  const seconds = new Map<string, number>();
  for (const line of lines.split("\n").filter((line) => line !== "")) {
    const [file, took] = JSON.parse(line) as [string, number];
    seconds.set(file, (seconds.get(file) ?? 0) + took);
  }
  return Object.fromEntries(
    [...seconds].filter(([, sum]) => sum >= LEAST).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([file, sum]) => [file, Math.round(sum)]),
  );
}
