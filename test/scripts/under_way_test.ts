import { assertEquals } from "@std/assert";
import { UnderWay } from "../../scripts/tests/under_way.ts";

Deno.test("UnderWay names the test that has begun and not ended, with its step", () => {
  const table: [printed: string[], name: string | null][] = [
    [["running 3 tests from ./scripts/tests/entry.ts\n"], null],
    [["one ..."], "one"],
    [["one ... ok (3ms)\ntwo", " ...", " \x1b[0m\x1b[32mok"], null],
    [
      ["one ... \x1b[0m\x1b[32mok\x1b[0m (3ms)\ntwo ...\n  a step ... ok (1ms)\n  another ..."],
      "two > another",
    ],
    [
      ["two ...\n  a step ...\n    within it ... FAILED (1ms)\n  a step ... FAILED (due to 1 failed step) (2ms)\n"],
      "two",
    ],
    [["two ...\n  a step ... ok (1ms)\ntwo ... ok (2ms)\nthree ... ignored (0ms)\n"], null],
    [
      ["one ...\n------- output -------\nit waits ...\nfor long ... so long\n----- output end -----\n"],
      "one",
    ],
  ];
  for (const [printed, name] of table) {
    const underWay = new UnderWay();
    for (const piece of printed) underWay.take(piece);
    assertEquals(underWay.name, name, printed.join(""));
  }
});
