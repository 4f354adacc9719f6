/**
 * Values of user attributes: the values of groups, in their order of precedence, and the values of individual users.
 *
 * @module
 */
import { forEachPooled } from "../base/pool.ts";
import type { Refs } from "./references.ts";
import type { Change } from "../live/form_changes.ts";
import type { Writer } from "./task.ts";
import type { Reader } from "../live/reader.ts";
import { asObjects, asText, asTexts, type JsonObject } from "../codec/json_value.ts";
import { valueSource } from "../looker/value_source.ts";
import { doneAlready, forAll, setList } from "./lists.ts";

/** The number of values that are read or written at the same time. They belong to different users or attributes. */
export const AT_ONCE = 8;

/**
 * Reads a user's own values, of all attributes or of one, as `{user_id, user_attribute_id, value, value_is_hidden}`.
 */
export async function readOwnValues(
  reader: Reader,
  userId: string,
  attributeId?: string,
): Promise<JsonObject[]> {
  const rows = await reader.list("user_attribute_user_values", {
    user_id: userId,
    ...(attributeId !== undefined && { user_attribute_ids: [attributeId] }),
    all_values: true,
    include_unset: false,
  });
  return rows.filter(({ source }) => valueSource(asText(source)) === "user").map((row) => ({
    user_id: userId,
    user_attribute_id: row["user_attribute_id"] ?? null,
    value: row["value"] ?? null,
    value_is_hidden: row["value_is_hidden"] ?? null,
  }));
}

/**
 * Returns the users whose values of an attribute were not read or have an unknown source. A restore does not change
 * their values.
 */
export function usersUnread(parts: JsonObject): string[] {
  const unknown = asObjects(parts["user_values_unknown"]).flatMap((row) => asText(row["user_id"]) ?? []);
  return [...new Set([...asTexts(parts["user_values_unread"]), ...unknown])];
}

/** Returns values by the translated id under `key`. Hidden values are unknown and are omitted. */
export function valuesForm(
  rows: readonly JsonObject[],
  key: "user_id" | "user_attribute_id",
  translate: (id: string) => string | null,
): JsonObject {
  const form: JsonObject = {};
  for (const row of rows) {
    const id = asText(row[key]), value = row["value"] ?? null;
    if (id === null || value === null || row["value_is_hidden"] === true) continue;
    const to = translate(id);
    if (to !== null) form[to] = value;
  }
  return form;
}

/** Returns the differences between two maps of values. They are compared literally: an empty value is a value. */
export function valueChanges(live: JsonObject, wanted: JsonObject, path: string): Change[] {
  return touchedValues(live, wanted).map((id) => ({
    path: `${path}.${id}`,
    from: live[id] ?? null,
    to: wanted[id] ?? null,
  }));
}

/** Returns the keys under which two maps of values differ. */
export function touchedValues(live: JsonObject, wanted: JsonObject): string[] {
  return [...new Set([...Object.keys(live), ...Object.keys(wanted)])].filter((id) => live[id] !== wanted[id]);
}

/**
 * Sets the values that differ and deletes the ones that are not wanted. `place` returns the user and the attribute of a
 * key.
 */
export async function writeValues(
  writer: Writer,
  { live, wanted, at, place }: {
    live: JsonObject;
    wanted: JsonObject;
    /** The path of the map. */
    at: string;
    place: (id: string) => { user_id: string; user_attribute_id: string };
  },
): Promise<void> {
  await forAll(writer, touchedValues(live, wanted), {
    at: (id) => `${at}.${id}`,
    work: async (id) => {
      const value = wanted[id] ?? null;
      if (value !== null) await writer.send("set_user_attribute_user_value", place(id), { value });
      else await doneAlready(writer.send("delete_user_attribute_user_value", place(id)), 404);
    },
    atOnce: AT_ONCE,
  });
}

