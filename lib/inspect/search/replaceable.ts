/**
 * Selects the items of a replacement by what they use.
 *
 * @module
 */
import { asObject, type JsonObject } from "../../codec/json_value.ts";
import { FOLDER, PERSON, REGISTRY, typesWith } from "../../looker/content_types.ts";
import { nearestOf } from "../../base/nearest.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { mapBody, mappedTypes, type UseMapping } from "../../looker/uses/mapping.ts";
import { tokens } from "../../looker/uses/words.ts";
import { STATE, TERM, type TermKind } from "../../vault/index/kinds.ts";
import type { Index } from "../../vault/index/read.ts";
import { placedItems } from "../../vault/tree.ts";
import { folderNamed, isOwned, ownerNamed } from "../named/find_named.ts";
import type { Searcher } from "./searcher.ts";

/** The types whose names are replaced, and the types by which their items are selected. */
export const READ_FOR_REPLACE: readonly ContentType[] = [FOLDER, PERSON, ...typesWith("holdsNames")];

/** The filter for items that use an old name. */
export interface ReplaceFilter {
  /** Only items in these folders (ids, names or paths) and their descendants. */
  folders: readonly string[];
  /** Only items of these owners: ids, email addresses or names. */
  owners: readonly string[];
  /** Only these types; empty for all. */
  types: readonly ContentType[];
}

/** Queries that items refer to by id, by the docs of these items. Queries that could not be read are missing. */
export type QueriesById = ReadonlyMap<number, JsonObject>;

/** The items of a replacement. */
export interface Replaceable {
  items: ItemRef[];
  /** The warnings to show before the user confirms. */
  warnings: string[];
}

/** Returns the existing items, without the trash, that a mapping changes. */
export function replaceableItems(
  searcher: Searcher,
  mapping: UseMapping,
  filter: ReplaceFilter,
  queries: QueriesById = new Map(),
): Replaceable {
  const { index } = searcher, items: ItemRef[] = [], warnings: string[] = unknownNames(index, mapping);
  const types = new Set(
    mappedTypes(mapping).filter((type) => filter.types.length === 0 || filter.types.includes(type)),
  );
  const folders = filter.folders.length === 0 ? null : foldersBelow(searcher, filter.folders);
  const owners = filter.owners.map((owner) => ownerNamed(searcher.vault, owner));
  const docs = new Set([...candidates(index, mapping), ...queries.keys()]);
  for (const doc of index.docs([...docs].filter((doc) => index.state(doc) === STATE.live))) {
    const version = searcher.version(doc);
    if (version === null || !types.has(version.type)) continue;
    if (folders !== null && !folders.has(version.folderId ?? "")) continue;
    if (owners.length > 0 && !isOwned(owners, { id: version.ownerId, email: version.owner })) continue;
    const ref = { type: version.type, id: version.id };
    const query = queries.get(doc.doc);
    const body: JsonObject = query === undefined
      ? version.body
      : { ...version.body, _vault: { ...asObject(version.body["_vault"]), query } };
    const after = mapBody(version.type, body, mapping, {
      isOwn: searcher.isOwn,
      echoes: false,
      clash: (from, to, { path }) =>
        warnings.push(`${itemKey(ref)}: ${from} is kept at ${path()}, because ${to} is already there`),
    });
    const changed = Object.keys(after).filter((key) => after[key] !== body[key]);
    const fixed = changed.filter((key) => REGISTRY[version.type].fixedNames?.includes(key) === true);
    for (const key of fixed) {
      warnings.push(`${itemKey(ref)}: ${key} keeps the old name, because Looker's API cannot write it`);
    }
    if (changed.length > fixed.length) items.push(ref);
  }
  if (items.length === 0) warnings.push(...unusedNames(index, mapping));
  return { items, warnings };
}

/** Returns warnings for old names that nothing uses, each with a similar name. */
function unusedNames(index: Index, { fields, explores, models }: UseMapping): string[] {
  const kinds = [
    [TERM.field, fields, "field"],
    [TERM.explore, explores, "explore"],
    [TERM.model, models, "model"],
  ] as const;
  return kinds.flatMap(([kind, names, what]) =>
    Object.keys(names).filter((name) => index.term(kind, name) === null).map((name) => {
      const near = nearestOf(name, [...index.textsOf(kind).values()]);
      return `nothing uses the ${what} ${name}${near === null ? "" : `; did you mean ${near}?`}`;
    })
  );
}

/** Returns the docs that use an old name or may contain an old text, according to the index. */
function candidates(index: Index, { fields, explores, models, texts }: UseMapping): Set<number> {
  const docs = new Set<number>();
  const note = (kind: TermKind, names: Readonly<Record<string, string>>): void => {
    for (const name of Object.keys(names)) {
      const term = index.term(kind, name);
      if (term !== null) index.eachDoc(term, (doc) => docs.add(doc));
    }
  };
  note(TERM.field, fields);
  note(TERM.explore, explores);
  note(TERM.model, models);
  for (const text of Object.keys(texts)) {
    // The text may begin in the middle of a word, so only the words after the first are searched for.
    const [, ...rest] = tokens(text);
    const found = rest.length === 0 ? index.docsIn(STATE.live) : index.match(`"${rest.join(" ")}" *`);
    for (const doc of found) docs.add(doc);
  }
  return docs;
}

/** Returns warnings for new names that do not exist in the captured LookML. */
function unknownNames(index: Index, { fields, explores, models }: UseMapping): string[] {
  const known = { fields: new Set<string>(), explores: new Set<string>(), models: new Set<string>() };
  const names = index.textsOf(TERM.field), explored = index.textsOf(TERM.explore);
  for (const [term, text] of index.textsOf(TERM.defined)) {
    index.eachDoc(term, (doc, scope) => {
      if (index.state(doc) !== STATE.live) return;
      const isExplore = text.includes("::");
      (isExplore ? known.explores : known.models).add(text);
      if (isExplore) known.fields.add(names.get(scope) ?? "");
      else known.explores.add(explored.get(scope) ?? "");
    });
  }
  const missing = (
    wanted: Readonly<Record<string, string>>,
    has: ReadonlySet<string>,
    what: string,
  ): string[] =>
    // If nothing of this kind was captured, the names cannot be checked.
    has.size === 0
      ? []
      : [...new Set(Object.values(wanted))].filter((name) => !has.has(name)).map((name) => `${what} ${name}`);
  return [
    ...missing(fields, known.fields, "no captured explore has the field"),
    ...missing(explores, known.explores, "no explore with that name was captured"),
    ...missing(models, known.models, "no model with that name was captured"),
  ];
}

/** Returns the ids of the folders (by id, name or path) and of all their descendants. */
function foldersBelow({ vault }: Searcher, named: readonly string[]): Set<string> {
  const found = new Set(named.map((name) => folderNamed(vault, name)));
  const below = Map.groupBy(placedItems(vault, [typeCode(FOLDER)]), ({ folderId }) => folderId ?? "");
  for (const id of found) for (const row of below.get(id) ?? []) found.add(row.id);
  return found;
}
