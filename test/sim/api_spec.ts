/** The spec an instance serves of itself, in Swagger 2: the facts, and what an option makes it have beyond them. @module */
import type { Answer } from "./call.ts";
import { Refusal } from "./errors.ts";
import { facts, type OperationFact, type PropertyFact, type TypeFact } from "./facts.ts";

/** What an instance's own spec has beyond the facts, or how it cannot be had. */
export interface SpecOptions {
  /** Properties that can be written, kept and served: `Look.note_color`. Texts, but `Look.badge:Badge` is an object. */
  properties?: readonly string[];
  /** Properties that are served and cannot be written. They only stand in the spec. */
  readOnly?: readonly string[];
  /** Schemas with an `id` and a `label`. They only stand in the spec. */
  types?: readonly string[];
  /** Listings of such types: `all_widgets:Widget`. They only stand in the spec. */
  listings?: readonly string[];
  /** What is answered instead. */
  answer?: "403" | "404" | "malformed" | "huge" | "other";
}

/** A property beyond the facts: `Schema.name:Nested`. */
export function beyondOf(options: SpecOptions): { schema: string; name: string; nested: string | null }[] {
  return (options.properties ?? []).map((text) => {
    const [path = "", nested = null] = text.split(":");
    const [schema = "", name = ""] = path.split(".");
    return { schema, name, nested };
  });
}

/** Names of the properties beyond the facts that are served, by schema. */
export function servedBeyond(options: SpecOptions): Record<string, string[]> {
  const names: Record<string, string[]> = {};
  for (const { schema, name } of beyondOf(options)) (names[schema] ??= []).push(name);
  return names;
}

const HUGE = 25 * 1024 * 1024;

/**
 * The answer of `api_spec`.
 *
 * @throws {Refusal} as the options want it.
 */
export function apiSpec(release: string, options: SpecOptions): Answer {
  if (options.answer === "403") throw new Refusal(403, "Forbidden");
  if (options.answer === "404") throw new Refusal(404, "Not found");
  if (options.answer === "malformed") return { status: 200, body: '{"swagger":"2.0","definitions":{' };
  if (options.answer === "huge") return { status: 200, body: `"${"x".repeat(HUGE)}"` };
  if (options.answer === "other") return { status: 200, body: '{"paths":[],"definitions":"none"}' };
  return { status: 200, body: JSON.stringify(swagger(release, options)) };
}

function swagger(release: string, options: SpecOptions): unknown {
  const definitions: Record<string, { type: string; properties: Record<string, unknown> }> = {};
  for (const [name, schema] of Object.entries(facts.schemas)) {
    const properties = Object.entries(schema.properties).map(([key, fact]) => [key, propertyOf(fact)]);
    definitions[name] = { type: "object", properties: Object.fromEntries(properties) };
  }
  const made = (): { type: string; properties: Record<string, unknown> } => ({
    type: "object",
    properties: { id: { type: "string", readOnly: true }, label: { type: "string" } },
  });
  for (const type of options.types ?? []) definitions[type] = made();
  for (const { schema, name, nested } of beyondOf(options)) {
    if (nested !== null) definitions[nested] ??= made();
    (definitions[schema] ??= made()).properties[name] = nested === null
      ? { type: "string" }
      : { $ref: refTo(nested) };
  }
  for (const path of options.readOnly ?? []) {
    const [schema = "", name = ""] = path.split(".");
    (definitions[schema] ??= made()).properties[name] = { type: "string", readOnly: true };
  }
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, fact] of Object.entries(facts.operations)) {
    (paths[fact.path] ??= {})[fact.method] = operationOf(id, fact);
  }
  for (const listing of options.listings ?? []) {
    const [id = "", type = "Widget"] = listing.split(":");
    definitions[type] ??= made();
    paths[`/${id}`] = {
      get: {
        operationId: id,
        responses: { "200": { schema: { type: "array", items: { $ref: refTo(type) } } } },
      },
    };
  }
  return {
    swagger: "2.0",
    info: { title: "Looker", version: "4.0", "x-looker-release-version": release },
    basePath: "/api/4.0",
    paths,
    definitions,
  };
}

function operationOf(operationId: string, fact: OperationFact): unknown {
  return {
    operationId,
    parameters: [
      ...fact.parameters.map(({ name, in: place }) => ({ name, in: place, type: "string" })),
      ...(fact.body ? [{ name: "body", in: "body", schema: typeOf(fact.body.type) }] : []),
    ],
    responses: Object.fromEntries(
      Object.entries(fact.responses).map(([status, answer]) => [
        status,
        { description: status, ...(answer && { schema: typeOf(answer.type) }) },
      ]),
    ),
  };
}

function propertyOf(fact: PropertyFact): unknown {
  return { ...typeOf(fact), ...(fact.readOnly && { readOnly: true }) };
}

function typeOf(type: TypeFact): Record<string, unknown> {
  if (type.ref !== undefined) return { $ref: refTo(type.ref) };
  return {
    type: type.type ?? "string",
    ...(type.items && { items: typeOf(type.items) }),
    ...(type.additionalProperties && { additionalProperties: typeOf(type.additionalProperties) }),
  };
}

function refTo(schema: string): string {
  return `#/definitions/${schema}`;
}
