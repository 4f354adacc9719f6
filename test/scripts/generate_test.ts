import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { extractFacts, type Facts, formatFacts } from "../../scripts/generate/facts.ts";
import { READ_OPERATIONS, WRITE_OPERATIONS } from "../../scripts/generate/operations.ts";
import { apiOperations, apiTypes } from "../../scripts/generate/types.ts";

const ROOT = new URL("../../", import.meta.url);
const PROSE = "This sentence of the document must not be kept, wherever it stands.";

/** A small OpenAPI document with prose at every place that can hold some. */
function document(): Record<string, unknown> {
  const answer = (schema: unknown): unknown => ({
    description: PROSE,
    content: { "application/json": { schema } },
  });
  return {
    openapi: "3.0.0",
    info: { title: PROSE, description: PROSE, version: "4.0.1", "x-looker-release-version": "26.12" },
    tags: [{ name: "Look", description: PROSE }],
    paths: {
      "/looks/{look_id}": {
        summary: PROSE,
        get: {
          operationId: "look",
          summary: PROSE,
          description: PROSE,
          externalDocs: { description: PROSE, url: "https://x" },
          "x-looker-status": "beta",
          parameters: [
            { name: "look_id", in: "path", required: true, description: PROSE, schema: { type: "string" } },
            { name: "old", in: "query", deprecated: true, description: PROSE, schema: { type: "string" } },
            {
              name: "ids",
              in: "query",
              schema: {
                type: "array",
                description: PROSE,
                items: { type: "integer", format: "int64", description: PROSE },
              },
            },
          ],
          responses: { "200": answer({ $ref: "#/components/schemas/Look" }), "204": { description: PROSE } },
        },
        patch: {
          operationId: "update_look",
          requestBody: { $ref: "#/components/requestBodies/Look" },
          responses: { "200": answer({ $ref: "#/components/schemas/Look" }) },
        },
        delete: { operationId: "delete_look", responses: { "204": { description: PROSE } } },
      },
      "/other": {
        get: { operationId: "other", responses: { "200": answer({ $ref: "#/components/schemas/Other" }) } },
      },
    },
    components: {
      requestBodies: {
        Look: {
          description: PROSE,
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Look" } } },
        },
      },
      schemas: {
        Look: {
          description: PROSE,
          required: ["title"],
          properties: {
            title: { type: "string", description: PROSE, example: PROSE, nullable: true },
            description: { type: "string", description: PROSE },
            id: { type: "string", readOnly: true, description: PROSE },
            secret: { type: "string", "x-looker-write-only": true },
            kind: { type: "string", enum: ["a", "b"], description: PROSE },
            query: { $ref: "#/components/schemas/Query" },
            self: { type: "array", items: { $ref: "#/components/schemas/Look" } },
          },
        },
        Query: {
          properties: {
            filters: { type: "object", additionalProperties: { type: "string", description: PROSE } },
          },
        },
        Other: { properties: { x: { type: "string" } } },
      },
    },
  };
}

const KEPT = extractFacts(document(), ["look", "update_look", "delete_look"]);

Deno.test("extractFacts() keeps the facts of the named operations and of the schemas they reach", () => {
  const look = { mediaType: "application/json", type: { ref: "Look" } };
  assertEquals<unknown>(KEPT, {
    api_version: "4.0",
    looker_release: "26.12",
    operations: {
      delete_look: {
        method: "delete",
        path: "/looks/{look_id}",
        status: "stable",
        parameters: [],
        responses: { "204": null },
      },
      look: {
        method: "get",
        path: "/looks/{look_id}",
        status: "beta",
        parameters: [
          { name: "look_id", in: "path", required: true, type: { type: "string" } },
          { name: "old", in: "query", deprecated: true, type: { type: "string" } },
          { name: "ids", in: "query", type: { type: "array", items: { type: "integer", format: "int64" } } },
        ],
        responses: { "200": look, "204": null },
      },
      update_look: {
        method: "patch",
        path: "/looks/{look_id}",
        status: "stable",
        parameters: [],
        body: { ...look, required: true },
        responses: { "200": look },
      },
    },
    schemas: {
      Look: {
        required: ["title"],
        properties: {
          title: { type: "string", nullable: true },
          description: { type: "string" },
          id: { type: "string", readOnly: true },
          secret: { type: "string", writeOnly: true },
          kind: { type: "string", enum: ["a", "b"] },
          query: { ref: "Query" },
          self: { type: "array", items: { ref: "Look" } },
        },
      },
      Query: { properties: { filters: { type: "object", additionalProperties: { type: "string" } } } },
    },
    known: {
      operations: ["delete_look", "look", "other", "update_look"],
      schemas: ["Look", "Other", "Query"],
    },
  });
});

