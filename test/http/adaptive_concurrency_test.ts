import { assertEquals } from "@std/assert";
import { AdaptiveConcurrency } from "../../lib/http/adaptive_concurrency.ts";

function afterAnswers(good: number): AdaptiveConcurrency {
  const concurrency = new AdaptiveConcurrency(8);
  for (let i = 0; i < good; i++) concurrency.succeeded();
  return concurrency;
}

Deno.test("AdaptiveConcurrency halves once for a burst, down to one, and regains every two seconds", () => {
  const concurrency = afterAnswers(0);
  for (let i = 0; i < 8; i++) concurrency.overloaded(i, 0);
  assertEquals(concurrency.allowed(10), 4);
  concurrency.overloaded(1100, 1000);
  concurrency.overloaded(2200, 2100);
  concurrency.overloaded(3300, 3200);
  assertEquals(concurrency.allowed(3300), 1);
  assertEquals([5299, 5300, 7300, 17_300, 99_000].map((at) => concurrency.allowed(at)), [1, 2, 3, 8, 8]);
  assertEquals(concurrency.regainsAt, null);
});

Deno.test("AdaptiveConcurrency takes one 503 among many good answers for a hiccup", () => {
  const concurrency = afterAnswers(100);
  concurrency.overloaded(0, 0);
  assertEquals(concurrency.allowed(0), 4, "the first one ever could be either");
  for (let at = 10_000; at < 60_000; at += 1000) {
    for (let i = 0; i < 50; i++) concurrency.succeeded();
    concurrency.overloaded(at, at - 5);
    assertEquals(concurrency.allowed(at), 7);
    assertEquals(concurrency.allowed(at + 250), 8);
  }
});
