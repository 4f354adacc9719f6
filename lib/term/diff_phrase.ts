/**
 * A difference in words: the property, the old value and the new value. Texts of Looker are not sanitized here.
 *
 * @module
 */
import type { Difference } from "../live/diff/difference.ts";
import { asObject, asText, isJsonObject, jsonText, type JsonValue } from "../codec/json_value.ts";

/** A difference in words. */
export interface Phrase {
  sign: "+" | "-" | "~";
  /** The property that differs, such as `filter orders.date`; empty for a complete part. */
  what: string;
  /** Absent if a part was added or removed, without a value to show. */
  from?: string;
  to?: string;
}

/** Converts a difference to words. */
function phraseOf(difference: Difference): Phrase {
  const { kind, path, from, to, from_name, to_name } = difference;
  const what = wordsOf(path, from_name !== undefined || to_name !== undefined);
  if (kind === "moved" && path === "section") {
    return { sign: "~", what: "moved", from: shown(from), to: shown(to) };
  }
  if (kind === "moved") return { sign: "~", what: movement(from, to), from: placed(from), to: placed(to) };
  if (kind === "reordered") return { sign: "~", what: `order of ${what}`, from: shown(from), to: shown(to) };
  if (path === "") return { sign: kind === "added" ? "+" : "-", what: "" };
  if (kind === "added") return { sign: "+", what, to: named(to, to_name) };
  if (kind === "removed") return { sign: "-", what, from: named(from, from_name) };
  if (path === "deleted" && typeof to === "boolean") {
    return { sign: to ? "-" : "+", what: to ? "moved to the trash" : "undeleted from the trash" };
  }
  return { sign: "~", what, from: named(from, from_name), to: named(to, to_name) };
}

/**
 * Converts differences to words, with their parts. Values that were added to or removed from one list share a phrase.
 */
export function phrasesOf(differences: readonly Difference[]): { part: string[]; phrase: Phrase }[] {
  const said: { part: string[]; phrase: Phrase; path: string }[] = [];
  for (const difference of differences) {
    const { part, path } = difference, phrase = phraseOf(difference);
    const last = said.at(-1);
    const joins = last !== undefined && path !== "" && path === last.path &&
      phrase.sign === last.phrase.sign &&
      phrase.sign !== "~" && part.join("\0") === last.part.join("\0");
    if (!joins) said.push({ part, phrase, path });
    else if (phrase.to !== undefined) last.phrase = { ...last.phrase, to: `${last.phrase.to}, ${phrase.to}` };
    else if (phrase.from !== undefined) {
      last.phrase = { ...last.phrase, from: `${last.phrase.from}, ${phrase.from}` };
    }
  }
  return said.map(({ part, phrase }) => ({ part, phrase }));
}

const PREFIXES = /^(_vault|content_metadata|result_maker)\./;
const WORDS: Readonly<Record<string, string>> = {
  "_vault.users": "members",
  "_vault.groups": "groups",
  "_vault.parents": "parent groups",
  parent_id: "parent folder",
};

/** Returns the display name of a path: `filter orders.date` for `result_maker.query.filters.orders.date`. */
function wordsOf(path: string, refers: boolean): string {
  const known = WORDS[path];
  if (known !== undefined) return known;
  let short = path;
  while (PREFIXES.test(short)) short = short.replace(PREFIXES, "");
  short = short.replace(/^query\./, "");
  const filter = /^filters\.(.+)$/s.exec(short)?.[1];
  if (filter !== undefined) return `filter ${filter}`;
  return refers ? short.replace(/_id(s?)$/, "$1") : short;
}

function named(value: JsonValue, name: string | undefined): string {
  return name === undefined ? shown(value) : `${name} (${asText(value) ?? ""})`;
}

/** Returns the display text of a value: a text unchanged, null as `none`, any other value as JSON. */
function shown(value: JsonValue): string {
  if (value === null) return "none";
  if (typeof value === "string") return value === "" ? '""' : value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return jsonText(value);
}

const POINT = ["row", "column"], SIZE = ["width", "height"];

function movement(from: JsonValue, to: JsonValue): string {
  const differs = (keys: string[]): boolean => keys.some((key) => asObject(from)[key] !== asObject(to)[key]);
  if (!differs(SIZE)) return "moved";
  return differs(POINT) ? "moved and resized" : "resized";
}

function placed(place: JsonValue): string {
  if (!isJsonObject(place)) return "none";
  const cells = (key: string): string => asText(place[key]) ?? "?";
  return `row ${cells("row")}, column ${cells("column")}, ${cells("width")}×${cells("height")}`;
}
