/**
 * Reads each user's own attribute values, one request per user. The vault stores them until the attributes are stored
 * with them.
 *
 * @module
 */
import { rowText } from "../census_row.ts";
import type { JsonValue } from "../../codec/json_value.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { valueSource } from "../../looker/value_source.ts";
import { callOptions, type RunContext } from "../context.ts";
import { pack, readPart } from "../parts.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";

/** A user's own value. */
export type UserValue = { user_id: string; value: JsonValue; value_is_hidden: JsonValue };

/** A value from an unknown source. It may be the user's own value or not. */
export type UnknownValue = UserValue & { source: string };

/** The values of all users. */
export interface UserValues {
  byAttribute: Map<string, UserValue[]>;
  /** Values whose source is unknown, by attribute. */
  unknown: Map<string, UnknownValue[]>;
  /** Users whose values could not be read. */
  unread: string[];
}

/** A user's own value of an attribute in its stored form, with its source if the source is unknown. */
type KeptValue =
  | [attribute: string, value: JsonValue, hidden: JsonValue]
  | [attribute: string, value: JsonValue, hidden: JsonValue, source: string];

/**
 * Reads the values of all users that have not been read yet. Values from groups and defaults are not users' own values.
 */
export async function readUserValues(context: RunContext, tracker: TypeTracker): Promise<UserValues | null> {
  const users = await readPart(
    tracker,
    { id: "*", operation: "all_users" },
    () => context.shared.users(context),
  );
  if (users === null) return null;
  const values: UserValues = { byAttribute: new Map(), unknown: new Map(), unread: [] };
  const note = (userId: string, kept: readonly KeptValue[]): void => {
    for (const [attribute, value, value_is_hidden, source] of kept) {
      const own = { user_id: userId, value, value_is_hidden };
      if (source === undefined) add(values.byAttribute, attribute, own);
      else add(values.unknown, attribute, { ...own, source });
    }
  };
  const missing: string[] = [];
  for (const id of users.flatMap((user) => rowText(user, "id") ?? [])) {
    const kept = keptValues(tracker.part(`user ${id}`));
    if (kept === null) missing.push(id);
    else note(id, kept);
  }
  tracker.plan(missing.length);
  await context.gate.each("user_attributes", missing, async (userId) => {
    try {
      const kept = await valuesOf(context, tracker, userId);
      note(userId, kept);
      context.writer.keep(tracker, `user ${userId}`, pack(kept));
    } catch (error) {
      if (!isRecordable(error)) throw error;
      values.unread.push(userId);
      tracker.problem(
        null,
        "user_attribute_user_values",
        new Error(`values of user ${userId}: ${error.message}`),
      );
    }
  });
  for (const [attribute, unknown] of values.unknown) {
    tracker.problem(attribute, "user_attribute_user_values", new Error(unknownText(attribute, unknown)));
  }
  return values;
}

/** The maximum number of users to name in one message. */
const NAMED = 10;

function unknownText(attribute: string, unknown: readonly UnknownValue[]): string {
  const words = [...new Set(unknown.map(({ source }) => JSON.stringify(source)))].sort();
  const users = unknown.map(({ user_id }) => user_id).sort((a, b) =>
    Number(a) - Number(b) || (a < b ? -1 : 1)
  );
  const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : "";
  return `the values of attribute ${attribute} for user${users.length > 1 ? "s" : ""} ${
    users.slice(0, NAMED).join(", ")
  }${more} come from ${
    words.join(", ")
  }, which this version does not know: they are stored, but not restored`;
}

function add<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

/** Compares values by their users. */
export function byUser(a: UserValue, b: UserValue): number {
  return Number(a.user_id) - Number(b.user_id) || (a.user_id < b.user_id ? -1 : 1);
}

async function valuesOf(context: RunContext, tracker: TypeTracker, userId: string): Promise<KeptValue[]> {
  const params = { user_id: userId, all_values: true, include_unset: false };
  const served = await context.client.call(
    "user_attribute_user_values",
    params,
    callOptions(context, tracker),
  );
  return served.flatMap((row): KeptValue[] => {
    const { source, value, value_is_hidden } = row;
    // Old releases serve ids as numbers.
    const attribute = rowText(row, "user_attribute_id"), said = valueSource(source);
    // If a value has the source "none" but is not empty, its source is unknown.
    const from = said === "none" && (value ?? "") !== "" ? null : said;
    if (attribute === null || (from !== "user" && from !== null)) return [];
    const own = [attribute, value ?? null, value_is_hidden ?? null] as const;
    return [from === null ? [...own, source ?? ""] : [...own]];
  });
}

/** Returns stored values; null if there are none, or if they cannot be read any more. */
function keptValues(data: Uint8Array | null): KeptValue[] | null {
  if (data === null) return null;
  let values: JsonValue;
  try {
    values = decode(data);
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
  if (!Array.isArray(values)) return null;
  const kept = values.flatMap((entry): KeptValue[] => {
    const [attribute, value, hidden, source] = Array.isArray(entry) ? entry : [];
    if (typeof attribute !== "string" || value === undefined || hidden === undefined) return [];
    if (source === undefined) return [[attribute, value, hidden]];
    return typeof source === "string" ? [[attribute, value, hidden, source]] : [];
  });
  return kept.length === values.length ? kept : null;
}
