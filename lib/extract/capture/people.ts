/**
 * Groups with their members and parents, roles with who has them directly, users, user attributes with their values.
 *
 * @module
 */
import { forEachPooled } from "../../base/pool.ts";
import { Body } from "../../codec/body.ts";
import type { InexactError } from "../../codec/errors.ts";
import type { ReadItem } from "../../codec/json_reader.ts";
import type { JsonValue } from "../../codec/msgpack_writer.ts";
import { rowText } from "../census.ts";
import { callOptions, type Parts, type RunContext, store } from "../context.ts";
import { readPages } from "../listing.ts";
import { pack, packList, readPart, sortedIds, wholeBytes } from "../parts.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";
import { censusPages } from "./census_pages.ts";
import { list } from "./lists.ts";

/** Captures users. */
export const captureUsers = censusPages("users", {
  rows: (context) => context.shared.users(context),
  keep: (context, tracker) => (id, body) => void store(context, tracker, id, body),
});

/** Captures groups: `_vault.users` and `_vault.parents` are sorted ids. */
export const captureGroups = list("groups", {
  parts: (context, tracker) => async (id, body): Promise<Parts> => {
    const parts = new Map<string, Uint8Array>();
    const users = await readPart(
      tracker,
      { id, operation: "all_group_users" },
      () => members(context, tracker, id),
    );
    if (users !== null) parts.set("users", pack(sortedIds(users)));
    const parents = body.get("parent_group_ids");
    if (Array.isArray(parents)) parts.set("parents", pack(sortedIds(parents.map(String))));
    return parts;
  },
});

/** Captures roles: `_vault.groups` and `_vault.users` are the sorted ids of those who have the role directly. */
export const captureRoles = list("roles", {
  parts: (context, tracker) => async (id): Promise<Parts> => {
    const options = callOptions(context, tracker);
    const [groups, users] = await Promise.all([
      readPart(
        tracker,
        { id, operation: "role_groups" },
        () => context.client.call("role_groups", { role_id: id, fields: "id" }, options),
      ),
      readPart(
        tracker,
        { id, operation: "role_users" },
        () =>
          context.client.call(
            "role_users",
            { role_id: id, fields: "id", direct_association_only: true },
            options,
          ),
      ),
    ]);
    const parts = new Map<string, Uint8Array>();
    if (groups !== null) parts.set("groups", pack(sortedIds(groups.map((group) => String(group.id)))));
    if (users !== null) parts.set("users", pack(sortedIds(users.map((user) => String(user.id)))));
    return parts;
  },
});

/** Captures user attributes: `_vault.group_values` as served, `_vault.user_values` as `{user_id, value, ...}` by user. */
export const captureUserAttributes = list("user_attributes", {
  parts: async (context, tracker): Promise<(id: string, body: Body) => Promise<Parts>> => {
    const values = context.options.noUserValues ? null : await readUserValues(context, tracker);
    return async (id): Promise<Parts> => {
      const parts = new Map<string, Uint8Array>();
      const group = await readPart(
        tracker,
        { id, operation: "all_user_attribute_group_values" },
        () =>
          context.client.list(
            "all_user_attribute_group_values",
            { user_attribute_id: id },
            callOptions(context, tracker),
          ),
      );
      if (group !== null) parts.set("group_values", packList(wholeBytes(group.items)));
      if (values === null) return parts;
      parts.set("user_values", pack(values.byAttribute.get(id)?.sort(byUser) ?? []));
      if (values.unread.length > 0) parts.set("user_values_unread", pack(sortedIds(values.unread)));
      return parts;
    };
  },
});

/** Members a page. */
const MEMBERS = 500;

async function members(context: RunContext, tracker: TypeTracker, groupId: string): Promise<string[]> {
  const listing = {
    operation: "all_group_users",
    params: { group_id: groupId, fields: "id" },
    sorts: "id",
  } as const;
  const ids: string[] = [];
  const visit = (item: ReadItem | InexactError): void => {
    const id = item instanceof Error || item.index === null ? null : Body.of(item).text("id");
    if (id !== null) ids.push(id);
  };
  const window = { offset: 0, limit: MEMBERS };
  for await (const _page of readPages(context, tracker, { listing, window, visitor: { visit } }));
  return ids;
}

type UserValue = { user_id: string; value: JsonValue; value_is_hidden: JsonValue };

interface UserValues {
  byAttribute: Map<string, UserValue[]>;
  /** Users whose values could not be read. */
  unread: string[];
}

/** Each user's own attribute values: one call a user. Values from groups and defaults are not theirs. */
async function readUserValues(context: RunContext, tracker: TypeTracker): Promise<UserValues | null> {
  const users = await readPart(
    tracker,
    { id: "*", operation: "all_users" },
    () => context.shared.users(context),
  );
  if (users === null) return null;
  const values: UserValues = { byAttribute: new Map(), unread: [] };
  const ids = users.flatMap((user) => rowText(user, "id") ?? []);
  await forEachPooled(ids, context.options.workers, async (userId) => {
    try {
      const params = { user_id: userId, all_values: true, include_unset: false };
      const served = await context.client.call(
        "user_attribute_user_values",
        params,
        callOptions(context, tracker),
      );
      for (const { user_attribute_id, source, value, value_is_hidden } of served) {
        if (!isUserLevel(source) || typeof user_attribute_id !== "string") continue;
        const own = { user_id: userId, value: value ?? null, value_is_hidden: value_is_hidden ?? null };
        const known = values.byAttribute.get(user_attribute_id);
        if (known === undefined) values.byAttribute.set(user_attribute_id, [own]);
        else known.push(own);
      }
    } catch (error) {
      if (!isRecordable(error)) throw error;
      values.unread.push(userId);
      tracker.problem(
        null,
        "user_attribute_user_values",
        new Error(`values of user ${userId}: ${message(error)}`),
      );
    }
  });
  return values;
}

/** Whether a value stands at the user itself; the API names sources in text: user, group, default. */
function isUserLevel(source: string | null | undefined): boolean {
  return /^user\b/i.test(source ?? "");
}

function byUser(a: UserValue, b: UserValue): number {
  return Number(a.user_id) - Number(b.user_id) || (a.user_id < b.user_id ? -1 : 1);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
