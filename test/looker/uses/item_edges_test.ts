import { assert, assertEquals } from "@std/assert";
import type { Facts, PropertyFact } from "../../../scripts/generate/facts.ts";
import { CONTENT_TYPES, type ContentType } from "../../../lib/looker/content_type_names.ts";
import { referredType, REGISTRY } from "../../../lib/looker/content_types.ts";
import { eachEdge, type Edge } from "../../../lib/looker/uses/item_edges.ts";

/** Properties that name an item, of which no edge is made. */
const PASSED_OVER: Partial<Record<ContentType, readonly string[]>> = {
  // `_vault.parents`, and the roles themselves, say the same.
  groups: ["parent_group_ids", "role_ids"],
  // Its own id.
  lookml_dashboards: ["dashboard_id"],
};

const FACTS: Facts = JSON.parse(
  Deno.readTextFileSync(new URL("../../../specs/looker-4.0.json", import.meta.url)),
);

/** The properties of a type's bodies, by the answer to its listing. */
function propertiesOf(type: ContentType): Record<string, PropertyFact> {
  const { source } = REGISTRY[type];
  if (!("listing" in source) && type !== "looks") return {};
  const operation = "listing" in source ? source.listing.operation : "search_looks";
  const answer = FACTS.operations[operation]?.responses["200"]?.type;
  return FACTS.schemas[answer?.items?.ref ?? answer?.ref ?? ""]?.properties ?? {};
}

Deno.test("eachEdge() finds every item that a body names by a property that the registry knows", () => {
  let checked = 0;
  for (const type of CONTENT_TYPES) {
    const lacking = Object.entries(propertiesOf(type)).filter(([name, fact]) => {
      if (referredType(name) === null) return false;
      checked++;
      const found: string[] = [];
      eachEdge(type, { [name]: fact.type === "array" ? ["77"] : "77" }, ({ id }) => void found.push(id));
      return !found.includes("77");
    });
    assertEquals(
      lacking.map(([name]) => name),
      [...PASSED_OVER[type] ?? []],
      `${type} (lib/looker/uses/item_edges.ts)`,
    );
  }
  assert(checked > 15, `${checked} properties`);
});

Deno.test("eachEdge() finds the owner and the folder that the registry tells", () => {
  for (const type of CONTENT_TYPES) {
    const { owner, folder } = REGISTRY[type], found: Omit<Edge, "path">[] = [];
    const body = {
      ...(folder !== undefined && { [folder]: "5" }),
      ...(owner !== undefined && { [owner]: "6" }),
    };
    eachEdge(type, body, (edge) => void found.push(edge));
    assertEquals(found, [
      ...(folder === undefined ? [] : [{ relation: "folder" as const, type: "folders" as const, id: "5" }]),
      ...(owner === undefined ? [] : [{ relation: "owner" as const, type: "users" as const, id: "6" }]),
    ], type);
  }
});
