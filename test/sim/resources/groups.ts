/** Groups, who is in them, and which are in which. @module */
import { bodyObject, type Call, find, type Handlers, many, noContent, one, pathId, value } from "../call.ts";
import { notFound, readOnly, Refusal } from "../errors.ts";
import { asStrings, asText, type JsonObject } from "../json.ts";
import { groupAndAbove } from "../group_tree.ts";
import { type Item, madeItem } from "../table.ts";
import { removeGroup } from "./cascade.ts";
import { create, crud, type CrudRules } from "./crud.ts";

const rules: CrudRules = {
  table: "groups",
  get: "group",
  create: "create_group",
  updates: ["update_group"],
  remove: "delete_group",
  required: ["name"],
  unique: [["name"]],
  fixed: (item) =>
    item.get("include_by_default") === true
      ? "All Users"
      : item.get("externally_managed") === true
      ? "An externally managed group"
      : undefined,
  initial: () => ({
    can: { show: true, update: true },
    can_add_to_content_metadata: true,
    external_group_id: null,
    externally_managed: false,
    include_by_default: false,
    parent_group_ids: [],
  }),
  afterDelete: (call, id) => removeGroup(call.store, id),
};

/** Handlers. */
export const groups: Handlers = {
  ...crud(rules),
  create_group: (call) => {
    const group = create(call, rules);
    if (call.options.freshGroupsHide) call.store.freshGroups.add(group.id);
    return one(call, group);
  },
  group: (call) => {
    if (call.store.freshGroups.delete(pathId(call))) throw notFound();
    return one(call, find(call, "groups"));
  },
  all_groups: (call) => {
    const ids = call.query.list("ids");
    const all = call.store.table("groups").all();
    return many(call, ids ? all.filter((item) => ids.includes(item.id)) : all, {
      ignore: ["ids", "content_metadata_id"],
    });
  },
  search_groups: (call) => many(call, call.store.table("groups").all()),
  search_groups_with_hierarchy: (call) => many(call, call.store.table("groups").all()),
  search_groups_with_roles: (call) =>
    many(call, call.store.table("groups").all().map((item) => withRoles(call, item))),
  all_group_groups: (call) => {
    const id = find(call, "groups").id;
    return value(
      call,
      call.store.table("groups").all().filter((item) => asStrings(item.get("parent_group_ids")).includes(id))
        .map((item) => item.full()),
    );
  },
  all_group_users: (call) => {
    const id = find(call, "groups").id;
    return many(call, call.store.members().get(id) ?? []);
  },
  add_group_group: (call) => {
    const parent = find(call, "groups");
    const child = find(call, "groups", asText(bodyObject(call)["group_id"]));
    if (child.get("include_by_default") === true) throw new Refusal(400, "All Users cannot be in a group");
    if (groupAndAbove(call.store, parent.id).includes(child.id)) {
      throw new Refusal(400, "A group cannot contain itself");
    }
    const parents = new Set([...asStrings(child.get("parent_group_ids")), parent.id]);
    call.store.patch("groups", child.id, { parent_group_ids: [...parents] });
    return one(call, find(call, "groups", child.id));
  },
  delete_group_from_group: (call) => {
    const parent = find(call, "groups");
    const child = find(call, "groups", pathId(call, "deleting_group_id"));
    const parents = asStrings(child.get("parent_group_ids")).filter((id) => id !== parent.id);
    call.store.patch("groups", child.id, { parent_group_ids: parents });
    return noContent();
  },
  add_group_user: (call) => {
    const group = find(call, "groups");
    const user = find(call, "users", asText(bodyObject(call)["user_id"]));
    if (group.get("externally_managed") === true) throw readOnly("An externally managed group");
    if (user.get("allow_normal_group_membership") === false) throw readOnly("The membership of this user");
    const ids = new Set([...asStrings(user.peek("_groups")), group.id]);
    return one(call, call.store.patch("users", user.id, { _groups: [...ids] }));
  },
  delete_group_user: (call) => {
    const group = find(call, "groups");
    const user = find(call, "users", pathId(call, "user_id"));
    if (group.get("include_by_default") === true) throw readOnly("All Users");
    if (group.get("externally_managed") === true) throw readOnly("An externally managed group");
    call.store.patch("users", user.id, {
      _groups: asStrings(user.peek("_groups")).filter((id) => id !== group.id),
    });
    return noContent();
  },
};

function withRoles(call: Call, item: Item): Item {
  const { served } = call.store;
  const roles = (): JsonObject[] =>
    asStrings(item.get("role_ids")).map((id) => call.store.table("roles").get(id)?.full())
      .filter((role) => role !== undefined);
  return madeItem(item.id, () => ({ ...item.full(), roles: roles() }), { served, of: item });
}
