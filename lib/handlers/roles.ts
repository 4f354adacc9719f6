/**
 * Roles: their permissions and models, and their direct holders.
 *
 * @module
 */

import { reason } from "./reason.ts";
import { asObject, asText, asTexts, type JsonObject } from "../codec/json_value.ts";
import { type LiveRights, type LiveRole, rolesToRead } from "../looker/rights/admins.ts";
import {
  type Holder,
  listFacts,
  type RightsCase,
  type RightsFact,
  type RightsPlace,
} from "../looker/rights/facts.ts";
import type { Props, Reader } from "../live/reader.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import { LINKS } from "./users/user_form.ts";
import { outcome, type Task } from "./task.ts";
import { NotSentError } from "../http/errors.ts";
import { changedKeys } from "../live/form_changes.ts";
import type { Handler } from "./handler.ts";
import { AS_IS } from "./references.ts";
import { type Basics, createObject, ownChanges, updated, writableForm } from "./object_handler.ts";
import { nameKey } from "./shared_attributes.ts";
import { idsPart, isForeign, keepMembers, setList, sortedIds, withoutManaged } from "./lists.ts";

/** The writable part of a role: its sets, and its direct holders. */
interface RoleForm extends JsonObject {
  groups?: string[];
  users?: string[];
}

/** Keys of a form. */
export const HOLDERS = { groups: "groups", users: "users" } as const;
const GROUPS = HOLDERS.groups, USERS = HOLDERS.users;

const basics: Basics = {
  ownRequests: [GROUPS, USERS],
  listing: { operation: "search_roles", fields: "id,name,internal" },
  keys: nameKey,
};

/** Roles. Built-in roles cannot be changed, except that a restore adds lost holders to Admin. */
export const roles: Handler<RoleForm> = {
  type: "roles",
  ...basics,
  touches: {
    set_role_users: (of) => [["roles", of("role_id"), USERS], ["users", null, LINKS.roles]],
    set_role_groups: (of) => [["roles", of("role_id"), GROUPS]],
    delete_role: () => [["users", null, LINKS.roles]],
  },
  unrestorable: (item) =>
    item.get("internal") === true && !isAdmin(item)
      ? reason("built_in", "built-in: every instance has this role, and it cannot be changed")
      : null,
  form(body, refs) {
    const { permission_set, model_set, ...rest } = body;
    const parts = asObject(body["_vault"]);
    const sets = {
      permission_set_id: asText(asObject(permission_set)["id"]),
      model_set_id: asText(asObject(model_set)["id"]),
    };
    const own = isAdmin({ get: (name) => body[name] }) ? {} : writableForm(
      { ...rest, ...Object.fromEntries(Object.entries(sets).filter(([, id]) => id !== null)) },
      refs,
      { schema: "Role", basics, must: { permission_set_id: "permission_sets", model_set_id: "model_sets" } },
    );
    return {
      ...own,
      ...idsPart(GROUPS, parts["groups"], (id) => refs.may("groups", id)),
      ...idsPart(USERS, parts["users"], (id) => refs.may("users", id)),
    };
  },
  applyPolicy(form, live, options) {
    const wanted = withoutManaged(form, live, { key: GROUPS, options });
    const grows = wanted["name"] === undefined;
    return keepMembers(wanted, live, {
      [GROUPS]: (id) => grows || isForeign(options, "groups")(id),
      [USERS]: (id) => grows || id === options.ownId || isForeign(options, "users")(id),
    });
  },
  reads: 3,
  async read(reader, id) {
    const body = await reader.get("role", { role_id: id });
    if (body === null) return null;
    const [withRole, users] = await Promise.all([
      reader.list("role_groups", { role_id: id, fields: "id" }),
      reader.list("role_users", { role_id: id, fields: "id", direct_association_only: true }),
    ]);
    return { ...body, _vault: { groups: idsOf(withRole), users: idsOf(users) } };
  },
  async create(task) {
    if (task.wanted["name"] === undefined) {
      throw new NotSentError(
        "create_role",
        "the built-in role Admin, which every instance has, was not found in the target instance: check that the API user can see all roles",
      );
    }
    const id = await createObject(task, basics, { create: "create_role" });
    await writeHolders(task, id, () => true);
    return outcome(id);
  },
  async update(task) {
    const changed = changedKeys(task.changes);
    await task.writer.patch("update_role", { role_id: task.destinationId }, ownChanges(task, basics));
    await writeHolders(task, task.destinationId ?? "", (key) => changed.has(key));
    return updated(task);
  },
  rights(item) {
    const of = { kind: "roles", id: item.id } as const;
    return [
      ...setFacts(item, of),
      ...listFacts(
        item,
        GROUPS,
        (id, gains) => ({ what: "role", of, holder: { kind: "groups", id }, gains }),
      ),
      ...listFacts(item, USERS, (id, gains) => ({ what: "role", of, holder: { kind: "users", id }, gains })),
    ];
  },
  calls: ({ live, changes }) => 2 + (live === null ? 3 : changedKeys(changes).size),
  remove: async (writer, id) => void await writer.send("delete_role", { role_id: id }),
};

