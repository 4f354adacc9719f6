import { assertEquals } from "@std/assert";
import { typeDoneLine } from "../../lib/term/announce.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { progressLines } from "../../lib/term/progress_lines.ts";
import { initialProgress, reduceProgress } from "../../lib/term/progress_state.ts";
import { throttleLines, throttleText } from "../../lib/term/throttle.ts";
import { counts, gauges } from "./_fakes.ts";

const PAUSED = { event: "paused", wait_ms: 3500, status: 429 } as const;
const RETRY = { event: "retry", operation: "look", attempt: 1, reason: "x" } as const;

Deno.test("throttleText() says that Looker asked to slow down, and when the next try is", () => {
  assertEquals(throttleText(PAUSED), "Looker asked to slow down (429), next try in 4 s");
  assertEquals(
    throttleText({ event: "paused", wait_ms: 90_000, status: 503 }),
    "Looker asked to wait (503), next try in 1 min 30 s",
  );
  assertEquals(
    throttleText({ event: "retry", status: 429 }),
    "Looker asked to slow down (429): sending fewer requests",
  );
  assertEquals(throttleText({ event: "retry", status: 500 }), null);
});

Deno.test("throttleLines() says it at most every ten seconds", () => {
  const line = throttleLines();
  assertEquals(line({ ...RETRY, status: 500 } as { event: string }, 0), null);
  assertEquals(line(PAUSED, 1000), "Looker asked to slow down (429), next try in 4 s");
  assertEquals(line(PAUSED, 10_999), null);
  assertEquals(line(PAUSED, 11_000), "Looker asked to slow down (429), next try in 4 s");
  assertEquals(line({ event: "stored" }, 99_000), null);
});

Deno.test("the progress display counts down while Looker throttles", () => {
  const view = { columns: 100, rows: 9, gauges: gauges(), palette: NO_COLOURS };
  const notice = (state: ReturnType<typeof initialProgress>, now: number): string =>
    progressLines(state, { ...view, now }).at(-1)?.split(" · ")[0] ?? "";
  const paused = reduceProgress(initialProgress(0), PAUSED, 0);
  assertEquals(notice(paused, 0), "Looker asked to slow down (429), next try in 4 s");
  assertEquals(notice(paused, 1000), "Looker asked to slow down (429), next try in 3 s");
  assertEquals(notice(paused, 4000), "0:04");
  const retried = reduceProgress(initialProgress(0), { ...RETRY, status: 429 }, 1000);
  assertEquals(notice(retried, 2000), "Looker asked to slow down (429): sending fewer requests");
  assertEquals(notice(retried, 5000), "0:05");
});

Deno.test("typeDoneLine() says of a comparison that items were read, not stored", () => {
  const event = {
    event: "type_done",
    type: "looks",
    counts: counts({ listed: 2, stored: 2, new: 2, calls: 1 }),
    complete: true,
    note: null,
  } as const;
  assertEquals(typeDoneLine(event, { compares: true }), "looks: 2 of 2 read, 1 request");
  assertEquals(
    typeDoneLine(event, { compares: false }),
    "looks: 2 of 2 stored (2 new, 0 updated, 0 unchanged), 1 request",
  );
});
