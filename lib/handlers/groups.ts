/**
 * Groups: their properties, their parent groups, and their direct members.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { LINKS } from "./users/user_form.ts";
import { ACCESS } from "./access.ts";
import { VALUES } from "./attribute_values.ts";
import { HOLDERS } from "./roles.ts";

import { outcome, type Task } from "./task.ts";
import type { Props, Reader } from "../live/reader.ts";
import { asObject, asText, type JsonObject } from "../codec/json_value.ts";
import { EndlessListError } from "../http/errors.ts";
import type { Handler, TouchedList } from "./handler.ts";
import { AS_IS } from "./references.ts";
import { listFacts } from "../looker/rights/facts.ts";
import { type Basics, createObject, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key, nameKey } from "./shared_attributes.ts";
import { doneAlready, forAll, idsPart, isForeign, keepMembers, memberChanges, sortedIds } from "./lists.ts";

/** The writable part of a group: its parent groups and its direct members. */
interface GroupForm extends JsonObject {
  parents?: string[];
  users?: string[];
}

/** Keys of a form. */
const PARENTS = "parents", USERS = "users";

/** Members per page. */
const PAGE = 500;

const basics: Basics = {
  ownRequests: [PARENTS, USERS],
  listing: {
    operation: "search_groups_with_hierarchy",
    fields: "id,name,include_by_default,external_group_id,externally_managed",
  },
  keys(item) {
    if (item.get("include_by_default") === true) return ["all users"];
    return isEmbedded(item) ? key("external", item.get("external_group_id")) : nameKey(item);
  },
};

/** Groups. */
export const groups: Handler<GroupForm> = {
  type: "groups",
  ...basics,
  namesById: "all_groups",
  touches: {
    add_group_user: (of) => membership(of("group_id"), of("body.user_id")),
    delete_group_user: (of) => membership(of("group_id"), of("user_id")),
    add_group_group: (of) => [["groups", of("body.group_id"), PARENTS]],
    delete_group_from_group: (of) => [["groups", of("deleting_group_id"), PARENTS]],
    // Looker removes a deleted group from every list.
    delete_group: () => [
      ["groups", null, PARENTS],
      ["users", null, LINKS.groups],
      ["roles", null, HOLDERS.groups],
      ["user_attributes", null, VALUES.groups],
      ["folders", null, ACCESS],
      ["boards", null, ACCESS],
    ],
  },
  unrestorable(item) {
    if (item.get("include_by_default") === true) {
      return reason("built_in", "built-in: every instance has this group, and every user is a member");
    }
    if (isEmbedded(item)) {
      return reason(
        "managed",
        "an embed group: Looker creates it again when one of its embed users signs in",
      );
    }
    if (item.get("externally_managed") !== true) return null;
    return reason(
      "managed",
      "the identity provider manages it: Looker creates it again when one of its members signs in",
    );
  },
  form(body, refs) {
    const parts = asObject(body["_vault"]);
    return {
      ...writableForm(body, refs, { schema: "Group", basics }),
      ...idsPart(PARENTS, parts["parents"], (id) => refs.may("groups", id)),
      ...idsPart(USERS, parts["users"], (id) => refs.may("users", id)),
    };
  },
  applyPolicy: (wanted, live, options) =>
    keepMembers(wanted, live, {
      [PARENTS]: isForeign(options, "groups"),
      [USERS]: (id) => id === options.ownId || isForeign(options, "users")(id),
    }),
  reads: 2,
  async read(reader, id) {
    const rows = await reader.list("search_groups_with_hierarchy", { id });
    const body = rows.find((row) => asText(row["id"]) === id);
    if (body === undefined) return null;
    const parents = body["parent_group_ids"];
    return {
      ...body,
      _vault: {
        users: await directMembers(reader, body),
        ...(Array.isArray(parents) && { parents: sortedIds(parents.flatMap((one) => asText(one) ?? [])) }),
      },
    };
  },
  async create(task) {
    const id = await createObject(task, basics, { create: "create_group", fields: "id" });
    await writeMembers(task, id);
    return outcome(id);
  },
  async update(task) {
    const id = task.destinationId ?? "";
    await task.writer.patch("update_group", { group_id: id }, ownChanges(task, basics));
    await writeMembers(task, id);
    return updated(task);
  },
  rights(item) {
    const of = { kind: "groups", id: item.id } as const;
    return [
      ...listFacts(item, PARENTS, (id, gains) => ({
        what: "member",
        of: { kind: "groups", id },
        holder: { kind: "groups", id: item.id },
        gains,
      })),
      ...listFacts(
        item,
        USERS,
        (id, gains) => ({ what: "member", of, holder: { kind: "users", id }, gains }),
      ),
    ];
  },
  calls({ wanted, live }) {
    const before: GroupForm = live === null ? {} : groups.form(live, AS_IS);
    return 2 + ([PARENTS, USERS] as const).reduce((calls, part) => {
      const { added, removed } = memberChanges(before[part], wanted[part]);
      return calls + added.length + removed.length;
    }, 0);
  },
  remove: async (writer, id) => void await writer.send("delete_group", { group_id: id }),
};

function membership(group: string | null, user: string | null): TouchedList[] {
  return [["groups", group, USERS], ["users", user, LINKS.groups]];
}

function isEmbedded(item: Props): boolean {
  return asText(item.get("external_group_id")) !== null;
}

/** Writes the parent groups and the members. Adds the missing ones before it removes others. */
async function writeMembers({ wanted, live, writer }: Task<GroupForm>, id: string): Promise<void> {
  const before: GroupForm = live === null ? {} : groups.form(live, AS_IS);
  const parents = memberChanges(before.parents, wanted.parents);
  const users = memberChanges(before.users, wanted.users);
  const all = (
    part: string,
    ids: readonly string[],
    work: (one: string) => Promise<unknown>,
  ): Promise<void> => forAll(writer, ids, { at: (one) => `${part}[${one}]`, work });
  await all(
    PARENTS,
    parents.added,
    (parent) => doneAlready(writer.send("add_group_group", { group_id: parent }, { group_id: id }), 409),
  );
  await all(
    USERS,
    users.added,
    (user) => doneAlready(writer.send("add_group_user", { group_id: id }, { user_id: user }), 409),
  );
  await all(
    PARENTS,
    parents.removed,
    (parent) =>
      doneAlready(writer.send("delete_group_from_group", { group_id: parent, deleting_group_id: id }), 404),
  );
  await all(
    USERS,
    users.removed,
    (user) => doneAlready(writer.send("delete_group_user", { group_id: id, user_id: user }), 404),
  );
}

/** The most members that a group can have. A listing that returns more is treated as endless. */
const MOST_MEMBERS = 1_000_000;

/** Reads the ids of the direct members of a group. */
async function directMembers(reader: Reader, group: JsonObject): Promise<string[]> {
  const ids = new Set<string>(), count = group["user_count"];
  for (;;) {
    const page = await reader.list("all_group_users", {
      group_id: asText(group["id"]),
      fields: "id",
      sorts: "id",
      limit: PAGE,
      offset: ids.size,
    });
    const before = ids.size;
    for (const user of page) ids.add(asText(user["id"]) ?? "");
    if (ids.size === before || ids.size === count) return sortedIds(ids);
    if (ids.size > MOST_MEMBERS) {
      throw new EndlessListError("all_group_users", `it holds more than ${MOST_MEMBERS} items`);
    }
  }
}
