import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { quoted } from "../../lib/base/quoted.ts";
import { handlerOf } from "../../lib/handlers/mod.ts";
import { namedParts } from "../../lib/restore/plan/named_parts.ts";

const HANDLER = handlerOf("dashboards");

for (const title of ['The "Big" one', "Costs\\", "it's", "two\nlines", "C:\\new"]) {
  Deno.test(`--part finds the tile ${quoted(title)} as messages write it, and as it is`, () => {
    if (HANDLER === undefined) throw new Error("no handler");
    const body = { dashboard_elements: [{ id: "7", title }, { id: "8", title: "Other" }] };
    const parts = [`tile ${quoted(title)}`, `tile ${title}`, "tile 7"];
    assertEquals(
      namedParts(HANDLER, body, parts),
      parts.map(() => ({ list: "dashboard_elements", id: "7" })),
    );
    const { hint } = assertThrows(() => namedParts(HANDLER, body, ["tile None"]), UsageError);
    assertStringIncludes(hint ?? "", `tile ${quoted(title)} (7)`);
  });
}
