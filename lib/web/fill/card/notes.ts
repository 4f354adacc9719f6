/**
 * Describes differences between two bodies that are not on their cards. Pure.
 *
 * @module
 */
import { quoted } from "../../../base/quoted.ts";
import { jsonText, type JsonValue } from "../../../codec/json_value.ts";
import type { Difference } from "../../../live/diff/difference.ts";
import type { Op, PartList } from "../../data/card.ts";

/** The maximum length of a value, in characters, and the maximum number of notes of a version. */
const LONGEST = 300, MOST = 40;

const NOUNS: Readonly<Record<PartList, string>> = {
  tiles: "tile",
  filters: "filter",
  tabs: "tab",
  sections: "section",
};

/** The properties of a body from which a property of a part on a card is built. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  title: ["title", "title_text", "name", "label"],
  vis: ["type", "vis_config.type", "query.vis_config.type"],
  text: ["subtitle_text", "body_text", "note_text", "description"],
  def: ["default_value"],
  x: ["model", "explore"],
  field: ["dimension"],
  at: ["layout", "row"],
  tab: ["dashboard_layout_id"],
  look: ["look_id"],
  merged: ["merge_result_id"],
  "q.x": ["query.model", "query.view"],
  "q.fields": ["query.fields"],
  "q.filters": ["query.filters"],
  "q.pivots": ["query.pivots"],
  "q.sorts": ["query.sorts"],
  "q.limit": ["query.limit"],
  "q.custom": ["query.dynamic_fields"],
  listen: ["listen"],
};

/** Returns notes for the differences that no operation on cards describes. */
export function notesOf(differences: readonly Difference[], ops: readonly Op[]): Op[] {
  const told = new Set<string>(), whole = new Set<string>();
  for (const op of ops) {
    if (op.k === "prop") { for (const key of PROPERTIES[op.p]) told.add(`|${key}`); }
    else if (op.k === "fact" || op.k === "list") told.add(`|${op.p.split(".")[0]}`);
    else if (op.k === "+" || op.k === "-") {
      whole.add(partOf(op.of, (op.k === "+" ? op.b : op.a).title, op.id));
    } else if (op.k === "order") {
      for (const key of ORDERS[op.of]) told.add(`|${key}`);
    } else if (op.k === "part") {
      const part = partOf(op.of, op.t, op.id);
      if (op.p === "items" || op.p === "q" || op.p === "merged") whole.add(part);
      for (const source of SOURCES[op.p] ?? []) {
        told.add(`${part}|${op.f === undefined ? source : `${source}.${op.f}`}`);
      }
    }
  }
  const hasTiles = ops.some((op) => (op.k === "part" || op.k === "+" || op.k === "-") && op.of === "tiles");
  const notes: Op[] = [];
  for (const difference of differences) {
    if (notes.length >= MOST) break;
    if (isTold(difference, { told, whole, hasTiles })) continue;
    const { part, path, kind, from, to, from_name, to_name } = difference;
    const a = valueText(from, from_name), b = valueText(to, to_name);
    notes.push({
      k: "note",
      in: part.join(" / "),
      p: path === "" ? kind : path.replace(MAKER, ""),
      ...(a !== null && { a }),
      ...(b !== null && { b }),
    });
  }
  return notes;
}

const PROPERTIES: Readonly<Record<(Op & { k: "prop" })["p"], readonly string[]>> = {
  title: ["title", "name", "display_name", "label", "custom_title", "description", "first_name", "last_name"],
  text: ["description"],
  folder: ["folder_id", "parent_id"],
  owner: ["user_id", "owner_id", "creator_id"],
  fixed: [],
};

/** Properties that contain the order of parts. */
const ORDERS: Readonly<Record<PartList, readonly string[]>> = {
  sections: ["section_order", "board_sections"],
  filters: ["dashboard_filters"],
  tabs: ["dashboard_layouts"],
  tiles: [],
};

/** The query of a tile is in its result maker. */
const MAKER = /^result_maker\./;

function isTold(
  { part: [part = "", ...within], path }: Difference,
  { told, whole, hasTiles }: { told: Set<string>; whole: Set<string>; hasTiles: boolean },
): boolean {
  if (whole.has(part)) return true;
  // A look has one tile, whose query is the query of the look.
  const short = path.replace(MAKER, "").replace(/^vis_config\.type$/, "query.vis_config.type");
  if (
    part === "" && hasTiles &&
    told.has(`${[...told].find((one) => one.startsWith("tile "))?.split("|")[0]}|${short}`)
  ) {
    return true;
  }
  if (within.some((one) => /^(filterable|listener)/.test(one))) return told.has(`${part}|listen`);
  const steps = short.split(".");
  return steps.some((_, i) => told.has(`${part}|${steps.slice(0, i + 1).join(".")}`));
}

/** Returns the name of a part as in `Difference`. */
function partOf(of: PartList, title: string, id: string): string {
  return `${NOUNS[of]} ${quoted(title === "" ? id : title)}`;
}

function valueText(value: JsonValue, name: string | undefined): string | null {
  if (value === null) return null;
  const text = name ?? (typeof value === "string" ? value : jsonText(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
