import { assert, assertEquals, assertFalse } from "@std/assert";
import { readJson } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { redact } from "../../lib/codec/redact.ts";
import {
  isSecretName,
  OBJECTS,
  secretKind,
  secretRules,
  WRITE_ONLY_HARMLESS,
} from "../../lib/looker/secrets.ts";

const pack = (value: unknown): Uint8Array => readJson(new TextEncoder().encode(JSON.stringify(value))).bytes;

function paths(value: unknown, keepLinks = false): string[] {
  return redact(pack(value), secretRules({ keepLinks })).paths;
}

/** Each body, and the paths of what goes. `HUSH` is in what must go, `open` in what must stay. */
const BODIES: [what: string, body: unknown, gone: string[]][] = [
  ["by the end of the name", {
    password: "HUSH",
    git_password: "HUSH",
    client_secret: "HUSH",
    refresh_token: "HUSH",
    custom_s3_key: "HUSH",
    certificate: "HUSH",
    pdt_certificate: "HUSH",
    private_key: "HUSH",
    api_key: 4711,
  }, [
    "password",
    "git_password",
    "client_secret",
    "refresh_token",
    "custom_s3_key",
    "certificate",
    "pdt_certificate",
    "private_key",
    "api_key",
  ]],
  ["names that only sound like it", {
    primary_key: "open",
    sql_foreign_key: "open",
    has_password: true,
    tokens_invalid_before: "open",
    ssh_public_key: "open",
    token_type: "open",
    git_password_user_attribute: "open",
    forced_password_reset_at_next_login: true,
    password_reset_url_expired: false,
  }, []],
  ["keys that people choose", {
    query: {
      filters: { "users.password": "open", "orders.api_token": "open" },
      vis_config: { secret: "open" },
    },
    filter_config: { token: [{ values: [{ constant: "open" }] }] },
    fields: { dimensions: [{ name: "users.api_key", primary_key: true, password: "open" }] },
  }, []],
  ["inside lists and objects of the API", {
    credentials_api3: [{ client_id: "open", client_secret: "HUSH" }],
    credentials_email: {
      email: "open",
      password_reset_url: "https://x/HUSH",
      account_setup_url: "https://x/HUSH",
    },
    pdt_context_override: {
      host: "open",
      password: "HUSH",
      pdt_jdbc_additional_params: "a=open&password=HUSH",
    },
    sessions: [{ id: "HUSH" }],
  }, [
    "credentials_api3[0].client_secret",
    "credentials_email.password_reset_url",
    "credentials_email.account_setup_url",
    "pdt_context_override.password",
    "pdt_context_override.pdt_jdbc_additional_params",
    "sessions",
  ]],
  ["beside a flag, however it is spelt", {
    params: [
      { name: "a", value: "HUSH", sensitive: true },
      { name: "b", sensitive: "Yes", value: "HUSH" },
      { name: "c", value: "HUSH", isSensitive: 1 },
      { name: "d", value: "open", sensitive: false },
      { name: "e", value: "open", sensitive: "no" },
      { name: "access_token", value: "HUSH", sensitive: false },
    ],
  }, ["params[0].value", "params[1].value", "params[2].value", "params[5].value"]],
  ["hidden values of attributes", {
    value_is_hidden: true,
    default_value: "HUSH",
    name: "warehouse",
    _vault: {
      user_values: [{ user_id: "1", value: "HUSH", value_is_hidden: true }, { user_id: "2", value: "open" }],
    },
  }, ["default_value", "_vault.user_values[0].value"]],
  ["inside texts of JSON", {
    destinations: [{
      action_hub_form_params_json: JSON.stringify({
        channel: "open",
        apiKey: "HUSH",
        deep: [{ "client-secret": "HUSH" }],
      }),
    }, {
      action_hub_form_params_json: JSON.stringify([{ name: "webhook_token", value: "HUSH" }, {
        name: "to",
        value: "open",
      }]),
    }],
    scheduled_plan_destination: [
      {
        parameters: '{"region":"open","secret_access_key":"HUSH","n":9007199254740993}',
        address: "open@x.example",
      },
      { parameters: '{"url":"https://user:HUSH@x.example/","to":"open"}' },
      { parameters: '{"password":"HUSH", broken' },
    ],
  }, [
    "destinations[0].action_hub_form_params_json.apiKey",
    "destinations[0].action_hub_form_params_json.deep[0].client-secret",
    "destinations[1].action_hub_form_params_json[0].value",
    "scheduled_plan_destination[0].parameters.secret_access_key",
    "scheduled_plan_destination[1].parameters.url",
    "scheduled_plan_destination[2].parameters",
  ]],
  ["in addresses", {
    git_remote_url: "https://ghp_HUSH@github.com/x/y.git",
    scheduled_plan_destination: [
      { address: "https://hooks.example/in?token=HUSH" },
      { address: "https://s3.example/x?X-Amz-Signature=HUSH&X-Amz-Expires=60" },
      { address: "https://blob.example/x?sv=1&sig=HUSH" },
      { address: "https://hooks.example/in?team=open&page=3" },
    ],
    url: "https://open.example/api/4.0/users/1",
    query: { share_url: "https://open.example/x/abc?f[users.token]=open" },
  }, [
    "git_remote_url",
    "scheduled_plan_destination[0].address",
    "scheduled_plan_destination[1].address",
    "scheduled_plan_destination[2].address",
  ]],
  ["in the parameters of connections", { jdbc_additional_params: "ssl=true;user=open;PWD=HUSH" }, [
    "jdbc_additional_params",
  ]],
  ["parameters that hold none", { jdbc_additional_params: "ssl=true;sslmode=open&authenticator=open" }, []],
];

