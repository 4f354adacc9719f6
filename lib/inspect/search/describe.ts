/**
 * Describes bodies for the index.
 *
 * @module
 */
import { EXPLORE, FOLDER, MODEL, REGISTRY } from "../../looker/content_types.ts";
import { hash } from "node:crypto";
import { asObject, asText, asTexts, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { typeOfCode } from "../../looker/content_type_names.ts";
import { eachUse, exploreId } from "../../looker/uses/find_uses.ts";
import { eachAddress, eachEdge, type Edge, tilesOf } from "../../looker/uses/item_edges.ts";
import { fieldsOf } from "../../looker/uses/lookml_names.ts";
import { queriesOf } from "../../looker/uses/queries.ts";
import { readForUses } from "../../looker/uses/read_body.ts";
import { tokens, wordsOf } from "../../looker/uses/words.ts";
import { type Describe, type DocWriter, TERM } from "../../vault/index/kinds.ts";
import { itemTerm, tileTerm } from "./item_term.ts";

/** The version of the rules by which bodies are described. Indexes with another version are rebuilt. */
export const DESCRIBE_RULES = "4";

const KINDS = { field: TERM.field, explore: TERM.explore, model: TERM.model } as const;

/** Returns a function that describes bodies. `isOwn` decides whether the host of a link belongs to this Looker. */
export function describer(isOwn: (host: string) => boolean): Describe {
  return (code, id, bytes, doc) => {
    const type = typeOfCode(code);
    if (type === undefined) return;
    const body = readForUses(type, bytes);
    const item = ({ relation, type, id }: Omit<Edge, "path">): void => {
      const text = type === "dashboard_elements" ? tileTerm(id) : itemTerm(type, id);
      doc.term(TERM.item, text, { kind: TERM.relation, text: relation });
    };
    eachUse(type, body, {
      isOwn,
      link: (type, id) => item({ relation: "link", type, id }),
      found: ({ kind, name, scope }) =>
        doc.term(KINDS[kind], name, scope === null ? undefined : { kind: TERM.explore, text: scope }),
    });
    eachEdge(type, body, item);
    eachAddress(type, body, (address) => doc.term(TERM.mail, address));
    if (type === EXPLORE) describeExplore(id, body, doc);
    else if (type === MODEL) describeModel(id, body, doc);
    else if (REGISTRY[type].hasTiles === true) {
      for (const tile of tilesOf(body)) doc.term(TERM.tile, tile);
    }
    const { toldBy, trashed } = REGISTRY[type];
    const told = trashed !== undefined && body[trashed] === true ? toldBy?.deleted : toldBy?.edited;
    const editor = told === undefined ? null : asText(body[told.id]);
    if (editor !== null) doc.editor(editor);
    const parts = asObject(body["_vault"]);
    if (type === FOLDER && asObject(parts["content_metadata"])["inherits"] === false) {
      doc.term(TERM.own, "own");
    }
    const queries = queriesOf(type, body);
    if (queries !== null) doc.queries(parseInt(hash("sha256", `${type} ${queries}`, "hex").slice(0, 13), 16));
    const { names, texts } = wordsOf(type, body);
    doc.words(folded(names), folded(texts));
  };
}

function folded(texts: readonly { text: string }[]): string {
  return texts.map(({ text }) => tokens(text).join(" ")).filter((text) => text !== "").join(" ");
}

function describeExplore(id: string, body: JsonObject, doc: DocWriter): void {
  for (const { name, label, view } of fieldsOf(body)) {
    const field = { kind: TERM.field, text: name };
    doc.term(TERM.defined, id, field);
    if (label !== null) doc.term(TERM.label, label.toLowerCase(), field);
    if (view !== null) doc.term(TERM.view, view, field);
  }
}

function describeModel(id: string, body: JsonObject, doc: DocWriter): void {
  const list: JsonValue = body["explores"] ?? null;
  const names = asTexts((Array.isArray(list) ? list : []).map((one) => asText(asObject(one)["name"])));
  for (const explore of names) {
    doc.term(TERM.defined, id, { kind: TERM.explore, text: exploreId({ model: id, explore }) });
  }
}
