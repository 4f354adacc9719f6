import type { Writer } from "../../lib/handlers/task.ts";
import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import type { Handler } from "../../lib/handlers/handler.ts";
import { writeAccess } from "../../lib/handlers/access.ts";
import { groups } from "../../lib/handlers/groups.ts";
import { roles } from "../../lib/handlers/roles.ts";
import { userAttributes } from "../../lib/handlers/user_attributes.ts";
import { AS_IS } from "../../lib/handlers/references.ts";

const OPTIONS = { enableSchedules: false, sameInstance: true, ownId: "1" };
const known = (_kind: string, id: string): boolean => id !== "99";

const CASES: [what: string, kind: Handler, wanted: JsonObject, live: JsonObject, settled: JsonObject][] = [
  ["a member more that the backup knows goes", groups, { users: ["2"] }, { users: ["2", "3"] }, {
    users: ["2"],
  }],
  ["a member that came after the backup stays", groups, { users: ["2"] }, { users: ["99"] }, {
    users: ["2", "99"],
  }],
  ["the API user stays in its groups", groups, { users: ["2"] }, { users: ["1"] }, { users: ["1", "2"] }],
  ["members that the backup does not have are no subject", groups, {}, { users: ["2"] }, {}],
  [
    "who has a role that the backup knows loses it",
    roles,
    { name: "User", users: ["2"] },
    { users: ["3"] },
    {
      name: "User",
      users: ["2"],
    },
  ],
  ["Admin only grows", roles, { users: ["2"] }, { users: ["3"] }, { users: ["2", "3"] }],
  [
    "values of groups that came later come last",
    userAttributes,
    { group_values: [{ group_id: "2", value: "a" }] },
    { group_values: [{ group_id: "99", value: "b" }, { group_id: "3", value: "c" }] },
    { group_values: [{ group_id: "2", value: "a" }, { group_id: "99", value: "b" }] },
  ],
  [
    "values of users who could not be asked stay",
    userAttributes,
    { user_values: { "2": "a" }, unread: ["4"] },
    { user_values: { "3": "b", "4": "c", "99": "d" } },
    { user_values: { "2": "a", "4": "c", "99": "d" } },
  ],
];

for (const [what, handler, wanted, live, settled] of CASES) {
  Deno.test(`settle() of ${handler.type}: ${what}`, () => {
    assertEquals(handler.applyPolicy?.(wanted, live, { ...OPTIONS, knows: known }), settled);
  });
}

Deno.test("form() omits what is hidden: it is unknown, not empty", () => {
  const body = {
    id: "4",
    name: "secret",
    value_is_hidden: true,
    default_value: null,
    _vault: {
      group_values: [{ group_id: "3", value: null, value_is_hidden: true }],
      user_values: [{ user_id: "2", value: null, value_is_hidden: true }],
    },
  };
  assertEquals(userAttributes.form(body, AS_IS), { name: "secret", value_is_hidden: true });
});

Deno.test("of what comes with Looker, only values of groups are written", () => {
  const locale: JsonObject = {
    name: "locale",
    is_system: true,
    default_value: "en",
    _vault: { group_values: [] },
  };
  assertEquals(userAttributes.unrestorable({ get: (name) => locale[name] })?.code, "built_in");
  const used = { ...locale, _vault: { group_values: [{ group_id: "2", value: "de" }], user_values: [] } };
  assertEquals(userAttributes.unrestorable({ get: (name) => (used as JsonObject)[name] }), null);
  assertEquals(userAttributes.form(used, AS_IS), { group_values: [{ group_id: "2", value: "de" }] });
});

Deno.test("writeAccess() lets a row be that names neither a group nor a user: whom it lets in is unknown", async () => {
  const rows = [
    { id: "1", group_id: "2", user_id: null, permission_type: "view" },
    { id: "2", group_id: null, user_id: "", agent_id: "9", permission_type: "edit" },
    { id: "3", group_id: null, user_id: "5", permission_type: "view" },
  ];
  const sent: string[] = [];
  const writer = {
    options: OPTIONS,
    get: () => Promise.resolve({ inherits: false }),
    list: () => Promise.resolve(rows),
    attempt: (_path: string, work: () => Promise<unknown>) => work().then(() => true),
    send: (operation: string, { content_metadata_access_id: id }: Record<string, unknown>) => {
      sent.push(`${operation} ${id}`);
      return Promise.resolve(null);
    },
  } as unknown as Writer;
  await writeAccess(writer, "7", { inherits: false, rows: [{ permission_type: "view", group_id: "2" }] });
  assertEquals(sent, ["delete_content_metadata_access 3"]);
});
