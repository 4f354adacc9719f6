import { assertEquals } from "@std/assert";
import type { ExtractEvent } from "../../lib/extract/events.ts";
import { announce } from "../../lib/term/announce.ts";

const failed = {
  event: "failed",
  type: "looks",
  id: "7",
  operation: "look",
  status: 500,
  message: "Oops",
} as const;

for (
  const [event, kind, text] of [
    [failed, "warning", "Cannot capture looks 7: look returned 500: Oops"],
    [{ ...failed, id: null }, "warning", "Cannot capture looks: look returned 500: Oops"],
    [{ ...failed, status: null, message: "no answer" }, "warning", "Cannot capture looks 7: look: no answer"],
    [
      { ...failed, message: "look returned 500: Oops" },
      "warning",
      "Cannot capture looks 7: look returned 500: Oops",
    ],
    [{ event: "warning", message: "careful" }, "warning", "careful"],
    [
      { event: "retry", operation: "look", attempt: 2, status: 503, reason: "busy" },
      "verbose",
      "Retrying after attempt 2: look returned 503: busy",
    ],
    [
      {
        event: "retry",
        operation: "look",
        attempt: 1,
        status: null,
        reason: "Cannot finish look: reset",
      },
      "verbose",
      "Retrying after attempt 1: Cannot finish look: reset",
    ],
  ] as [ExtractEvent, string, string][]
) {
  Deno.test(`announce() says "${text}"`, () =>
    assertEquals(announce(event), { kind, text } as ReturnType<typeof announce>));
}

Deno.test("announce() leaves what only moves a display to the display", () => {
  assertEquals(announce({ event: "listed", type: "looks", total: 3 }), null);
  assertEquals(announce({ event: "finished", status: "completed" }), null);
});

Deno.test("announce() says with which interrupted run a run goes on", () => {
  const announced = announce({
    event: "started",
    session_id: "s",
    mode: "full",
    instance: "https://acme.looker.com",
    db: "vault.db",
    types: ["looks"],
    workers: 8,
    resumed: { started_at: "2026-01-02T03:04:05.678Z", stored: 1234 },
  });
  assertEquals(
    announced?.text,
    "Resuming the run of 2026-01-02T03:04Z (1,234 items stored). " +
      "Backing up https://acme.looker.com into vault.db: 1 content type, 8 workers",
  );
});
