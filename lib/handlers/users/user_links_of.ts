/**
 * A user's groups, roles and values, collected from the groups, roles and attributes of a backup, for a user who is
 * restored alone. If groups, roles and attributes are restored too, they contain their users themselves.
 *
 * @module
 */
import type { RestoreSource } from "../restore_source.ts";
import { itemKey, itemOf, type ItemRef } from "../../looker/item_ref.ts";
import { asObject, asObjects, asText, asTexts, type JsonObject } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { usersUnread } from "../attribute_values.ts";
import { sortedIds } from "../lists.ts";

type Source = Pick<RestoreSource, "items" | "props">;

/** The keys of `_vault` that list the members of an item, by type. */
const MEMBERS: Partial<Record<ContentType, readonly string[]>> = {
  groups: ["users"],
  roles: ["users", "groups"],
  user_attributes: ["user_values"],
};

/**
 * Returns a source whose users have their links as `_vault.groups`, `_vault.roles` and `_vault.values`. In this source,
 * the groups, roles and attributes have no members, because users add themselves and other users are not needed.
 */
export function withLinks(source: RestoreSource): RestoreSource {
  const known = new Map<string, JsonObject>();
  const beside: Source = {
    items: (type) => source.items(type),
    props(ref) {
      const parts = known.get(itemKey(ref)) ?? asObject(source.props(ref)?.get("_vault"));
      known.set(itemKey(ref), parts);
      return { get: (key) => key === "_vault" ? parts : undefined };
    },
  };
  // The links of a user are requested several times, and each time would search the members of all groups and roles.
  const links = new Map<string, JsonObject>();
  const linksOnce = (id: string): JsonObject => {
    const found = links.get(id) ?? linksOf(beside, id);
    links.set(id, found);
    return found;
  };
  const changed = ({ type, id }: ItemRef, parts: JsonObject): JsonObject =>
    type === "users" ? { ...parts, ...linksOnce(id) } : without(parts, MEMBERS[type] ?? []);
  const isChanged = (type: ContentType): boolean => type === "users" || MEMBERS[type] !== undefined;
  return {
    ...source,
    // The hash of the backup does not cover the links.
    form: (ref) => isChanged(ref.type) ? undefined : source.form(ref),
    body(ref) {
      const body = source.body(ref);
      if (body === null || !isChanged(ref.type)) return body;
      return { ...body, _vault: changed(ref, asObject(body["_vault"])) };
    },
    props(ref) {
      const props = source.props(ref);
      if (props === null || !isChanged(ref.type)) return props;
      return { get: (key) => key === "_vault" ? changed(ref, asObject(props.get(key))) : props.get(key) };
    },
    // A user's links come from other bodies.
    isAsRead: (ref) =>
      source.isAsRead(ref) &&
      (ref.type !== "users" || [...known.keys()].every((key) => source.isAsRead(itemOf(key)))),
  };
}

/**
 * Returns the groups, roles and attributes that cannot be read. The links of that kind are then unknown for all users.
 */
export function unreadableLinks(source: RestoreSource): { ref: ItemRef; message: string }[] {
  return (Object.keys(MEMBERS) as ContentType[]).flatMap((type) =>
    source.items(type).filter(({ deletedAt }) => deletedAt === null).flatMap(({ id }) => {
      const ref = { type, id };
      if (source.props(ref) !== null) return [];
      const why = source.damage(ref) ?? "it is not in the backup";
      return [{
        ref,
        message: `${why}: its users are unknown, so their ${type} are not changed`,
      }];
    })
  );
}

function without(parts: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => !names.includes(name)));
}

/** Returns the links of one user. Kinds that the backup does not contain completely are omitted. */
export function linksOf(source: Source, userId: string): JsonObject {
  const groups = withUser(source, "groups", userId), roles = withUser(source, "roles", userId);
  const values = valuesOf(source, userId);
  return {
    ...(groups !== null && { groups }),
    ...(roles !== null && { roles }),
    ...(values !== null && { values }),
  };
}

/** Returns the `_vault` parts of the items of a type, by id; null if the backup has no items of that type. */
function partsOf(source: Source, type: ContentType): [string, JsonObject][] | null {
  const items = source.items(type).filter(({ deletedAt }) => deletedAt === null);
  if (items.length === 0) return null;
  return items.map(({ id }) => [id, asObject(source.props({ type, id })?.get("_vault"))]);
}

/** Returns the groups or roles that list the user; null if one of them was captured without its users. */
function withUser(source: Source, type: "groups" | "roles", userId: string): string[] | null {
  const all = partsOf(source, type);
  if (all === null || all.some(([, parts]) => !Array.isArray(parts["users"]))) return null;
  return sortedIds(all.filter(([, parts]) => asTexts(parts["users"]).includes(userId)).map(([id]) => id));
}

/** Returns the user's own values; null if they were not read. */
function valuesOf(source: Source, userId: string): JsonObject[] | null {
  const all = partsOf(source, "user_attributes");
  const isRead = (parts: JsonObject): boolean =>
    Array.isArray(parts["user_values"]) && !usersUnread(parts).includes(userId);
  if (all === null || !all.every(([, parts]) => isRead(parts))) return null;
  return all.flatMap(([user_attribute_id, parts]) =>
    asObjects(parts["user_values"]).filter((row) => asText(row["user_id"]) === userId)
      .map(({ value, value_is_hidden }) => ({
        user_attribute_id,
        value: value ?? null,
        value_is_hidden: value_is_hidden ?? null,
      }))
  );
}
