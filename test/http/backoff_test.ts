import { assertEquals } from "@std/assert";
import { asksTooLong, MAX_RETRY_AFTER_MS, parseRetryAfter } from "../../lib/http/backoff.ts";

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

Deno.test("asksTooLong() tells a pause from a refusal: more than a day is waited for by nobody", () => {
  const now = Date.parse("Wed, 21 Oct 2030 07:28:00 GMT"), date = "Wed, 21 Oct 2030 07:28:00 GMT";
  const cases: [string | null, string | null, boolean][] = [
    ["86400", null, false],
    ["86401", null, true],
    ["1000000000", null, true],
    ["-5", null, false],
    ["Thu, 22 Oct 2030 07:28:00 GMT", null, false],
    ["Thu, 22 Oct 2030 07:28:01 GMT", date, true],
    ["Fri, 31 Dec 9999 23:59:59 GMT", "garbage", true],
    // By the server's own clock it is half an hour.
    ["Fri, 25 Oct 2030 12:00:00 GMT", "Fri, 25 Oct 2030 11:30:00 GMT", false],
    ["soon", null, false],
    [null, null, false],
  ];
  for (const [retryAfter, serverDate, expected] of cases) {
    assertEquals(asksTooLong({ retryAfter, date: serverDate }, now), expected, String(retryAfter));
  }
});
