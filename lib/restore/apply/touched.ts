/**
 * What a restore has written so far, as far as it matters to other items: whoever reads one of them again must tell what
 * the restore itself did to it from what somebody else did.
 *
 * @module
 */
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import { asText, isJsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";

/** A list of an item that a write changes: its type, its id (null for any) and the key of its form. */
type List = readonly [ContentType, string | null, string];

/** What a write names: its path parameters, and its body. */
type Sent = (name: string) => string | null;

/** Operations that change lists of items other than the one that is written, or also of that. */
const LISTS: Readonly<Record<string, (of: Sent) => readonly List[]>> = {
  add_group_user: (of) => membership(of("group_id"), of("body.user_id")),
  delete_group_user: (of) => membership(of("group_id"), of("user_id")),
  add_group_group: (of) => [["groups", of("body.group_id"), "_parents"]],
  delete_group_from_group: (of) => [["groups", of("deleting_group_id"), "_parents"]],
  set_user_roles: (of) => [["users", of("user_id"), "_roles"], ["roles", null, "_users"]],
  set_role_users: (of) => [["roles", of("role_id"), "_users"], ["users", null, "_roles"]],
  set_role_groups: (of) => [["roles", of("role_id"), "_groups"]],
  set_user_attribute_group_values: (of) => [["user_attributes", of("user_attribute_id"), "_group_values"]],
  delete_user_attribute_group_value: (of) => [["user_attributes", of("user_attribute_id"), "_group_values"]],
  set_user_attribute_user_value: (of) => value(of),
  delete_user_attribute_user_value: (of) => value(of),
  // Who goes leaves every list.
  delete_group: () => [
    ["groups", null, "_parents"],
    ["users", null, "_groups"],
    ["roles", null, "_groups"],
    ["user_attributes", null, "_group_values"],
    ["folders", null, "_access"],
    ["boards", null, "_access"],
  ],
  delete_role: () => [["users", null, "_roles"]],
  delete_user_attribute: () => [["users", null, "_values"]],
};

function membership(group: string | null, user: string | null): List[] {
  return [["groups", group, "_users"], ["users", user, "_groups"]];
}

function value(of: Sent): List[] {
  return [["users", of("user_id"), "_values"], ["user_attributes", of("user_attribute_id"), "_user_values"]];
}

/** What a restore has written. */
export class Touched {
  /** Writes so far, those under way included. */
  writes = 0;
  private readonly items = new Set<string>();
  private readonly lists = new Set<string>();

  constructor(private readonly onList: (ref: ItemRef | ContentType, key: string) => void = () => {}) {}

  /** Notes a write that is about to be sent on behalf of an item. */
  note(
    ref: ItemRef,
    operation: string,
    { params, body }: { params: Readonly<Record<string, unknown>>; body: JsonValue | undefined },
  ): void {
    this.writes++;
    this.items.add(itemKey(ref));
    const named: Sent = (name) => {
      if (!name.startsWith("body.")) return asText(params[name] as JsonValue | undefined);
      return isJsonObject(body) ? asText(body[name.slice(5)]) : null;
    };
    for (const [type, id, key] of LISTS[operation]?.(named) ?? []) {
      this.lists.add(`${type}/${id ?? "*"} ${key}`);
      this.onList(id === null ? type : { type, id }, key);
    }
  }

  /** Whether something was written on behalf of an item. */
  wrote(ref: ItemRef): boolean {
    return this.items.has(itemKey(ref));
  }

  /** Whether the restore itself changed a list of an item of the destination. */
  explains({ type, id }: ItemRef, key: string): boolean {
    return this.lists.has(`${type}/${id} ${key}`) || this.lists.has(`${type}/* ${key}`);
  }
}
