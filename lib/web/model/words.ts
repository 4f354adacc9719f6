/**
 * Describes differences in words. The descriptions contain texts of Looker. They must be shown as text, never as
 * markup. Pure.
 *
 * @module
 */
import type { Line, Named, Op, PartList } from "../data/card.ts";
import type { Key } from "../data/head.ts";
import { plain } from "./plain.ts";

/** The description of a difference. */
export interface Words {
  sign: "+" | "~" | "-";
  /** Such as `tile “Revenue”`; empty for the item itself. */
  part: string;
  /** Such as `filter orders.created_date`, `moved`. */
  what: string;
  /** The values before and after; null if there is nothing to show. For lists, what was removed and what was added. */
  from: string | null;
  to: string | null;
  isList: boolean;
}

/** Returns the name of an item; the key if the name is unknown. */
export type NameOf = (key: Key) => string;

const NOUNS: Readonly<Record<PartList, string>> = {
  tiles: "tile",
  filters: "filter",
  tabs: "tab",
  sections: "section",
};
const NAMES: Readonly<Record<string, string>> = {
  text: "description",
  def: "default",
  vis: "visualization",
  x: "explore",
  fixed: "can be restored",
  "q.x": "explore",
  "q.fields": "fields",
  "q.filters": "filters",
  "q.pivots": "pivots",
  "q.sorts": "sorting",
  "q.limit": "row limit",
  "q.custom": "custom fields",
  q: "query",
  merged: "queries",
  listen: "filters that apply to it",
};

/** Returns the name of a property as users see it. */
export function propertyName(name: string): string {
  if (Object.hasOwn(NAMES, name)) return NAMES[name] ?? name;
  return plain(name).replace(/^is_(?=\w)/, "").replace(/(?<=\w)_ids$/, "s").replace(/(?<=\w)_id$/, "")
    .replaceAll("_", " ");
}

/** Describes a difference. */
export function wordsOf(op: Op, nameOf: NameOf = (key) => key): Words {
  const base = { sign: "~" as const, part: "", from: null, to: null, isList: false };
  switch (op.k) {
    case "prop": {
      const name = op.p === "folder" || op.p === "owner" ? nameOf : (text: string): string => text;
      const show = (text: string | undefined): string => text === undefined ? "none" : plain(name(text));
      return { ...base, what: propertyName(op.p), from: show(op.a), to: show(op.b) };
    }
    case "fact":
      return { ...base, what: propertyName(op.p), from: shown(op.a, nameOf), to: shown(op.b, nameOf) };
    case "list": {
      const [from, to] = [listed(op.del, nameOf), listed(op.add, nameOf)];
      const sign = from === null ? "+" : to === null ? "-" : "~";
      return { ...base, sign, what: propertyName(op.p), from, to, isList: true };
    }
    case "+":
    case "-": {
      const part = op.k === "+" ? op.b : op.a;
      return {
        ...base,
        sign: op.k,
        part: partName(op.of, part.title, part.id),
        what: op.k === "+" ? "added" : "removed",
      };
    }
    case "order": {
      const names = (parts: readonly Named[]): string =>
        parts.map(([id, title]) => plain(title.trim() === "" ? id : title.trim())).join(", ");
      return { ...base, what: `order of the ${NOUNS[op.of]}s`, from: names(op.a), to: names(op.b) };
    }
    case "note":
      return {
        ...base,
        part: plain(op.in),
        what: propertyName(op.p),
        from: op.a ?? "none",
        to: op.b ?? "none",
      };
    case "part":
      return { ...base, part: partName(op.of, op.t, op.id), ...partWords(op, nameOf) };
  }
}

function partWords(op: Op & { k: "part" }, nameOf: NameOf): Pick<Words, "what" | "from" | "to"> {
  if (op.p === "at" && isPlace(op.a) && isPlace(op.b)) {
    const moved = op.a[0] !== op.b[0] || op.a[1] !== op.b[1];
    const resized = op.a[2] !== op.b[2] || op.a[3] !== op.b[3];
    const what = moved && resized ? "moved and resized" : moved ? "moved" : "resized";
    return { what, from: placeText(op.a), to: placeText(op.b) };
  }
  const what = op.f === undefined
    ? op.of === "tiles" && op.p === "text" ? "text" : propertyName(op.p)
    : `filter ${plain(op.f)}`;
  const value = (one: unknown): string =>
    op.p === "look" && typeof one === "string" ? plain(nameOf(one)) : shown(one, nameOf);
  return { what, from: value(op.a), to: value(op.b) };
}

/** Returns a name such as `tile “Revenue”`. */
export function partName(of: PartList, title: string, id: string): string {
  return `${NOUNS[of]} ${title.trim() === "" ? plain(id) : `“${plain(title.trim())}”`}`;
}

type Place = readonly [number, number, number, number];

/** Whether a value is the position of a tile. */
export function isPlace(value: unknown): value is Place {
  return Array.isArray(value) && value.length === 4 && value.every((one) => typeof one === "number");
}

/** Returns a text such as `row 4, column 1, 12×7`, counted from 1. */
export function placeText([row, column, width, height]: Place): string {
  return `row ${row + 1}, column ${column + 1}, ${width}×${height}`;
}

/** Returns a line of a fact as text. */
export function lineText(line: Line, nameOf: NameOf): string {
  if (typeof line === "string") return plain(line);
  return plain(nameOf(line.to)) + (line.as === undefined ? "" : `: ${plain(line.as)}`);
}

function listed(lines: readonly Line[], nameOf: NameOf): string | null {
  return lines.length === 0 ? null : lines.map((line) => lineText(line, nameOf)).join(", ");
}

function shown(value: unknown, nameOf: NameOf): string {
  if (value === undefined || value === null || value === "") return "none";
  if (Array.isArray(value)) {
    return value.length === 0 ? "none" : value.map((one) => shown(one, nameOf)).join(", ");
  }
  if (typeof value !== "object") return plain(String(value));
  if ("to" in value && typeof value.to === "string") return lineText(value as Line, nameOf);
  return plain(JSON.stringify(value));
}

/** Describes the differences of a version in one line that fits in a list. */
export function summaryOf(ops: readonly Op[], nameOf: NameOf = (key) => key): string {
  const [first] = ops;
  if (first === undefined) return "no visible difference";
  const { part, what, from, to, isList } = wordsOf(first, nameOf);
  const said = [part === "" ? what : `${part}: ${what}`];
  if (isList) {
    if (to !== null) said.push(`+ ${cut(to)}`);
    if (from !== null) said.push(`− ${cut(from)}`);
  } else if (from !== null && to !== null) said.push(`${cut(from)} → ${cut(to)}`);
  if (ops.length > 1) said.push(`+${ops.length - 1} more`);
  return said.join(" ");
}

/** Shortens a text to 60 characters without splitting a character. */
function cut(text: string): string {
  const characters = [...text.slice(0, 140)];
  return characters.length > 60 ? `${characters.slice(0, 57).join("")}…` : text;
}