for (const [what, body, gone] of BODIES) {
  Deno.test(`secrets are found ${what}`, () => {
    const { bytes, paths } = redact(pack(body), secretRules({ keepLinks: false }));
    assertEquals(paths, gone);
    const text = writeJson(bytes);
    assertFalse(text.includes("HUSH"), text);
    const open = (json: string): number => json.split("open").length;
    if (!what.includes("connections") && !what.includes("lists")) {
      assertEquals(open(text), open(JSON.stringify(body)), text);
    }
    // Once taken out there is nothing more to take.
    assertEquals(redact(bytes, secretRules({ keepLinks: false })).paths, []);
  });
}

Deno.test("the other numbers of a text of JSON keep their digits", () => {
  const body = {
    scheduled_plan_destination: [{ parameters: '{"token":"HUSH","n":9007199254740993,"f":1.0}' }],
  };
  const text = writeJson(redact(pack(body), secretRules({ keepLinks: false })).bytes);
  assert(text.includes('{\\"token\\":null,\\"n\\":9007199254740993,\\"f\\":1.0}'), text);
});

Deno.test("links that open data without a login go where their look is public, unless they are to be kept", () => {
  const links = {
    public_slug: "s",
    public_url: "https://x/s.txt",
    embed_url: "https://x/e",
    image_embed_url: "https://x/i",
  };
  const names = Object.keys(links);
  assertEquals(paths({ ...links, public: true }), names);
  assertEquals(paths({ ...links, public: true }, true), []);
  assertEquals(paths({ ...links, public: false }), []);
  assertEquals(paths({ dashboard_elements: [{ look: { ...links, public: true } }] }).length, 4);
});

