/**
 * Resolves the name of a field, explore, model, view or item to a target, and the target to terms of the index.
 *
 * @module
 */
import { quoted } from "../../base/quoted.ts";
import { MODEL } from "../../looker/content_types.ts";
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { isFieldName, viewOf } from "../../looker/uses/field_names.ts";
import { type DocState, STATE, TERM } from "../../vault/index/kinds.ts";
import type { Index } from "../../vault/index/read.ts";
import { isHeld } from "../../vault/listing.ts";
import { nearestOf } from "../../base/nearest.ts";
import { NotInVaultError } from "../errors.ts";
import { itemNamed } from "../named/find_named.ts";
import { itemTerm } from "./item_term.ts";
import type { Searcher } from "./searcher.ts";

/** The name or item whose uses a command searches for. */
export type Target =
  | { kind: "field" | "explore" | "model" | "view"; name: string }
  | { kind: "item"; type: ContentType; id: string; name: string | null };

/** The terms of a target. A doc with one of them uses the target if `isMeant` accepts the scope. */
export interface TargetTerms {
  terms: readonly { term: number; text: string }[];
  /** Whether a use in the scope of an explore's term counts. */
  isMeant: (term: number, scope: number) => boolean;
}

/** The maximum number of fields of a view. */
const MOST = 20_000;

/**
 * Resolves a text to a target: `orders.total`, `thelook::orders`, a model, a view (`orders.*`), or a field's label.
 *
 * @throws {NotInVaultError} if nothing in the vault has that name, with a similar name
 */
export function targetOf({ index, vault }: Searcher, text: string): Target {
  if (text.includes("::")) {
    if (index.term(TERM.explore, text) !== null || index.term(TERM.defined, text) !== null) {
      return { kind: "explore", name: text };
    }
    throw unknown(text, "explore", [...index.textsOf(TERM.explore).values()]);
  }
  if (text.endsWith(".*")) {
    if (hasView(index, text.slice(0, -2))) return { kind: "view", name: text.slice(0, -2) };
    throw unknown(text, "view", [...viewsOf(index)].map((view) => `${view}.*`));
  }
  if (isFieldName(text)) {
    if (index.term(TERM.field, text) !== null) return { kind: "field", name: text };
    const view = index.termsUnder(TERM.field, `${viewOf(text)}.`, 500).map((one) => one.text);
    throw unknown(text, "field", view.length > 0 ? view : [...index.textsOf(TERM.field).values()]);
  }
  if (index.term(TERM.model, text) !== null || isHeld(vault, typeCode(MODEL), text)) {
    return { kind: "model", name: text };
  }
  if (hasView(index, text)) return { kind: "view", name: text };
  const labelled = fieldsLabelled(index, text);
  const [only] = labelled;
  if (only !== undefined && labelled.length === 1) return { kind: "field", name: only };
  if (labelled.length > 1) {
    throw new NotInVaultError(
      `Cannot identify the field ${quoted(text)}: ${labelled.length} fields have that label`,
      {
        hint: `Give the name of one: ${labelled.slice(0, 10).join(", ")}.`,
      },
    );
  }
  throw unknown(text, "field, explore, model or view", [
    ...index.textsOf(TERM.model).values(),
    ...viewsOf(index),
  ]);
}

/**
 * Resolves an item by id or name, like `itemNamed()`. An id to which only other items refer is accepted, too.
 *
 * @throws {NotInVaultError} {@linkcode UsageError}
 */
export function itemTarget(
  { index, vault }: Searcher,
  type: ContentType,
  idOrName: string,
  { at }: { at?: string | undefined } = {},
): Target & { kind: "item" } {
  const code = typeCode(type);
  const target = (id: string): Target & { kind: "item" } => ({
    kind: "item",
    type,
    id,
    name:
      vault.read(() =>
        vault.prepare("SELECT name FROM content_items WHERE content_type = ? AND id = ?").get(code, id)
      )?.["name"] as string | null ?? null,
  });
  const isNamed = index.term(TERM.item, itemTerm(type, idOrName)) !== null;
  return target(isNamed ? idOrName : itemNamed(vault, type, idOrName, { at }));
}

/** Formats a target as text. */
export function targetText(target: Target): string {
  if (target.kind === "item") return `${target.type}/${target.id}`;
  return target.kind === "view" ? `${target.name}.*` : target.name;
}

