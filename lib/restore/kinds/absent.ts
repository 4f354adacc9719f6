/**
 * Lists of names of which the destination may lack some: a set's permissions, a model's connections.
 *
 * @module
 */
import { asTexts, type JsonObject } from "../../codec/json_value.ts";
import type { Refs } from "../refs.ts";

/** The key of a form under which stands what its list cannot have. */
const ABSENT = "_absent";

/** A form whose list has only what the destination has, or is going to have. */
export function withoutAbsent(
  form: JsonObject,
  key: "permissions" | "allowed_db_connection_names",
  refs: Refs,
): JsonObject {
  if (!Array.isArray(form[key])) return form;
  const known: string[] = [], absent: string[] = [];
  for (const name of asTexts(form[key])) {
    const there = refs.may(key === "permissions" ? key : "connections", name);
    if (there === null) absent.push(name);
    else known.push(there);
  }
  return { ...form, [key]: known, ...(absent.length > 0 && { [ABSENT]: absent }) };
}

/** A settled form: what is in the live list all the same stays, as long as nothing else changes; sent, it would be refused. */
export function keepAbsent(wanted: JsonObject, live: JsonObject | null, key: string): JsonObject {
  const { [ABSENT]: absent, ...settled } = wanted;
  if (absent === undefined || live === null) return settled;
  const there = asTexts(live[key]), names = asTexts(absent);
  const isChange = !sameTexts(there.filter((name) => !names.includes(name)), asTexts(settled[key]));
  return isChange ? settled : { ...settled, [key]: there };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}