/** Returns the sets that a role gets. */
function setFacts({ wanted, live }: RightsCase, of: RightsPlace): RightsFact[] {
  return (["permission_set", "model_set"] as const).flatMap((name): RightsFact[] => {
    const to = asText(wanted[`${name}_id`]), before = asText(live?.[`${name}_id`]);
    if (to === null || to === before) return [];
    return [{ what: "set", of, set: { kind: `${name}s`, id: to }, before }];
  });
}

function isAdmin(item: Props): boolean {
  return item.get("name") === "Admin";
}

function idsOf(rows: readonly JsonObject[]): string[] {
  return sortedIds(rows.flatMap((row) => asText(row["id"]) ?? []));
}

/**
 * Writes the holders. Both operations replace the entire list, so the wanted list contains everyone who keeps the role.
 */
async function writeHolders(
  { wanted, live, writer }: Task<RoleForm>,
  id: string,
  isDue: (key: string) => boolean,
): Promise<void> {
  for (const [key, operation] of [[GROUPS, "set_role_groups"], [USERS, "set_role_users"]] as const) {
    const ids = wanted[key];
    if (ids === undefined || !isDue(key) || (live === null && ids.length === 0)) continue;
    await setList(writer, key, {
      before: live === null ? [] : roles.form(live, AS_IS)[key] ?? [],
      wanted: ids,
      key: (one) => one,
      set: (list) => writer.send(operation, { role_id: id }, [...list]),
    });
  }
}

/** The type of roles. */
export const ROLE: ContentType = "roles";

/** The permission that represents all access here. */
const ALL = "administer";

/**
 * Reads the rights in the destination, as far as the facts need them.
 *
 * @throws {HttpError} if they cannot be read: it is then unknown who becomes Admin.
 */
export async function readRights(reader: Reader, facts: readonly RightsFact[]): Promise<LiveRights> {
  const [roleRows, setRows, groupRows] = await Promise.all([
    reader.list("search_roles", { fields: "id,name,permission_set" }),
    reader.list("all_permission_sets", { fields: "id,permissions,all_access" }),
    reader.list("search_groups_with_hierarchy", { fields: "id,parent_group_ids" }),
  ]);
  const sets = new Map(setRows.map((row) => [asText(row["id"]) ?? "", permissionsOf(row)]));
  const roles = new Map<string, LiveRole>();
  for (const row of roleRows) {
    const set = asObject(row["permission_set"]), id = asText(set["id"]);
    roles.set(asText(row["id"]) ?? "", { name: asText(row["name"]) ?? "", set: id });
    if (id !== null && !sets.has(id)) sets.set(id, permissionsOf(set));
  }
  const holders = new Map<string, Holder[]>();
  await Promise.all(
    rolesToRead({ roles, sets }, facts).map(async (role_id) => {
      const [groups, users] = await Promise.all([
        reader.list("role_groups", { role_id, fields: "id" }),
        reader.list("role_users", { role_id, fields: "id", direct_association_only: true }),
      ]);
      holders.set(role_id, [...holdersOf("groups", groups), ...holdersOf("users", users)]);
    }),
  );
  const parents = new Map(
    groupRows.map((row) => [asText(row["id"]) ?? "", asTexts(row["parent_group_ids"])]),
  );
  return { roles, sets, holders, parents };
}

function permissionsOf(set: JsonObject): string[] {
  return [...asTexts(set["permissions"]), ...(set["all_access"] === true ? [ALL] : [])];
}

function holdersOf(kind: Holder["kind"], rows: readonly JsonObject[]): Holder[] {
  return rows.flatMap((row) => {
    const id = asText(row["id"]);
    return id === null ? [] : [{ kind, id }];
  });
}