interface Schema {
  properties?: Record<string, Property>;
}
interface Property {
  type?: string;
  ref?: string;
  items?: Property;
  writeOnly?: boolean;
}
const SPEC: { schemas: Record<string, Schema> } = JSON.parse(
  Deno.readTextFileSync(new URL("../../specs/looker-4.0.json", import.meta.url)),
);
/** The schemas of what is captured. */
const ROOTS =
  "Alert Board ColorCollection DBConnection Dashboard DashboardLookml Datagroup Folder GroupHierarchy HomepageSection Integration " +
  "IntegrationHub Look LookWithQuery LookmlModel LookmlModelExplore MergeQuery ModelSet PermissionSet Project Role ScheduledPlan " +
  "Setting Theme User UserAttribute UserAttributeGroupValue UserAttributeWithValue";

/** Each property that a captured body can have, with the names of those that lead to it. */
function* properties(): Generator<{ schema: string; name: string; property: Property; way: string[] }> {
  const seen = new Set<string>();
  const todo = ROOTS.split(" ").map((schema) => ({ schema, way: [] as string[] }));
  for (const { schema, way } of todo) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    for (const [name, property] of Object.entries(SPEC.schemas[schema]?.properties ?? {})) {
      yield { schema, name, property, way };
      const ref = property.ref ?? property.items?.ref;
      if (ref !== undefined) todo.push({ schema: ref, way: [...way, name] });
    }
  }
}

Deno.test("each property of the spec that can only be written is decided on: a secret, or harmless", () => {
  let count = 0;
  for (const { schema, name, property } of properties()) {
    if (property.writeOnly !== true) continue;
    count++;
    assert(
      WRITE_ONLY_HARMLESS.has(name) !== (secretKind(name) === "secret"),
      `${schema}.${name} can only be written: is it a secret? Say so in lib/looker/secrets.ts`,
    );
  }
  assert(count > 10);
});

Deno.test("each property of the spec that looks like a secret is one, or is known as none", () => {
  const suspicious = /pass|secret|token|key|certif|credential|private|signature|salt|auth/i;
  const known = new Set(KNOWN_HARMLESS.trim().split(/\s+/)),
    undecided: string[] = [],
    used = new Set<string>();
  for (const { schema, name, property } of properties()) {
    if (!suspicious.test(name) || property.type === "boolean") continue;
    const isObject = property.ref !== undefined || property.items?.ref !== undefined;
    if (isObject || secretKind(name) === "secret") continue;
    if (!known.has(name)) undecided.push(`${schema}.${name}`);
    used.add(name);
  }
  assertEquals(undecided, [], "decide in lib/looker/secrets.ts, or name it below");
  for (const name of known) assert(used.has(name), `${name} is in the list for nothing`);
});

/** Looked at, and no secrets: names of attributes and of fields, and what is public. */
const KNOWN_HARMLESS = `
  foreign_key sql_foreign_key feature_key property_key property_label_key key_color
  git_password_user_attribute oauth_application_id managed_certificate_uri credentials_type
  delegate_oauth_url installed_delegate_oauth_targets
  content_certification_documentation_link certification_status
  persistent_table_sortkeys persistent_table_distkey
`;

Deno.test("every object of the API that contains something secret is looked into", () => {
  for (const { schema, name, property, way } of properties()) {
    const kind = secretKind(name);
    if (
      kind === "plain" || kind === "object" || kind === "url" || kind === "value" ||
      property.type === "boolean"
    ) continue;
    if (kind === "json" && property.items !== undefined) continue;
    for (const step of way) {
      assert(
        OBJECTS.has(step) || secretKind(step) === "secret",
        `${schema}.${name} is a ${kind} behind ${way.join(".")}: ${step}`,
      );
    }
  }
});

Deno.test("isSecretName() knows a name in any spelling", () => {
  for (
    const name of [
      "apiKey",
      "API-Key",
      "client secret",
      "AccessToken",
      "db_password",
      "passwd",
      "x.private_key",
    ]
  ) {
    assert(isSecretName(name), name);
  }
  for (
    const name of ["key", "keys", "monkey", "tokenizer", "secretary", "primaryKey", "passenger", "compass"]
  ) {
    assertFalse(isSecretName(name), name);
  }
});