/** Returns the terms of a target. Uses the names that explores give to views now, even for an earlier time. */
export function termsOf(index: Index, target: Target): TargetTerms {
  const of = (terms: readonly { term: number; text: string }[]): TargetTerms => ({
    terms,
    isMeant: () => true,
  });
  const one = (
    kind: typeof TERM.field | typeof TERM.explore | typeof TERM.model,
    text: string,
  ): TargetTerms => {
    const term = index.term(kind, text);
    return of(term === null ? [] : [{ term, text }]);
  };
  switch (target.kind) {
    case "field":
      return one(TERM.field, target.name);
    case "explore":
      return one(TERM.explore, target.name);
    case "model":
      return one(TERM.model, target.name);
    case "view":
      return termsOfView(index, target.name);
    case "item": {
      const text = itemTerm(target.type, target.id), term = index.term(TERM.item, text);
      return of(term === null ? [] : [{ term, text }]);
    }
  }
}

/**
 * Returns the terms of a LookML view's fields: the fields with its name, except in explores that give that name to
 * another view, and its fields in explores that give the view another name.
 */
function termsOfView(index: Index, view: string): TargetTerms {
  const own = index.termsUnder(TERM.field, `${view}.`, MOST);
  const terms = new Map(own.map(({ term, text }) => [term, text]));
  const others = aliases(index), byField = others.byView.get(view) ?? new Map<number, ReadonlySet<number>>();
  const texts = byField.size === 0 ? new Map<number, string>() : index.textsOf(TERM.field);
  for (const field of byField.keys()) terms.set(field, texts.get(field) ?? "");
  const isOwn = new Set(own.map(({ term }) => term));
  return {
    terms: [...terms].map(([term, text]) => ({ term, text })),
    isMeant: (term, scope) =>
      byField.get(term)?.has(scope) === true ||
      (isOwn.has(term) && !(others.taken.get(term)?.has(scope) === true)),
  };
}

/**
 * Returns, by LookML view and field, the explores that give the view another name, and by field the explores in which
 * the field belongs to another view.
 */
function aliases(index: Index): {
  byView: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<number>>>;
  taken: ReadonlyMap<number, ReadonlySet<number>>;
} {
  const byView = new Map<string, Map<number, Set<number>>>(), taken = new Map<number, Set<number>>();
  if (index.textsOf(TERM.view).size === 0) return { byView, taken };
  const explores = exploreDocs(index);
  for (const [term, view] of index.textsOf(TERM.view)) {
    index.eachDoc(term, (doc, field) => {
      const explore = explores.get(doc);
      if (explore === undefined) return;
      const fields = byView.get(view) ?? new Map<number, Set<number>>();
      byView.set(view, fields);
      added(fields, field, explore);
      added(taken, field, explore);
    });
  }
  return { byView, taken };
}

function added(map: Map<number, Set<number>>, key: number, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

/** Returns the terms of the current explores, by doc. */
export function exploreDocs(index: Index): ReadonlyMap<number, number> {
  const docs = new Map<number, number>();
  for (const [term, text] of index.textsOf(TERM.defined)) {
    if (!text.includes("::")) continue;
    const explore = index.term(TERM.explore, text);
    if (explore === null) continue;
    index.eachDoc(term, (doc) => {
      if (isLive(index.state(doc))) docs.set(doc, explore);
    });
  }
  return docs;
}

function isLive(state: DocState): boolean {
  return state === STATE.live;
}

/** Returns the names of all views, as in explores and as in LookML. */
function viewsOf(index: Index): Set<string> {
  return new Set([
    ...[...index.textsOf(TERM.field).values()].map(viewOf),
    ...index.textsOf(TERM.view).values(),
  ]);
}

function hasView(index: Index, view: string): boolean {
  return index.termsUnder(TERM.field, `${view}.`, 1).length > 0 || index.term(TERM.view, view) !== null;
}

function fieldsLabelled(index: Index, label: string): string[] {
  const term = index.term(TERM.label, label.toLowerCase()), fields = new Set<string>();
  if (term === null) return [];
  const texts = index.textsOf(TERM.field);
  index.eachDoc(term, (doc, field) => {
    if (isLive(index.state(doc))) fields.add(texts.get(field) ?? "");
  });
  return [...fields].filter((name) => name !== "").sort();
}

function unknown(text: string, what: string, names: readonly string[]): NotInVaultError {
  const near = nearestOf(text, names);
  return new NotInVaultError(`Cannot find ${quoted(text)}: the vault has no ${what} with that name`, {
    hint: near === null
      ? "Search names, labels and texts with `lookervault find WORD`."
      : `Did you mean ${near}?`,
  });
}
