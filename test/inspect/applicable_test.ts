import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { type FactFilters, requireApplicable } from "../../lib/inspect/applicable.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";

const FOLDER = { folder: "1" },
  OWNER = { owner: "a@b.c" },
  UPDATED = { updatedAfter: "2026-01-01T00:00:00.000Z" };

const TABLE: [type: ContentType, filter: FactFilters, says: string | null][] = [
  ["dashboards", { ...FOLDER, ...OWNER, ...UPDATED }, null],
  ["looks", { ...FOLDER, ...OWNER, ...UPDATED }, null],
  ["folders", FOLDER, null],
  ["lookml_dashboards", FOLDER, null],
  ["users", OWNER, null],
  ["users", FOLDER, "Cannot filter users by --folder: they have no folder"],
  ["groups", OWNER, "Cannot filter groups by --owner: they have no owner"],
  ["roles", UPDATED, "Cannot filter roles by --updated-after: they have no update time"],
  ["roles", {}, null],
];

for (const [type, filter, says] of TABLE) {
  Deno.test(`${type} ${says === null ? "can" : "cannot"} be filtered by ${Object.keys(filter).join(", ") || "nothing"}`, () => {
    if (says === null) return requireApplicable(type, filter);
    const error = assertThrows(() => requireApplicable(type, filter), UsageError);
    assertEquals(error.exitCode, EXIT.usage);
    assertStringIncludes(error.message, says);
  });
}
