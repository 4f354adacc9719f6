/**
 * Lists whose order means nothing, such as the permissions of a set.
 *
 * @module
 */
import { asTexts, type JsonObject } from "../../codec/json_value.ts";
import { diffForms } from "../diff.ts";
import type { Change } from "../item.ts";

/** Compares forms in which the order of the list under `key` means nothing, and which are sent in the order they have. */
export function diffUnordered(key: string): (live: JsonObject, wanted: JsonObject) => Change[] {
  return (live, wanted) => diffForms(sorted(live, key), sorted(wanted, key));
}

function sorted(form: JsonObject, key: string): JsonObject {
  return Array.isArray(form[key]) ? { ...form, [key]: asTexts(form[key]).sort() } : form;
}
