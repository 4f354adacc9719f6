/**
 * Captures user attributes with the values of groups and users.
 *
 * @module
 */
import type { Body } from "../../codec/body.ts";
import { callOptions, type Parts } from "../context.ts";
import { pack, packList, readPart, sortedIds, wholeBytes } from "../parts.ts";
import { list } from "./lists.ts";
import { byUser, readUserValues } from "./user_values.ts";

/**
 * Captures user attributes: `_vault.group_values` as served, `_vault.user_values` as `{user_id, value, ...}` by user.
 */
export const captureUserAttributes = list("user_attributes", {
  calls: 1,
  parts: async (context, tracker): Promise<(id: string, body: Body) => Promise<Parts>> => {
    const values = context.options.noUserValues ? null : await readUserValues(context, tracker);
    return async (id): Promise<Parts> => {
      const parts = new Map<string, Uint8Array>();
      const group = await readPart(
        tracker,
        { id, operation: "all_user_attribute_group_values" },
        async () => {
          const { items } = await context.client.list(
            "all_user_attribute_group_values",
            { user_attribute_id: id },
            callOptions(context, tracker),
          );
          return packList(wholeBytes(items));
        },
      );
      if (group !== null) parts.set("group_values", group);
      if (values === null) return parts;
      parts.set("user_values", pack(values.byAttribute.get(id)?.sort(byUser) ?? []));
      const unknown = values.unknown.get(id);
      if (unknown !== undefined) parts.set("user_values_unknown", pack(unknown.sort(byUser)));
      if (values.unread.length > 0) parts.set("user_values_unread", pack(sortedIds(values.unread)));
      return parts;
    };
  },
});
