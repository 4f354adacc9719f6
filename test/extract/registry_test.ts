/** The registry against the facts of the API: every operation, parameter, field and property it names exists. */
import type { Listing } from "../../lib/looker/registry/entry.ts";
import { assert, assertEquals } from "@std/assert";
import { METADATA_FIELDS } from "../../lib/extract/capture/access.ts";
import { CONTENT_TYPES, type ContentType } from "../../lib/looker/content_type_names.ts";
import { REGISTRY } from "../../lib/looker/content_types.ts";

interface TypeFact {
  ref?: string;
  items?: TypeFact;
}

interface Facts {
  operations: Record<string, {
    method: string;
    path: string;
    parameters: { name: string; in: string }[];
    responses: Record<string, { type?: TypeFact }>;
  }>;
  schemas: Record<string, { properties: Record<string, TypeFact> }>;
}

const facts = JSON.parse(
  await Deno.readTextFile(new URL("../../specs/looker-4.0.json", import.meta.url)),
) as Facts;

/** What types without a listing in the registry are listed by. */
const LISTED_BY: Partial<Record<ContentType, string>> = {
  looks: "folder_looks",
  explores: "lookml_model_explore",
};

/** The spec types this listing as one `DashboardLookml`; instances answer a list of dashboards. */
const MISTYPED: ContentType = "lookml_dashboards";

/** The names of the properties of an operation's items. */
function propertiesOf(operation: string): Record<string, TypeFact> {
  const answer = facts.operations[operation]?.responses["200"]?.type;
  const ref = answer?.ref ?? answer?.items?.ref;
  assert(ref !== undefined, `${operation} answers no object`);
  return facts.schemas[ref]?.properties ?? {};
}

/** Parameters of an operation by place. */
function parametersOf(operation: string, place: string): string[] {
  const fact = facts.operations[operation];
  assert(fact !== undefined, `there is no operation ${operation}`);
  return fact.parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
}

/** Checks a `fields` text, `a,b(c,d)`, against properties. */
function checkFields(fields: string, properties: Record<string, TypeFact>, where: string): void {
  for (const [, name, inner] of fields.matchAll(/(\w+)(?:\(([^)]*)\))?/g)) {
    const fact = properties[name ?? ""];
    assert(fact !== undefined, `${where}: no property ${name}`);
    if (inner === undefined) continue;
    const ref = fact.ref ?? fact.items?.ref ?? "";
    checkFields(inner, facts.schemas[ref]?.properties ?? {}, `${where}.${name}`);
  }
}

function checkListing(type: ContentType, { operation, params = {}, sorts }: Listing): void {
  const known = parametersOf(operation, "query");
  assertEquals(facts.operations[operation]?.method, "get", type);
  for (const name of Object.keys(params)) {
    assert(known.includes(name), `${type}: ${operation} has no ${name}`);
  }
  if (sorts === undefined) return;
  for (const name of ["limit", "offset"]) assert(known.includes(name), `${type}: ${operation} does not page`);
  assertEquals(known.includes("sorts"), sorts !== null, `${type}: whether ${operation} sorts`);
  if (sorts !== null && type !== MISTYPED) {
    assert(sorts in propertiesOf(operation), `${type}: cannot sort by ${sorts}`);
  }
}

Deno.test("each listing of the registry is a GET with the parameters, paging and order it names", () => {
  for (const type of CONTENT_TYPES) {
    const { source } = REGISTRY[type];
    if ("listing" in source) checkListing(type, source.listing);
    if (source.kind === "census") {
      checkListing(type, { ...source.listing, params: { ...source.listing.params, ...source.trash } });
    }
    // What is said to be one answer must not be cut into pages by default.
    if (source.kind === "list") {
      assert(!parametersOf(source.listing.operation, "query").includes("offset"), type);
    }
  }
});

Deno.test("each field of a census exists, and each single read takes the parameter it is given", () => {
  for (const type of CONTENT_TYPES) {
    const { source } = REGISTRY[type];
    if (source.kind !== "census") continue;
    checkFields(source.fields, propertiesOf(source.listing.operation), type);
    assertEquals(parametersOf(source.single.operation, "path"), [source.single.parameter], type);
    const single = Object.keys(propertiesOf(source.single.operation));
    const listed = Object.keys(propertiesOf(source.listing.operation));
    assertEquals(listed, single, `${type}: a page and a single read answer the same schema`);
  }
  checkFields(METADATA_FIELDS, propertiesOf("content_metadata"), "content metadata");
  checkFields(METADATA_FIELDS, propertiesOf("all_content_metadatas"), "content metadata");
  checkFields("id,folder_id,updated_at", propertiesOf("search_looks"), "looks");
  checkFields("id,parent_id,content_metadata_id", propertiesOf("all_folders"), "folders");
});

Deno.test("id, name, owner, folder and times of each type are properties of its bodies", () => {
  for (const type of CONTENT_TYPES) {
    if (type === "settings" || type === MISTYPED) continue;
    const entry = REGISTRY[type], { source } = entry;
    if (source.kind === "groups") continue;
    const operation = source.kind === "special" ? LISTED_BY[type] ?? "" : source.listing.operation;
    const properties = propertiesOf(operation);
    const { owner, folder, createdAt, updatedAt } = entry;
    for (const name of [...entry.id, ...entry.name, owner, folder, createdAt, updatedAt]) {
      if (name === undefined) continue;
      assert(name in properties, `${type}: ${operation} answers no ${name}`);
    }
  }
});

Deno.test("a time that a type's schema declares is in its row", () => {
  for (const type of CONTENT_TYPES) {
    const { source, createdAt, updatedAt } = REGISTRY[type];
    if (!("listing" in source)) continue;
    const properties = propertiesOf(source.listing.operation);
    assertEquals(createdAt !== undefined, "created_at" in properties, `${type}: created_at`);
    assertEquals(updatedAt !== undefined, "updated_at" in properties, `${type}: updated_at`);
  }
});
