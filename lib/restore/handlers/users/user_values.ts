/**
 * Values of user attributes that stand at users themselves: not those from groups, and not defaults.
 *
 * @module
 */
import type { Change } from "../../../live/form_changes.ts";
import type { Writer } from "../task.ts";
import type { Reader } from "../../../live/reader.ts";
import { asObjects, asText, asTexts, type JsonObject } from "../../../codec/json_value.ts";
import { valueSource } from "../../../looker/value_source.ts";
import { doneAlready, forAll } from "../lists.ts";

/** Values read or written at once: they stand at different users or attributes. */
export const AT_ONCE = 8;

/** A user's own values, of all attributes or of one: `{user_id, user_attribute_id, value, value_is_hidden}`. */
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

/** Users whose values of an attribute were not read, or come from where nobody knows: they are left as they are. */
export function usersUnread(parts: JsonObject): string[] {
  const unknown = asObjects(parts["user_values_unknown"]).flatMap((row) => asText(row["user_id"]) ?? []);
  return [...new Set([...asTexts(parts["user_values_unread"]), ...unknown])];
}

/** Values by the id that `key` names, translated. Hidden ones are unknown: they are not in it. */
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

/** What differs between two maps of values, which are compared as they are: an empty one is a value. */
export function valueChanges(live: JsonObject, wanted: JsonObject, path: string): Change[] {
  return touchedValues(live, wanted).map((id) => ({
    path: `${path}.${id}`,
    from: live[id] ?? null,
    to: wanted[id] ?? null,
  }));
}

/** The keys under which two maps of values differ. */
export function touchedValues(live: JsonObject, wanted: JsonObject): string[] {
  return [...new Set([...Object.keys(live), ...Object.keys(wanted)])].filter((id) => live[id] !== wanted[id]);
}

/** Sets the values that differ and takes away those that are not wanted. `place` says whose and which one is. */
export async function writeValues(
  writer: Writer,
  { live, wanted, at, place }: {
    live: JsonObject;
    wanted: JsonObject;
    /** The path of all of them. */
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
