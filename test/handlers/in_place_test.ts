import { assertEquals } from "@std/assert";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { admin } from "../restore/_admin.ts";
import { repair } from "./_repair.ts";

/** An edit of anything, and the writes that take it back. */
const EDITS: [type: ContentType, what: string, edit: [string, string, unknown?], writes: string[]][] = [
  ["color_collections", "another label", ["PATCH", "/color_collections/3", { label: "x" }], [
    "update_color_collection",
  ]],
  ["color_collections", "other colors", ["PATCH", "/color_collections/3", {
    categoricalPalettes: [{ label: "c", type: "Categorical", colors: ["#123"] }],
  }], ["update_color_collection"]],
  ["themes", "another setting", ["PATCH", "/themes/2", { settings: { background_color: "#111" } }], [
    "update_theme",
  ]],
  ["themes", "another name", ["PATCH", "/themes/2", { name: "Darker" }], ["update_theme"]],
  ["user_attributes", "another default", ["PATCH", "/user_attributes/3", { default_value: "x" }], [
    "update_user_attribute",
  ]],
  ["user_attributes", "another value of a user", ["PATCH", "/users/2/attribute_values/3", { value: "x" }], [
    "set_user_attribute_user_value",
  ]],
  ["user_attributes", "a value less", ["DELETE", "/users/2/attribute_values/3"], [
    "set_user_attribute_user_value",
  ]],
  ["connections", "another host", ["PATCH", "/connections/warehouse", { host: "x" }], ["update_connection"]],
  ["connections", "another override", ["PATCH", "/connections/warehouse", {
    pdt_context_override: { context: "pdt", host: "x" },
  }], ["update_connection"]],
  ["connections", "an override more", ["PATCH", "/connections/legacy%2Fpg", {
    pdt_context_override: { context: "pdt", host: "x" },
  }], ["delete_connection_override"]],
  ["lookml_models", "other connections", ["PATCH", "/lookml_models/finance", {
    allowed_db_connection_names: [],
  }], ["update_lookml_model"]],
  ["permission_sets", "fewer permissions", ["PATCH", "/permission_sets/3", { permissions: [] }], [
    "update_permission_set",
  ]],
  ["model_sets", "fewer models", ["PATCH", "/model_sets/2", { models: [] }], ["update_model_set"]],
  ["groups", "another name", ["PATCH", "/groups/8", { name: "Renamed" }], ["update_group"]],
  ["groups", "a parent less", ["DELETE", "/groups/2/groups/4"], ["add_group_group"]],
  ["users", "another locale", ["PATCH", "/users/2", { locale: "fr" }], ["update_user"]],
  ["users", "no last name", ["PATCH", "/users/2", { last_name: null }], ["update_user"]],
  ["users", "a disabled account", ["PATCH", "/users/2", { is_disabled: true }], ["update_user"]],
  ["users", "another home folder", ["PATCH", "/users/2", { home_folder_id: "2" }], ["update_user"]],
  ["users", "another address", ["PATCH", "/users/2/credentials_email", { email: "other@example.com" }], [
    "update_user_credentials_email",
  ]],
  ["users", "no credential", ["DELETE", "/users/2/credentials_email"], ["create_user_credentials_email"]],
  ["roles", "other groups", ["PUT", "/roles/3/groups", []], ["set_role_groups"]],
  ["roles", "another set of models", ["PATCH", "/roles/3", { model_set_id: "3" }], ["update_role"]],
  ["boards", "another title", ["PATCH", "/boards/1", { title: "x" }], ["update_board"]],
  ["boards", "the trash", ["PATCH", "/boards/1", { deleted_at: "2026-01-01T00:00:00Z" }], ["update_board"]],
  ["boards", "another order of sections", ["PATCH", "/boards/1", { section_order: ["1", "2"] }], [
    "update_board",
  ]],
  ["boards", "another order of items", ["PATCH", "/board_sections/1", { item_order: [] }], [
    "update_board_section",
  ]],
  ["boards", "another title of a section", ["PATCH", "/board_sections/1", { title: "x" }], [
    "update_board_section",
  ]],
  ["boards", "another item", ["PATCH", "/board_items/1", { custom_title: "x" }], ["update_board_item"]],
  ["boards", "an item elsewhere", ["PATCH", "/board_items/1", { board_section_id: "2" }], [
    "update_board_item",
    "update_board_section",
  ]],
  ["boards", "a section more", ["POST", "/board_sections", { board_id: "1", title: "More" }], [
    "delete_board_section",
  ]],
  ["boards", "an item more", ["POST", "/board_items", { board_section_id: "1", custom_title: "More" }], [
    "delete_board_item",
  ]],
  ["alerts", "another threshold", ["PATCH", "/alerts/1", { threshold: 99 }], ["update_alert"]],
  ["alerts", "another owner", ["PATCH", "/alerts/1", { owner_id: "5" }], ["update_alert"]],
  ["scheduled_plans", "another time", ["PATCH", "/scheduled_plans/1", { crontab: "0 7 * * *" }], [
    "update_scheduled_plan",
  ]],
  ["scheduled_plans", "a datagroup", ["PATCH", "/scheduled_plans/1", {
    crontab: null,
    datagroup: "thelook::nightly",
  }], ["update_scheduled_plan"]],
  ["scheduled_plans", "other destinations", ["PATCH", "/scheduled_plans/1", {
    scheduled_plan_destination: [{ type: "email", address: "x@y.z", format: "csv" }],
  }], ["update_scheduled_plan"]],
];

/** Somebody or something the backup knows, where the backup did not have it. */
const TOO_MANY: typeof EDITS = [
  ["user_attributes", "other values of groups", ["POST", "/user_attributes/3/group_values", [
    { group_id: "8", value: "a" },
  ]], ["set_user_attribute_group_values"]],
  ["user_attributes", "a value more", ["PATCH", "/users/3/attribute_values/3", { value: "x" }], [
    "delete_user_attribute_user_value",
  ]],
  ["groups", "a member more", ["POST", "/groups/8/users", { user_id: "2" }], ["delete_group_user"]],
  ["groups", "a parent more", ["POST", "/groups/3/groups", { group_id: "8" }], ["delete_group_from_group"]],
  ["roles", "other users", ["PUT", "/roles/3/users", ["2"]], ["set_role_users"]],
];

for (const [type, what, [method, path, body], writes] of [...EDITS, ...TOO_MANY]) {
  Deno.test(`restore() of ${type} takes back ${what} in place`, async () => {
    const repaired = await repair(type, (sim) => admin(sim, method, path, body), {
      counted: type !== "user_attributes",
    });
    assertEquals(repaired.writes, writes);
  });
}
