/**
 * Each user's own attribute values, a call each: kept in the vault until the attributes are stored with them.
 *
 * @module
 */
import { DamagedBodyError } from "../../codec/errors.ts";
import type { JsonValue } from "../../codec/msgpack_writer.ts";
import { decode } from "../../codec/msgpack_reader.ts";
import { rowText } from "../census.ts";
import { callOptions, type RunContext } from "../context.ts";
import { pack, readPart } from "../parts.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";

/** A value that stands at a user. */
export type UserValue = { user_id: string; value: JsonValue; value_is_hidden: JsonValue };

/** The values of all users. */
export interface UserValues {
  byAttribute: Map<string, UserValue[]>;
  /** Users whose values could not be read. */
  unread: string[];
}

/** An attribute's id and one user's own value of it, as it is kept. */
type KeptValue = [attribute: string, value: JsonValue, hidden: JsonValue];

/** Reads the values of all users that have not been read yet. Values from groups and defaults are not theirs. */
export async function readUserValues(context: RunContext, tracker: TypeTracker): Promise<UserValues | null> {
  const users = await readPart(
    tracker,
    { id: "*", operation: "all_users" },
    () => context.shared.users(context),
  );
  if (users === null) return null;
  const values: UserValues = { byAttribute: new Map(), unread: [] };
  const note = (userId: string, kept: readonly KeptValue[]): void => {
    for (const [attribute, value, value_is_hidden] of kept) {
      const own = { user_id: userId, value, value_is_hidden };
      const known = values.byAttribute.get(attribute);
      if (known === undefined) values.byAttribute.set(attribute, [own]);
      else known.push(own);
    }
  };
  const missing: string[] = [];
  for (const id of users.flatMap((user) => rowText(user, "id") ?? [])) {
    const kept = keptValues(tracker.part(`user ${id}`));
    if (kept === null) missing.push(id);
    else note(id, kept);
  }
  tracker.plan(missing.length);
  await context.turns.each("user_attributes", missing, async (userId) => {
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
  return values;
}

/** In the order of users. */
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
    const attribute = rowText(row, "user_attribute_id");
    return isUserLevel(source) && attribute !== null
      ? [[attribute, value ?? null, value_is_hidden ?? null]]
      : [];
  });
}

/** Values as they were kept; null when they were not, or cannot be read any more. */
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
    const [attribute, value, hidden] = Array.isArray(entry) ? entry : [];
    return typeof attribute === "string" && value !== undefined && hidden !== undefined
      ? [[attribute, value, hidden]]
      : [];
  });
  return kept.length === values.length ? kept : null;
}

/** Whether a value stands at the user itself; the API names sources in text: user, group, default. */
function isUserLevel(source: string | null | undefined): boolean {
  return /^user\b/i.test(source ?? "");
}