Deno.test("no sentence of the document is kept, in the facts or in what is generated from them", async () => {
  for (const text of [formatFacts(KEPT), apiOperations(KEPT), await apiTypes(KEPT)]) {
    assertEquals(text.includes("sentence"), false);
  }
});

Deno.test("the facts' text reads back as the facts, one property or operation a line", () => {
  const text = formatFacts(KEPT);
  assertEquals(JSON.parse(text), KEPT);
  assertStringIncludes(text, '\n      "id": {"type":"string","readOnly":true}');
  assertEquals(formatFacts(JSON.parse(text)), text);
});

Deno.test("extractFacts() names what a document lacks", () => {
  assertThrows(
    () => extractFacts(document(), ["look", "no_such", "nor_this"]),
    Error,
    "lacks no_such, nor_this",
  );
  assertThrows(
    () => extractFacts({ ...document(), openapi: undefined, swagger: "2.0" }, []),
    Error,
    "not an OpenAPI 3",
  );
  for (const bad of [null, "x", 1]) assertThrows(() => extractFacts(bad, []), Error, "Cannot read the spec");
  const { components: _left, ...without } = document();
  assertThrows(() => extractFacts(without, []), Error, "components is not an object");
});

const facts: Facts = JSON.parse(Deno.readTextFileSync(new URL("specs/looker-4.0.json", ROOT)));

Deno.test("specs/looker-4.0.json holds facts only: names, types and flags", () => {
  const typeKeys = new Set(["type", "format", "ref", "items", "additionalProperties", "enum"]);
  const allowed = (value: object, ...more: string[]): void => {
    for (const key of Object.keys(value)) assert(typeKeys.has(key) || more.includes(key), key);
  };
  const type = (value: Facts["schemas"][string]["properties"][string]): void => {
    allowed(value, "readOnly", "writeOnly", "nullable");
    for (const inner of [value.items, value.additionalProperties]) if (inner) type(inner);
  };
  assertEquals(Object.keys(facts), ["api_version", "looker_release", "operations", "schemas", "known"]);
  for (const operation of Object.values(facts.operations)) {
    const keys = ["method", "path", "status", "parameters", "body", "responses"];
    for (const key of Object.keys(operation)) assert(keys.includes(key), key);
    for (const parameter of operation.parameters) {
      for (const key of Object.keys(parameter)) {
        assert(["name", "in", "required", "deprecated", "type"].includes(key), key);
      }
      type(parameter.type);
    }
    for (const content of [operation.body, ...Object.values(operation.responses)]) {
      if (content === undefined || content === null) continue;
      for (const key of Object.keys(content)) assert(["mediaType", "type", "required"].includes(key), key);
      type(content.type);
    }
  }
  for (const schema of Object.values(facts.schemas)) {
    for (const key of Object.keys(schema)) assert(["required", "properties"].includes(key), key);
    Object.values(schema.properties).forEach(type);
  }
});

Deno.test("specs/looker-4.0.json holds no long text and no prose", () => {
  const strings: string[] = [];
  JSON.parse(JSON.stringify(facts), (_key, value) => {
    if (typeof value === "string") strings.push(value);
    return value;
  });
  const prose = strings.filter((text) => text.length > 120 || / \S+ \S+ /.test(text));
  assertEquals(prose, []);
});

Deno.test("the facts hold every operation that is read or written, and every schema they name", () => {
  for (const id of [...READ_OPERATIONS, ...WRITE_OPERATIONS]) assert(id in facts.operations, id);
  JSON.parse(JSON.stringify(facts), (key, value) => {
    if (key === "ref" && typeof value === "string") assert(value in facts.schemas, value);
    return value;
  });
});

/** Runs the generator in a folder of its own. */
function generate(root: string, ...args: string[]): { code: number; stderr: string } {
  const { code, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/generate_client.ts", ...args],
    cwd: root,
  }).outputSync();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

