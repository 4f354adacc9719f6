/**
 * The links of a user who is restored alone: direct groups and roles, and own values of attributes. In a body they are
 * `_vault.groups` and `_vault.roles`, lists of ids, and `_vault.values`, rows of `{user_attribute_id, value,
 * value_is_hidden}`. They are read only if the backup's body has them ({@linkcode Reader.known}), because that takes
 * two requests.
 *
 * @module
 */
import { LINKS, type UserForm } from "./user_form.ts";
import type { Task, Writer } from "../task.ts";
import type { Reader } from "../../live/reader.ts";
import { asObject, asObjects, asText, asTexts, type JsonObject } from "../../codec/json_value.ts";
import { AS_IS, type Refs } from "../references.ts";
import { doneAlready, forAll, idsPart, memberChanges, setList, sortedIds } from "../lists.ts";
import { readOwnValues, touchedValues, valuesForm, writeValues } from "../attribute_values.ts";

/** Returns the writable links of a body. */
export function linksForm(body: JsonObject, refs: Refs): Pick<UserForm, "groups" | "roles" | "values"> {
  const parts = asObject(body["_vault"]);
  const groups = body["allow_normal_group_membership"] === false ? undefined : parts["groups"];
  const direct = body["allow_direct_roles"] !== false && body["roles_externally_managed"] !== true;
  return {
    ...idsPart(LINKS.groups, groups, (id) => refs.may("groups", id)),
    ...idsPart(LINKS.roles, direct ? parts["roles"] : undefined, (id) => refs.may("roles", id)),
    ...(Array.isArray(parts["values"]) && {
      [LINKS.values]: valuesForm(
        asObjects(parts["values"]),
        "user_attribute_id",
        (id) => refs.may("user_attributes", id),
      ),
    }),
  };
}

/** Reads the links of a user in the destination. */
export async function readLinks(reader: Reader, user: JsonObject): Promise<JsonObject> {
  const id = asText(user["id"]) ?? "";
  const [roles, values] = await Promise.all([
    reader.list("user_roles", { user_id: id, fields: "id", direct_association_only: true }),
    readOwnValues(reader, id),
  ]);
  return {
    ...(Array.isArray(user["group_ids"]) && { groups: sortedIds(asTexts(user["group_ids"])) }),
    roles: sortedIds(roles.flatMap((role) => asText(role["id"]) ?? [])),
    values,
  };
}

/** Changes the links of a user from the ones in `live` to the wanted ones. */
export async function writeLinks(
  { wanted, writer }: Task<UserForm>,
  id: string,
  live: JsonObject,
): Promise<void> {
  const before = linksForm(live, AS_IS), own = id === writer.options.ownId;
  const groups = memberChanges(before.groups, wanted.groups);
  const added = await joinable(writer, groups.added);
  const at = (group: string): string => `${LINKS.groups}[${group}]`;
  await forAll(writer, added, {
    at,
    work: (group) => doneAlready(writer.send("add_group_user", { group_id: group }, { user_id: id }), 409),
  });
  await forAll(writer, own ? [] : groups.removed, {
    at,
    work: (group) => doneAlready(writer.send("delete_group_user", { group_id: group, user_id: id }), 404),
  });
  const roles = memberChanges(before.roles, wanted.roles);
  if (roles.added.length > 0 || (roles.removed.length > 0 && !own)) {
    const held = before.roles ?? [];
    await setList(writer, LINKS.roles, {
      before: held,
      wanted: sortedIds([...wanted.roles ?? [], ...own ? held : []]),
      key: (role) => role,
      set: (list) => writer.send("set_user_roles", { user_id: id }, [...list]),
    });
  }
  if (wanted.values === undefined) return;
  await writeValues(writer, {
    live: before.values ?? {},
    wanted: wanted.values,
    at: LINKS.values,
    place: (user_attribute_id) => ({ user_id: id, user_attribute_id }),
  });
}

/**
 * Returns the groups to which users can be added. The members of the other groups come from the identity provider, or
 * are all users.
 */
async function joinable(writer: Writer, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await writer.list("all_groups", { ids, fields: "id,externally_managed,include_by_default" });
  const closed = new Set<string | null>(
    rows.filter((group) => group["externally_managed"] === true || group["include_by_default"] === true)
      .map((group) => asText(group["id"])),
  );
  return ids.filter((id) => !closed.has(id));
}

/** Returns the maximum number of requests that writing links takes, including reading them back. */
export function linkCalls(wanted: UserForm, live: JsonObject | null): number {
  if (!Object.values(LINKS).some((key) => key in wanted)) return 0;
  const before: UserForm = live === null ? {} : linksForm(live, AS_IS);
  const groups = memberChanges(before.groups, wanted.groups);
  const values = touchedValues(before.values ?? {}, wanted.values ?? {});
  return 4 + groups.added.length + groups.removed.length + values.length;
}
