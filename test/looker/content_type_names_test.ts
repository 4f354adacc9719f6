import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import {
  CONTENT_TYPES,
  type ContentType,
  singular,
  typeCode,
  typeOfCode,
} from "../../lib/looker/content_type_names.ts";
import { parseContentType } from "../../lib/looker/parse_content_type.ts";

Deno.test("the codes are those of the contract: they are in vaults", () => {
  const contract = Deno.readTextFileSync(new URL("../../docs/contract.md", import.meta.url));
  const [, section = ""] = contract.split("\n## 2. Content types\n\n");
  const types = [...(section.split("\n\n", 1)[0] ?? "").matchAll(/`(\w+)`(?:\s\((\d+)\))?/g)].map(
    ([, name = "", code], i): [string, number] => [name, code === undefined ? i + 1 : Number(code)],
  );
  const codes = types.map(([name]) => name);
  // These stand in vaults already, under these numbers.
  const first = "dashboards looks lookml_models explores folders boards users groups roles permission_sets " +
    "model_sets scheduled_plans alerts user_attributes themes color_collections connections projects datagroups " +
    "integration_hubs integrations homepages settings lookml_dashboards";
  assertEquals(codes.slice(0, first.split(" ").length).join(" "), first);
  assertEquals([...CONTENT_TYPES], codes);
  for (const [name, code] of types) {
    assertEquals(typeCode(name as ContentType), code);
    assertEquals(typeOfCode(code), name);
  }
  assertEquals(types.map(([, code]) => code), types.map(([, code]) => code).sort((a, b) => a - b));
  for (const code of [0, -1, 27, 28, Math.max(...types.map(([, code]) => code)) + 1, 1.5, NaN]) {
    assertEquals(typeOfCode(code), undefined);
  }
});

const SPELLINGS: [text: string, type: ContentType][] = [
  ["dashboards", "dashboards"],
  ["dashboard", "dashboards"],
  ["Dashboards", "dashboards"],
  [" looks ", "looks"],
  ["lookml-model", "lookml_models"],
  ["LOOKML_MODELS", "lookml_models"],
  ["permission-set", "permission_sets"],
  ["scheduled_plan", "scheduled_plans"],
  ["color-collections", "color_collections"],
  ["setting", "settings"],
  ["lookml-dashboard", "lookml_dashboards"],
];

for (const [text, type] of SPELLINGS) {
  Deno.test(`parseContentType() takes ${JSON.stringify(text)} for ${type}`, () => {
    assertEquals(parseContentType(text), type);
  });
}

Deno.test("parseContentType() takes every name, singular and plural, with - and _, and no two alike", () => {
  for (const type of CONTENT_TYPES) {
    for (const name of [type, singular(type)]) {
      assertEquals([parseContentType(name), parseContentType(name.replaceAll("_", "-"))], [type, type]);
    }
  }
  assertEquals(
    new Set(CONTENT_TYPES.flatMap((type) => [type, singular(type)])).size,
    CONTENT_TYPES.length * 2,
  );
});

for (const text of ["", "s", "dash", "dashboardss", "all", "toString", "__proto__", "1"]) {
  Deno.test(`parseContentType() refuses ${JSON.stringify(text)} and names the types`, () => {
    const error = assertThrows(() => parseContentType(text), UsageError, JSON.stringify(text));
    assertEquals(error.exitCode, EXIT.usage);
    assertStringIncludes(error.hint ?? "", CONTENT_TYPES.join(", "));
  });
}
