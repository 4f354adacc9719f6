/**
 * Permission sets and model sets.
 *
 * @module
 */
import { asTexts } from "../../codec/json_value.ts";
import type { Kind } from "../kind.ts";
import { crud, writableForm } from "./crud.ts";
import { nameKey } from "./keys.ts";
import { diffUnordered } from "./unordered.ts";

/** Keys of a form: the permissions, and those that this Looker does not have, because their feature is gone or not bought. */
const PERMISSIONS = "permissions", ABSENT = "_absent";

const permissionSetBasics: Pick<Kind, "keys" | "listing"> = {
  listing: { operation: "all_permission_sets", fields: "id,name,built_in,all_access" },
  keys: nameKey,
};

/** Permission sets. Looker's own cannot be written. */
export const permissionSets: Kind = {
  type: "permission_sets",
  ...permissionSetBasics,
  unrestorable: (item) =>
    item.get("built_in") === true || item.get("all_access") === true
      ? "Looker's own permission set: every instance has it, and nothing may change it"
      : null,
  form(body, refs) {
    const form = writableForm(body, refs, { schema: "PermissionSet" });
    if (!Array.isArray(form[PERMISSIONS])) return form;
    const names = asTexts(form[PERMISSIONS]);
    const known = names.filter((name) => refs.may(PERMISSIONS, name) !== null);
    const absent = names.filter((name) => !known.includes(name));
    return { ...form, [PERMISSIONS]: known, ...(absent.length > 0 && { [ABSENT]: absent }) };
  },
  settle(wanted, live) {
    const { [ABSENT]: absent, ...settled } = wanted;
    if (absent === undefined || live === null) return settled;
    // One that is there all the same stays as long as nothing else changes: sent again, it would be refused.
    const there = asTexts(live[PERMISSIONS]), names = asTexts(absent);
    const isChange = !sameTexts(there.filter((name) => !names.includes(name)), asTexts(settled[PERMISSIONS]));
    return isChange ? settled : { ...settled, [PERMISSIONS]: there };
  },
  diff: diffUnordered(PERMISSIONS),
  ...crud(permissionSetBasics, {
    get: "permission_set",
    create: "create_permission_set",
    update: "update_permission_set",
    remove: "delete_permission_set",
    idParameter: "permission_set_id",
  }),
};

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

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}
