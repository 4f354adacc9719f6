import { assertEquals, assertMatch } from "@std/assert";
import type { VerifyResult } from "../../lib/inspect/verify/report.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { renderVerify } from "../../lib/term/render_verify.ts";
import { reduceVerify, verifyLine } from "../../lib/term/verify_progress.ts";

const RESULT: VerifyResult = {
  db: "v.db",
  checked: 10,
  valid: 9,
  invalid: 1,
  bytes: 1000,
  sample: 100,
  types: [{ type: "looks", checked: 10, invalid: 1, bytes: 1000 }],
  problems: [{
    type: "looks",
    id: "\x1b[2J7",
    problem: "its body is damaged",
    table: "content_items",
    version: null,
    hint: "Run it.",
  }],
  problems_omitted: 0,
  warnings: [],
};

Deno.test("renderVerify() names each problem harmlessly, with what to do, and ends with the verdict", () => {
  const lines = renderVerify(RESULT, { width: 80, palette: NO_COLOURS });
  assertEquals(lines.slice(-3), [
    "looks \\x1b[2J7: its body is damaged",
    "  Run it.",
    "v.db is damaged: 1 problem in 10 items and versions",
  ]);
  const whole = renderVerify({ ...RESULT, problems: [], sample: 5 }, { width: 80, palette: NO_COLOURS });
  assertEquals(
    whole.at(-1),
    "v.db is intact: 10 items and versions chosen at random (5 %) checked",
  );
});

Deno.test("verifyLine() says how far a verification is", () => {
  const begun = { startedAt: 0, total: null, done: { rows: 0, bytes: 0, invalid: 0 } };
  assertEquals(verifyLine(begun, 1000), "0:01 checking the file");
  const counted = reduceVerify(begun, { event: "counted", rows: 10, bytes: 100 });
  const half = reduceVerify(counted, { event: "checked", rows: 5, bytes: 50, invalid: 1 });
  assertMatch(verifyLine(half, 2000), /^0:02 50% 5 of 10 items and versions, 50 B, 1 damaged$/);
});
