/**
 * Captures groups with their members and parents, roles with their direct members, and users.
 *
 * @module
 */
import type { ReadItem } from "../../codec/read_item.ts";
import { Body } from "../../codec/body.ts";
import { type InexactError, MalformedError } from "../../codec/errors.ts";
import { callOptions, type Parts, type RunContext, store } from "../context.ts";
import { readPages } from "../listing.ts";
import { idsOfRows, pack, readPart, sortedIds } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";
import { censusPages } from "./census_pages.ts";
import { list } from "./lists.ts";

/** Captures users. */
export const captureUsers = censusPages("users", {
  rows: (context) => context.shared.users(context),
  keeper: (context, tracker) => ({ keep: (id, body) => void store(context, tracker, id, body) }),
});

/** Captures groups: `_vault.users` and `_vault.parents` are sorted ids. */
export const captureGroups = list("groups", {
  calls: 1,
  parts: (context, tracker) => async (id, body): Promise<Parts> => {
    const parts = new Map<string, Uint8Array>();
    const users = await readPart(
      tracker,
      { id, operation: "all_group_users" },
      () => members(context, tracker, id),
    );
    if (users !== null) parts.set("users", pack(sortedIds(users)));
    const parents = body.get("parent_group_ids");
    const above = Array.isArray(parents)
      ? await readPart(
        tracker,
        { id, operation: "search_groups_with_hierarchy" },
        () => Promise.try(() => idsOfRows(parents)),
      )
      : null;
    if (above !== null) parts.set("parents", pack(sortedIds(above)));
    return parts;
  },
});

/**
 * Captures roles: `_vault.groups` and `_vault.users` are the sorted ids of the groups and users that have the role
 * directly.
 */
export const captureRoles = list("roles", {
  calls: 2,
  parts: (context, tracker) => async (id): Promise<Parts> => {
    const options = callOptions(context, tracker);
    const [groups, users] = await Promise.all([
      readPart(
        tracker,
        { id, operation: "role_groups" },
        async () =>
          idsOfRows(await context.client.call("role_groups", { role_id: id, fields: "id" }, options)),
      ),
      readPart(
        tracker,
        { id, operation: "role_users" },
        async () =>
          idsOfRows(
            await context.client.call(
              "role_users",
              { role_id: id, fields: "id", direct_association_only: true },
              options,
            ),
          ),
      ),
    ]);
    const parts = new Map<string, Uint8Array>();
    if (groups !== null) parts.set("groups", pack(sortedIds(groups)));
    if (users !== null) parts.set("users", pack(sortedIds(users)));
    return parts;
  },
});

/** Members per page. */
const MEMBERS = 500;

async function members(context: RunContext, tracker: TypeTracker, groupId: string): Promise<string[]> {
  const listing = {
    operation: "all_group_users",
    params: { group_id: groupId, fields: "id" },
    sorts: "id",
  } as const;
  const ids: string[] = [];
  const visit = (item: ReadItem | InexactError): void => {
    if (item instanceof Error) throw item;
    const id = Body.of(item).text("id");
    if (id === null) throw new MalformedError("A row of the list has no id");
    ids.push(id);
  };
  const window = { offset: 0, limit: MEMBERS };
  for await (
    const _page of readPages(context, tracker, {
      listing,
      window,
      visitor: { visit },
      kept: "ids",
    })
  );
  return ids;
}
