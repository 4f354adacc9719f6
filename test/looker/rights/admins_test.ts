import { assertEquals } from "@std/assert";
import { canMakeAdmin, type LiveRights, newAdmins } from "../../../lib/looker/rights/admins.ts";
import type { Holder, RightsFact, RightsPlace } from "../../../lib/looker/rights/facts.ts";

const user = (id: string): Holder => ({ kind: "users", id });
const group = (id: string): Holder => ({ kind: "groups", id });
const place = (kind: RightsPlace["kind"], id: string): RightsPlace => ({ kind, id });

/** Admin is role 1, Developer role 2; group 10 has Admin, group 11 stands in it, group 12 alone. User 1 is Admin. */
const LIVE: LiveRights = {
  roles: new Map([["1", { name: "Admin", set: "s1" }], ["2", { name: "Developer", set: "s2" }]]),
  sets: new Map([["s1", ["administer", "see_looks"]], ["s2", ["see_looks"]], ["s3", ["administer"]]]),
  holders: new Map([["1", [user("1"), group("10")]], ["2", [user("5")]]]),
  parents: new Map([["10", []], ["11", ["10"]], ["12", []], ["13", ["12"]]]),
};

const role = (id: string, holder: Holder, gains = true): RightsFact => ({
  what: "role",
  of: place("roles", id),
  holder,
  gains,
});
const member = (id: string, holder: Holder, gains = true): RightsFact => ({
  what: "member",
  of: place("groups", id),
  holder,
  gains,
});
const enabled = (id: string, groups: string[]): RightsFact => ({
  what: "enabled",
  holder: user(id),
  gains: true,
  groups,
});
const entries = (id: string, before: string[] | null, after: string[]): RightsFact => ({
  what: "entries",
  of: place("permission_sets", id),
  before,
  after,
});
const set = (id: string, to: string, before: string | null): RightsFact => ({
  what: "set",
  of: place("roles", id),
  set: place("permission_sets", to),
  before,
});

const CASES: [name: string, facts: RightsFact[], become: string[]][] = [
  ["the role Admin itself", [role("1", user("7"))], ["users/7 roles/1"]],
  ["the role Admin for a group", [role("1", group("12"))], ["groups/12 roles/1"]],
  ["another role", [role("2", user("7"))], []],
  ["a role that is taken away", [role("1", user("1"), false)], []],
  ["who is Admin already", [role("1", user("1"))], []],
  ["a group that is Admin already, by the one above", [role("1", group("11"))], []],
  ["membership of a group that has Admin", [member("10", user("7"))], ["users/7 groups/10"]],
  ["membership of a group below it", [member("11", user("7"))], ["users/7 groups/11"]],
  ["membership of another group", [member("12", user("7"))], []],
  ["a group that is put below one that has Admin", [member("10", group("12"))], ["groups/12 groups/10"]],
  ["a member, and the group below one that has Admin", [member("11", group("12")), member("13", user("7"))], [
    "groups/12 groups/11",
    "users/7 groups/13",
  ]],
  ["a role that gets a set with administer", [set("2", "s3", "s2")], ["users/5 roles/2"]],
  ["a role that gets a set that only now has administer", [
    set("2", "s4", "s2"),
    entries("s4", null, ["administer"]),
  ], [
    "users/5 roles/2",
  ]],
  ["a set that gets administer", [entries("s2", ["see_looks"], ["see_looks", "administer"])], [
    "users/5 roles/2",
  ]],
  ["a set that loses administer", [entries("s1", ["administer"], ["see_looks"])], []],
  ["a new role with administer and a holder", [set("new", "s3", null), role("new", user("8"))], [
    "users/8 roles/new",
  ]],
  ["enabling a holder of Admin", [enabled("1", [])], ["users/1 roles/1"]],
  ["enabling a member of a nested group", [enabled("9", ["11"])], ["users/9 groups/11"]],
  ["enabling who gets the role by the same plan", [role("1", user("9")), enabled("9", [])], [
    "users/9 roles/1",
    "users/9 roles/1",
  ]],
  ["enabling anybody else", [enabled("9", ["12"])], []],
];

for (const [name, facts, become] of CASES) {
  Deno.test(`newAdmins() judges ${name}`, () => {
    const found = newAdmins(LIVE, facts).map(({ holder, through }) =>
      `${holder.kind}/${holder.id} ${through.kind}/${through.id}`
    );
    assertEquals(found.sort(), become.sort());
    assertEquals(facts.some(canMakeAdmin) || become.length === 0, true);
  });
}

Deno.test("canMakeAdmin() asks for nothing where only content, values and mail change", () => {
  const facts: RightsFact[] = [
    { what: "sends", recipients: ["ann@acme.com"] },
    { what: "access", of: place("folders", "3"), holder: group("12"), before: null, after: "edit" },
    { what: "value", of: place("user_attributes", "4"), holder: user("7"), before: null, after: "x" },
    role("1", user("7"), false),
    entries("s2", ["see_looks"], ["see_looks", "explore"]),
  ];
  assertEquals(facts.filter(canMakeAdmin), []);
});
