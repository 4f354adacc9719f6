/**
 * Who holds which role in the destination, and what that allows.
 *
 * @module
 */
import { asObject, asText, asTexts, type JsonObject } from "../../codec/json_value.ts";
import { type LiveRights, type LiveRole, rolesToRead } from "../../looker/rights/admins.ts";
import type { Holder, RightsFact } from "../../looker/rights/facts.ts";
import type { Reader } from "../../live/reader.ts";
import type { ContentType } from "../../looker/content_type_names.ts";

/** What roles are of. */
export const ROLE: ContentType = "roles";

/** The permission that a set with all access stands for here. */
const ALL = "administer";

/**
 * The rights of the destination, as far as they matter to the facts.
 *
 * @throws {HttpError} when they cannot be read: then nobody can say who becomes Admin.
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
