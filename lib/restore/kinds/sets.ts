/**
 * Permission sets and model sets.
 *
 * @module
 */
import { asText, asTexts } from "../../codec/json_value.ts";
import { changedKeys } from "../diff.ts";
import type { Kind, Task } from "../kind.ts";
import { crud, writableForm } from "./crud.ts";
import { nameKey } from "./keys.ts";
import { diffUnordered } from "./unordered.ts";

const PERMISSIONS = "permissions";

const permissionSetBasics: Pick<Kind, "keys" | "listing"> = {
  listing: { operation: "all_permission_sets", fields: "id,name,built_in,all_access" },
  keys: nameKey,
};

const permissionSetCrud = crud(permissionSetBasics, {
  get: "permission_set",
  create: "create_permission_set",
  update: "update_permission_set",
  remove: "delete_permission_set",
  idParameter: "permission_set_id",
});

/** Permission sets. Looker's own cannot be written. */
export const permissionSets: Kind = {
  type: "permission_sets",
  ...permissionSetBasics,
  unrestorable: (item) =>
    item.get("built_in") === true || item.get("all_access") === true
      ? "Looker's own permission set: every instance has it, and nothing may change it"
      : null,
  form: (body, refs) => writableForm(body, refs, { schema: "PermissionSet" }),
  diff: diffUnordered(PERMISSIONS),
  ...permissionSetCrud,
  async create(task) {
    await leaveOutUnknown(task);
    return await permissionSetCrud.create(task);
  },
  async update(task) {
    if (changedKeys(task.changes).has(PERMISSIONS)) await leaveOutUnknown(task);
    const live = task.live === null
      ? {}
      : writableForm(task.live, task.writer.refs, { schema: "PermissionSet" });
    const changes = diffUnordered(PERMISSIONS)(live, task.wanted);
    await permissionSetCrud.update({ ...task, changes });
  },
  calls: () => 2,
};

/** Looker refuses a set with permissions that it does not have: those of features that are gone or not bought. */
async function leaveOutUnknown(task: Task): Promise<void> {
  const rows = await task.writer.list("all_permissions", {});
  const there = new Set(rows.flatMap(({ permission }) => asText(permission) ?? []));
  const wanted = asTexts(task.wanted[PERMISSIONS]), kept = wanted.filter((name) => there.has(name));
  if (kept.length === wanted.length) return;
  const lost = wanted.filter((name) => !there.has(name)).join(", ");
  task.writer.warn(`this Looker has no permission ${lost}: left out`);
  task.wanted = { ...task.wanted, [PERMISSIONS]: kept };
}

const modelSetBasics: Pick<Kind, "keys" | "listing"> = {
  listing: { operation: "all_model_sets", fields: "id,name,built_in,all_access" },
  keys: nameKey,
};

/** Model sets. Looker's own cannot be written. */
export const modelSets: Kind = {
  type: "model_sets",
  ...modelSetBasics,
  unrestorable: (item) =>
    item.get("built_in") === true || item.get("all_access") === true
      ? "Looker's own model set: every instance has it, and nothing may change it"
      : null,
  form: (body, refs) => writableForm(body, refs, { schema: "ModelSet" }),
  diff: diffUnordered("models"),
  ...crud(modelSetBasics, {
    get: "model_set",
    create: "create_model_set",
    update: "update_model_set",
    remove: "delete_model_set",
    idParameter: "model_set_id",
  }),
};
