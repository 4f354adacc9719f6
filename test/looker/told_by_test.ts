import { assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { changeTold, type ReadProperty } from "../../lib/looker/told_by.ts";

type Given = Parameters<typeof Object.keys>[0] & Record<string, string | boolean | null>;
const reader = (body: Given | null): ReadProperty | null => body === null ? null : (key) => body[key];

const MONDAY = "2026-01-05T10:00:00.000Z", FRIDAY = "2026-01-09T10:00:00.000Z";
const OLD = { created_at: MONDAY, updated_at: MONDAY, last_updater_id: "1", last_updater_name: "Ann" };
const NEW = { ...OLD, updated_at: FRIDAY, last_updater_id: "2", last_updater_name: "Bob" };

const TABLE: [
  what: string,
  type: ContentType,
  from: Given | null,
  to: Given | null,
  told: unknown[] | null,
][] = [
  ["an edit", "dashboards", OLD, NEW, ["edited", "2", "Bob", FRIDAY]],
  ["an edit by an empty name", "looks", OLD, { ...NEW, last_updater_name: "" }, [
    "edited",
    "2",
    null,
    FRIDAY,
  ]],
  ["an edit before anybody noted who", "dashboards", { updated_at: null }, NEW, [
    "edited",
    "2",
    "Bob",
    FRIDAY,
  ]],
  ["a change without a new time: who may see it", "dashboards", OLD, { ...OLD, last_updater_id: "3" }, null],
  ["a change of something that has no time", "dashboards", { title: "a" }, { title: "b" }, null],
  ["an editor who is null", "dashboards", OLD, { ...NEW, last_updater_id: null }, null],
  ["an editor who is empty", "dashboards", OLD, { ...NEW, last_updater_id: "" }, null],
  ["what is new and was not edited since", "dashboards", null, OLD, ["created", "1", "Ann", MONDAY]],
  ["what is new and was edited since", "dashboards", null, NEW, ["edited", "2", "Bob", FRIDAY]],
  [
    "a move to the trash",
    "looks",
    OLD,
    { ...NEW, deleted: true, deleter_id: "4", deleted_at: FRIDAY },
    ["deleted", "4", null, FRIDAY],
  ],
  ["a deleter who is not told", "looks", OLD, { ...NEW, deleted: true, deleter_id: null }, null],
  [
    "an edit in the trash",
    "dashboards",
    { ...OLD, deleted: true, deleter_id: "4" },
    { ...NEW, deleted: true, deleter_id: "4" },
    ["edited", "2", "Bob", FRIDAY],
  ],
  ["what is gone", "dashboards", OLD, null, null],
  ["a new folder", "folders", null, { creator_id: "5", created_at: MONDAY }, ["created", "5", null, MONDAY]],
  ["a renamed folder", "folders", { name: "a", creator_id: "5" }, { name: "b", creator_id: "5" }, null],
  ["a new board", "boards", null, { user_id: "6", created_at: MONDAY }, ["created", "6", null, MONDAY]],
  ["a schedule, whose owner need not be who made it", "scheduled_plans", null, { user_id: "6" }, null],
];

for (const [what, type, from, to, expected] of TABLE) {
  Deno.test(`changeTold() of ${what}`, () => {
    const told = changeTold(type, { from: reader(from), to: reader(to) });
    assertEquals(told === null ? null : [told.did, told.userId, told.userName, told.at], expected);
  });
}