/** The writable part of an attribute: its values by group, in their order of precedence, and by user. */
export interface AttributeForm extends JsonObject {
  group_values?: JsonObject[];
  user_values?: JsonObject;
  /** Users whose values could not be read. */
  unread?: string[];
}

/** Keys of a form. */
export const VALUES = { groups: "group_values", users: "user_values" } as const;

/**
 * Returns the values of groups as `{group_id, value}`, in their order of precedence; an empty object if they are
 * unknown.
 */
export function groupValues(parts: JsonObject, refs: Refs): AttributeForm {
  const rows = asObjects(parts["group_values"]);
  if (!Array.isArray(parts["group_values"]) || rows.some((row) => row["value_is_hidden"] === true)) return {};
  const ranked = [...rows].sort((a, b) => Number(a["rank"] ?? 0) - Number(b["rank"] ?? 0));
  return {
    group_values: ranked.flatMap((row) => {
      const group_id = refs.may("groups", asText(row["group_id"]) ?? "");
      return group_id === null ? [] : [{ group_id, value: row["value"] ?? null }];
    }),
  };
}

/** Returns the values by user, and the users whose values could not be read. */
export function userValues(parts: JsonObject, refs: Refs): AttributeForm {
  if (!Array.isArray(parts["user_values"])) return {};
  const unread = usersUnread(parts).flatMap((id) => refs.may("users", id) ?? []);
  return {
    user_values: valuesForm(asObjects(parts["user_values"]), "user_id", (id) => refs.may("users", id)),
    ...(unread.length > 0 && { unread }),
  };
}

/**
 * Reads the values of all users. After a write, reads only the users that were written, because each takes a request.
 */
export async function readUserValues(
  reader: Reader,
  attributeId: string,
  written: { wanted: AttributeForm; before: AttributeForm } | undefined,
): Promise<JsonObject[] | null> {
  if (written !== undefined && written.wanted.user_values === undefined) return null;
  const live = written?.before.user_values ?? {};
  const ids = written === undefined
    ? (await reader.list("all_users", { fields: "id" })).flatMap((user) => asText(user["id"]) ?? [])
    : touchedValues(live, written.wanted.user_values ?? {});
  const values = new Map<string, JsonObject[]>(
    written === undefined
      ? []
      : Object.entries(live).map(([user_id, value]) => [user_id, [{ user_id, value }]]),
  );
  await forEachPooled(ids, AT_ONCE, async (id) => {
    values.set(id, await readOwnValues(reader, id, attributeId));
  });
  return [...values.values()].flat();
}

/** Changes the values of an attribute from `before` to `wanted`, for the parts of the form in `keys`. */
export async function writeAllValues(
  writer: Writer,
  id: string,
  { wanted, before, keys }: { wanted: AttributeForm; before: AttributeForm; keys: readonly string[] },
): Promise<void> {
  const { group_values: rows = [] } = wanted;
  if (keys.includes(VALUES.groups) && rows.length > 0) {
    await setList(writer, VALUES.groups, {
      before: before.group_values ?? [],
      wanted: rows,
      key: (row) => asText(row["group_id"]) ?? "",
      set: (list) => writer.send("set_user_attribute_group_values", { user_attribute_id: id }, [...list]),
    });
  } else if (keys.includes(VALUES.groups)) {
    await forAll(writer, before.group_values ?? [], {
      at: (row) => `${VALUES.groups}[${asText(row["group_id"])}]`,
      work: (row) => {
        const params = { group_id: row["group_id"] ?? null, user_attribute_id: id };
        return doneAlready(writer.send("delete_user_attribute_group_value", params), 404);
      },
    });
  }
  if (!keys.includes(VALUES.users) || wanted.user_values === undefined) return;
  await writeValues(writer, {
    live: before.user_values ?? {},
    wanted: wanted.user_values,
    at: VALUES.users,
    place: (user_id) => ({ user_id, user_attribute_id: id }),
  });
}
