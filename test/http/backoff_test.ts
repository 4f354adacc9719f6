import { assertEquals } from "@std/assert";
import { MAX_RETRY_AFTER_MS, parseRetryAfter } from "../../lib/http/backoff.ts";

Deno.test("parseRetryAfter() reads seconds and HTTP dates, clamps, and ignores nonsense", async (t) => {
  const now = Date.parse("Wed, 21 Oct 2030 07:28:00 GMT");
  const cases: [string | null, number | null][] = [
    ["2", 2000],
    ["0", 0],
    ["0.5", 500],
    [" 7 ", 7000],
    ["300", 300_000],
    ["301", MAX_RETRY_AFTER_MS],
    ["99999999999999999999", MAX_RETRY_AFTER_MS],
    ["Wed, 21 Oct 2030 07:28:30 GMT", 30_000],
    ["Wed, 21 Oct 2030 07:28:00 GMT", 0],
    ["Wed, 21 Oct 2030 07:00:00 GMT", 0],
    ["Wed, 21 Oct 2035 07:28:00 GMT", MAX_RETRY_AFTER_MS],
    [null, null],
    ["", null],
    ["  ", null],
    ["-1", null],
    ["soon", null],
    ["1e3", null],
    ["2030-10-21", null],
    ["NaN", null],
    ["Infinity", null],
  ];
  for (const [header, expected] of cases) {
    await t.step(String(header), () => assertEquals(parseRetryAfter(header, now), expected));
  }
});