/** A copy of what the generator reads and writes. */
function copyOfCheckout(): Disposable & { path: string } {
  const path = Deno.makeTempDirSync({ prefix: "lookervault-generate-" });
  const files = [
    "deno.json",
    "deno.lock",
    "lib/web/page/deno.json",
    "specs/looker-4.0.json",
    "scripts/generate_client.ts",
  ];
  for (const folder of ["scripts/generate", "lib/deps", "lib/looker"]) {
    for (const { name } of Deno.readDirSync(new URL(folder, ROOT))) {
      if (folder !== "lib/looker" || name.startsWith("api_")) files.push(`${folder}/${name}`);
    }
  }
  for (const file of files) {
    Deno.mkdirSync(`${path}/${file}`.replace(/[^/]+$/, ""), { recursive: true });
    Deno.copyFileSync(new URL(file, ROOT), `${path}/${file}`);
  }
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("generate --check takes what is committed, writes nothing, and fails on a file that was changed", () => {
  using copy = copyOfCheckout();
  assertEquals(generate(copy.path, "--check"), { code: 0, stderr: "" });
  for (const name of ["api_types.ts", "api_operations.ts", "api_known.ts"]) {
    const file = `${copy.path}/lib/looker/${name}`;
    const text = Deno.readTextFileSync(file);
    Deno.writeTextFileSync(file, text + "\n");
    const { code, stderr } = generate(copy.path, "--check");
    assertEquals(code, 1);
    assertStringIncludes(stderr, `lib/looker/${name}: it differs`);
    assertEquals(Deno.readTextFileSync(file), text + "\n");
    Deno.writeTextFileSync(file, text);
  }
});

Deno.test("generate --spec rewrites the facts and all that follows from them", () => {
  using copy = copyOfCheckout();
  const extended = structuredClone(facts) as Facts;
  const dashboard = extended.schemas["Dashboard"];
  assert(dashboard);
  dashboard.properties["foo_bar_2027"] = { type: "string" };
  extended.known = {
    operations: Object.keys(extended.operations).sort(),
    schemas: Object.keys(extended.schemas).sort(),
  };
  Deno.writeTextFileSync(`${copy.path}/spec.json`, JSON.stringify(asOpenApi(extended)));
  assertEquals(generate(copy.path, "--spec", `${copy.path}/spec.json`), { code: 0, stderr: "" });
  assertEquals(JSON.parse(Deno.readTextFileSync(`${copy.path}/specs/looker-4.0.json`)), extended);
  assertStringIncludes(
    Deno.readTextFileSync(`${copy.path}/lib/looker/api_types.ts`),
    "foo_bar_2027?: string",
  );
  assert(
    /^ {2}Dashboard:\s+"[^"]*foo_bar_2027/m.test(
      Deno.readTextFileSync(`${copy.path}/lib/looker/api_known.ts`),
    ),
  );
  assertEquals(generate(copy.path, "--check").code, 0);
});

/** An OpenAPI document of facts, with prose in it. */
function asOpenApi({ operations, schemas, looker_release }: Facts): unknown {
  type Type = Facts["schemas"][string]["properties"][string];
  const type = ({ ref, items, additionalProperties, writeOnly, ...rest }: Type): unknown =>
    ref !== undefined ? { $ref: `#/components/schemas/${ref}` } : {
      ...rest,
      description: PROSE,
      ...(items && { items: type(items) }),
      ...(additionalProperties && { additionalProperties: type(additionalProperties) }),
      ...(writeOnly && { "x-looker-write-only": true }),
    };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, operation] of Object.entries(operations)) {
    const { body } = operation;
    (paths[operation.path] ??= {})[operation.method] = {
      operationId,
      description: PROSE,
      "x-looker-status": operation.status,
      parameters: operation.parameters.map((p) => ({ ...p, description: PROSE, schema: type(p.type) })),
      ...(body &&
        {
          requestBody: {
            required: body.required,
            content: { [body.mediaType]: { schema: type(body.type) } },
          },
        }),
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, answer]) => [status, {
          description: PROSE,
          ...(answer && { content: { [answer.mediaType]: { schema: type(answer.type) } } }),
        }]),
      ),
    };
  }
  return {
    openapi: "3.0.0",
    info: { "x-looker-release-version": looker_release, description: PROSE },
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, { required, properties }]) => [name, {
          description: PROSE,
          ...(required && { required }),
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, type(value)]),
          ),
        }]),
      ),
    },
  };
}
