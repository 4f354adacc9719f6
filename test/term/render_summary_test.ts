import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { Estimate } from "../../lib/extract/estimate.ts";
import type { ErrorSummary } from "../../lib/extract/summary.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { renderEstimate } from "../../lib/term/render_estimate.ts";
import { NO_COLOURS, palette } from "../../lib/term/palette.ts";
import { renderSummary } from "../../lib/term/render_summary.ts";
import { counts, HOSTILE, steers, summary } from "./_fakes.ts";

const error = (given: Partial<ErrorSummary>): ErrorSummary => ({
  type: "dashboards",
  id: "1",
  operation: "dashboard",
  status: 500,
  message: "Internal error",
  ...given,
});

const PARTIAL = summary({
  status: "partial",
  errors: [
    ...["3", "5", "8", "13", "21", "34", "55"].map((id) => error({ id })),
    error({
      type: "users",
      id: null,
      operation: "all_users",
      status: 403,
      message: "You do not have access",
    }),
  ],
  warnings: ["Memory is at 80% of --max-memory 100: sending fewer requests at a time"],
});

Deno.test("renderSummary() at 80 columns shows all columns, the totals and the run's numbers", () => {
  const lines = renderSummary(summary(), { width: 80, palette: NO_COLOURS });
  assertEquals(lines[0]?.trim().split(/ +/), [
    "type",
    "listed",
    "stored",
    "new",
    "updated",
    "same",
    "deleted",
    "failed",
    "requests",
  ]);
  const total = lines.find((line) => line.startsWith("total "));
  assertEquals(total?.split(/ +/).slice(0, 4), ["total", "58,998", "58,998", "58,998"]);
  const text = lines.join("\n");
  assertStringIncludes(text, "✓ Complete: 58,998 of 58,998 items stored");
  assertStringIncludes(text, "1 min 3 s, 1,512 items/s, workers busy 93% of the time");
  assertStringIncludes(text, "1,042 requests (3 retries), 812 MB received");
  assertStringIncludes(text, "./lookervault.db: 98.8 MB (12% of the bytes received)");
  assertStringIncludes(text, "Next: lookervault list looks");
});

Deno.test("renderSummary() notes what is to be known of a type that was captured whole", () => {
  const note = "disabled schedules could not be searched for: System Activity returned 403";
  const types = [
    { type: "scheduled_plans" as const, ...counts(), complete: true, note, withheld: null },
    { type: "looks" as const, ...counts(), complete: true, note: null, withheld: null },
  ];
  const lines = renderSummary(summary({ types }), { width: 60, palette: NO_COLOURS });
  assertEquals(lines.filter((line) => line.startsWith("Note:")).length, 1);
  assertStringIncludes(
    lines.join("\n"),
    "Note: scheduled_plans: disabled schedules could not be\n      searched for: System Activity returned 403",
  );
});

for (const width of [200, 120, 80, 40]) {
  Deno.test(`renderSummary() fits into ${width} columns and never drops listed, stored and failed`, () => {
    for (
      const given of [summary(), PARTIAL, summary({ status: "interrupted" }), summary({ status: "failed" })]
    ) {
      const lines = renderSummary(given, { width, palette: palette(true) });
      for (const line of lines) assert(cellWidth(line) <= width, `${cellWidth(line)}: ${line}`);
      for (const title of ["type", "listed", "stored", "failed"]) assertStringIncludes(lines[0] ?? "", title);
    }
  });
}

Deno.test("renderSummary() names what is missing once a reason, with the items it struck", () => {
  const text = renderSummary(PARTIAL, { width: 120, palette: NO_COLOURS }).join("\n");
  assertStringIncludes(
    text,
    "Not captured:\n  dashboards 3, 5, 8, 13, 21 and 2 more: dashboard returned 500: Internal error\n",
  );
  assertStringIncludes(text, "  users: all_users returned 403: You do not have access\n");
  assertStringIncludes(text, "Warning: Memory is at 80% of --max-memory");
  assertStringIncludes(text, "Next: Give the API user the role Admin");
});

Deno.test("renderSummary() says at most 20 lines of what is missing, then how many more there are", () => {
  const errors = Array.from({ length: 1000 }, (_, i) => error({ id: String(i), message: `reason ${i}` }));
  const lines = renderSummary(summary({ status: "partial", errors }), { width: 80, palette: NO_COLOURS });
  const start = lines.indexOf("Not captured:");
  const end = lines.indexOf("", start);
  assertEquals(end - start, 21);
  assertEquals(lines[end - 1], "  and 981 more: see all with --json");
});

Deno.test("renderSummary() names a type that is not complete though no single error says why", () => {
  const types = [
    { type: "users" as const, ...counts(), complete: false, note: "stopped by --max-calls", withheld: null },
  ];
  const text = renderSummary(summary({ status: "partial", types }), { width: 80, palette: NO_COLOURS }).join(
    "\n",
  );
  assertStringIncludes(text, "Not captured:\n  users: stopped by --max-calls\n");
  assertStringIncludes(text, "1 problem named below");
});

Deno.test("renderSummary() and renderEstimate() let nothing of a hostile message through", () => {
  const errors = HOSTILE.map((text) => error({ id: text, message: text, type: text as ContentType }));
  const hostile = summary({ errors, warnings: HOSTILE, db: HOSTILE.join("") });
  for (const line of renderSummary(hostile, { width: 80, palette: palette(true) })) {
    assertFalse(steers(line), line);
  }
  const types = HOSTILE.map((note) => ({ type: note, listed: 1, calls: 1, note }));
  const lines = renderEstimate({ ...ESTIMATE, types, instance: HOSTILE.join("") }, {
    width: 80,
    palette: palette(true),
  });
  for (const line of lines) assertFalse(steers(line), line);
});

const ESTIMATE: Estimate = {
  command: "extract",
  dry_run: true,
  instance: "https://acme.looker.com",
  looker_version: "25.4.1",
  types: [
    { type: "dashboards", listed: 5000, calls: 51, note: null },
    { type: "users", listed: 120, calls: 122, note: "one call a user for their own attribute values" },
  ],
  total_calls: 175,
  calls: 4,
};

for (const width of [120, 80, 40]) {
  Deno.test(`renderEstimate() fits into ${width} columns and says that nothing was written`, () => {
    const lines = renderEstimate(ESTIMATE, { width, palette: palette(true) });
    for (const line of lines) assert(cellWidth(line) <= width, line);
    assertStringIncludes(lines.join(" "), "Nothing was written.");
    assertStringIncludes(lines.join(" "), "175 requests");
  });
}
