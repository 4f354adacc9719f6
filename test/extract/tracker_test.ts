import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { StatusError } from "../../lib/http/errors.ts";
import type { ExtractEvent } from "../../lib/extract/events.ts";
import type { ErrorSummary } from "../../lib/extract/summary.ts";
import { isRecordable, TypeTracker } from "../../lib/extract/tracker.ts";
import { CallBudgetError, UnreachableError } from "../../lib/http/errors.ts";
import { InexactError } from "../../lib/codec/errors.ts";

function tracker(): { tracker: TypeTracker; failures: ErrorSummary[]; events: ExtractEvent[] } {
  const failures: ErrorSummary[] = [], events: ExtractEvent[] = [];
  return {
    tracker: new TypeTracker(
      "dashboards",
      (event) => events.push(event),
      (failure) => failures.push(failure),
    ),
    failures,
    events,
  };
}

const ID = fc.constantFrom("1", "2", "3", "4");
const STEP = fc.oneof(
  fc.record({ do: fc.constant("list" as const), id: ID }),
  fc.record({ do: fc.constant("store" as const), id: ID }),
  fc.record({ do: fc.constant("failed" as const), id: fc.option(ID) }),
  fc.record({ do: fc.constant("vanished" as const), id: ID }),
  fc.record({ do: fc.constant("forget" as const), id: ID }),
  fc.record({ do: fc.constant("abandon" as const), id: ID }),
  fc.record({ do: fc.constant("flush" as const), id: ID }),
);

Deno.test("TypeTracker: listed = stored + failed at the end, in whatever order things came", () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 40 }), (steps) => {
      const { tracker: it, failures } = tracker();
      const pending: string[] = [];
      let failed = 0, written = 0;
      const flush = (): void => {
        for (const id of pending.splice(0)) {
          it.stored(id, "new");
          written++;
        }
      };
      for (const step of steps) {
        if (step.do === "list") it.list([step.id]);
        else if (step.do === "store") {
          if (it.take(step.id)) pending.push(step.id);
        } else if (step.do === "failed") {
          it.failed(step.id, "dashboard", new Error("broken"));
          failed++;
        } else if (step.do === "flush") flush();
        else if (step.do === "abandon") it.abandon("the run ended", "read");
        else it[step.do](step.id);
      }
      it.abandon("the run ended", "read");
      flush();
      const { listed, stored, failed: counted } = it.counts();
      assertEquals(listed, stored + counted);
      assertEquals(stored, written);
      assertEquals(it.missing(), []);
      assertEquals(it.complete, failures.length === 0);
      if (failed > 0) assertEquals(failures.length > 0, true);
    }),
    { numRuns: 500 },
  );
});

Deno.test("TypeTracker takes each id once, and an id that failed may still come", () => {
  const { tracker: it } = tracker();
  it.list(["1", "2"]);
  it.failed("1", "search_dashboards", new Error("page"));
  assertEquals([it.take("1"), it.take("1"), it.take("2")], [true, false, true]);
  it.stored("1", "updated");
  assertEquals(it.take("1"), false);
  it.stored("2", "new");
  const { listed, stored, failed, updated } = it.counts();
  assertEquals([listed, stored, failed, updated], [2, 2, 0, 1]);
});

Deno.test("TypeTracker tells the total once, when it grew", () => {
  const { tracker: it, events } = tracker();
  it.list(["1", "2"]);
  it.list(["2"]);
  assertEquals(events, [{ event: "listed", type: "dashboards", total: 2 }]);
});

Deno.test("TypeTracker names what failed, and counts what vanished in one note", () => {
  const { tracker: it, failures } = tracker();
  it.list(["1", "2", "3", "4"]);
  it.vanished("1");
  it.vanished("2");
  it.failed("3", "dashboard", new StatusError("dashboard", 500, "broken", null));
  it.abandon("the run ended", "read");
  assertEquals(it.note, "2 items disappeared while being read");
  assertEquals(failures.map(({ id, operation, status }) => [id, operation, status]), [
    ["3", "dashboard", 500],
    ["4", "read", null],
  ]);
  assertEquals([it.counts().listed, it.counts().failed, it.complete], [2, 2, false]);
});

Deno.test("isRecordable() lets single failures pass and stops at what ends the run", () => {
  for (
    const [error, recordable] of [
      [new StatusError("look", 500, "broken", null), true],
      [new InexactError("too deep"), true],
      [new CallBudgetError("look", 7), false],
      [new UnreachableError("look", 20, new Error("gone")), false],
      [new Error("a mistake of ours"), false],
    ] as const
  ) assertEquals(isRecordable(error), recordable, error.message);
});
