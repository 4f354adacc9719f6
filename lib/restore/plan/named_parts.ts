/**
 * `--part`: finds the part of an item that a text names. Pure.
 *
 * @module
 */
import { quoted, withoutEscapes } from "../../base/quoted.ts";
import { shellWord } from "../../base/shell_word.ts";
import { UsageError } from "../../base/errors.ts";
import { asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import type { Handler } from "../../handlers/handler.ts";
import type { PartPick } from "../../handlers/part_picks.ts";
import { AS_IS } from "../../handlers/references.ts";
import { labelOf, nounOf } from "../../live/diff/part_rules.ts";

/** An entry of a list of parts, as users name it. */
interface NamedPart {
  list: string;
  /** Such as `tile`. */
  noun: string;
  id: string;
  name: string | null;
}

/** A parsed text: a noun for a list, such as `tile`, and the name of an entry; or a property. */
interface Path {
  noun: string | null;
  name: string;
}

/**
 * Returns the parts of an item's body in the backup that texts name: `tile "Revenue"`, `filter 12`, `title`.
 *
 * @throws {UsageError} for a text that names no part, or more than one. The message lists the parts.
 */
export function namedParts(handler: Handler, body: JsonObject, texts: readonly string[]): PartPick[] {
  const parts = partsOf(handler, body), keys = propertiesOf(handler, body);
  return texts.map((text) => {
    const { noun, name } = pathOf(text);
    const key = keys.find((one) => isSameWord(one, text)) ??
      keys.find((one) => isSameWord(one, `${text}_id`));
    if (key !== undefined) return { key };
    const listed = noun === null ? [] : parts.filter((one) => isNoun(one, noun));
    const found = firstOf(
      listed.filter(({ id }) => id === name),
      listed.filter((one) => one.name === name),
      // As messages write it.
      listed.filter((one) => one.name === withoutEscapes(name)),
      listed.filter((one) => one.name?.toLowerCase() === name.toLowerCase()),
    );
    const [one, ...others] = found;
    if (one === undefined) {
      throw unknownPart(text, { parts: listed.length > 0 ? listed : parts, keys });
    }
    if (others.length === 0) return { list: one.list, id: one.id };
    throw new UsageError(
      `Cannot restore the part ${text}: ${found.length} parts have that name: ${
        found.map(partText).join(", ")
      }`,
      { hint: `Use the id of one of them: --part ${shellWord(`${one.noun} ${one.id}`)}.` },
    );
  });
}

function pathOf(text: string): Path {
  const trimmed = text.trim();
  const [, listed, inside] = trimmed.match(/^([\w-]+)\[(.*)\]$/s) ?? [];
  if (listed !== undefined && inside !== undefined) return { noun: listed, name: unquoted(inside) };
  const [, noun, name] = trimmed.match(/^([\w-]+)(?:\s*:\s*|\s+)(.+)$/s) ?? [];
  return noun === undefined || name === undefined
    ? { noun: null, name: trimmed }
    : { noun, name: unquoted(name) };
}

function unquoted(text: string): string {
  return text.trim().match(/^(["'])(.*)\1$/s)?.[2] ?? text.trim();
}

/** Returns the entries of all lists whose entries have ids. */
function partsOf({ partForms }: Handler, body: JsonObject): NamedPart[] {
  const lists = Object.keys(partForms?.lists ?? {}).filter((list) => !list.includes("."));
  return lists.flatMap((list) =>
    asObjects(body[list]).filter((part) => part["deleted"] !== true).flatMap((part): NamedPart[] => {
      const id = asText(part["id"]), name = labelOf(part);
      return id === null ? [] : [{ list, noun: nounOf(list), id, name: name === id ? null : name }];
    })
  );
}

/** Returns the properties that a restore can write. */
function propertiesOf(handler: Handler, body: JsonObject): string[] {
  const lists = Object.keys(handler.partForms?.lists ?? {});
  return Object.keys(handler.form(body, AS_IS)).filter((key) => !lists.includes(key)).sort();
}

/** Further nouns for a list, in addition to its noun and its own name. */
const OTHER_WORDS: Readonly<Record<string, string>> = { element: "tile", layout: "tab" };

function isNoun({ list, noun }: NamedPart, word: string): boolean {
  const plain = word.toLowerCase().replaceAll("-", "_"), single = plain.replace(/s$/, "");
  return plain === list || single === noun || OTHER_WORDS[single] === noun;
}

function isSameWord(key: string, text: string): boolean {
  return key === text.trim().toLowerCase().replaceAll(/[-\s]+/g, "_");
}

function firstOf<T>(...lists: T[][]): T[] {
  return lists.find(({ length }) => length > 0) ?? [];
}

function partText({ noun, id, name }: NamedPart): string {
  return name === null ? `${noun} ${id}` : `${noun} ${quoted(name)} (${id})`;
}

function unknownPart(
  text: string,
  { parts, keys }: { parts: readonly NamedPart[]; keys: readonly string[] },
): UsageError {
  const there = parts.map(partText);
  const all = [...there.length === 0 ? [] : [there.join(", ")], `properties ${keys.join(", ")}`];
  const titled = parts.find(({ name }) => name !== null);
  const example = titled === undefined ? keys[0] ?? "title" : `${titled.noun} ${quoted(titled.name ?? "")}`;
  return new UsageError(
    `Cannot restore the part ${text}: the item has no part with that name in the backup`,
    { hint: `It has: ${all.join("; ")}. For example: --part ${shellWord(example)}.` },
  );
}
