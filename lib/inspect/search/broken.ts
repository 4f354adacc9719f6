/**
 * Finds uses of fields, explores and models that do not exist in LookML, according to the captured explores and models.
 * Reports what Looker's content validator would report, without running a query.
 *
 * @module
 */
import { MODEL } from "../../looker/content_types.ts";
import { type ContentType, typeCode } from "../../looker/content_type_names.ts";
import { exploreOf, findUses, type PlacedUse } from "../../looker/uses/find_uses.ts";
import { TERM } from "../../vault/index/kinds.ts";
import type { Index } from "../../vault/index/read.ts";
import { isThere, type Searcher } from "./searcher.ts";

/** An item that uses names that do not exist. */
export interface BrokenItem {
  type: ContentType;
  id: string;
  name: string | null;
  owner: string | null;
  folder: string | null;
  missing: { kind: PlacedUse["kind"]; name: string; explore: string | null; path: string }[];
}

/** The names that exist in LookML, as far as they were captured. */
interface Lookml {
  /** Explores by model. A model that was not captured has no entry. */
  explores: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fields by explore. An explore that was not captured has no entry. */
  fields: ReadonlyMap<string, ReadonlySet<string>>;
  hasModels: boolean;
}

/** Yields the current items that use names that do not exist. */
export function* brokenItems(searcher: Searcher): Generator<BrokenItem> {
  const { index } = searcher, lookml = lookmlOf(index);
  for (const doc of index.docs(suspects(index, lookml))) {
    const version = searcher.version(doc);
    if (version === null) continue;
    const uses = findUses(version.type, version.body, { isOwn: searcher.isOwn });
    const missing = uses.filter((use) => isMissing(use, lookml))
      .map(({ kind, name, scope, path }) => ({ kind, name, explore: scope, path }));
    if (missing.length === 0) continue;
    yield {
      type: version.type,
      id: version.id,
      name: version.name,
      owner: version.owner,
      folder: searcher.folderPath(version.folderId),
      missing,
    };
  }
}

function lookmlOf(index: Index): Lookml {
  const explores = new Map<string, Set<string>>(), fields = new Map<string, Set<string>>();
  const exploreNames = index.textsOf(TERM.explore), fieldNames = index.textsOf(TERM.field);
  for (const [term, text] of index.textsOf(TERM.defined)) {
    const into = text.includes("::") ? fields : explores,
      names = text.includes("::") ? fieldNames : exploreNames;
    index.eachDoc(term, (doc, scope) => {
      if (!isThere(index.state(doc))) return;
      const known = into.get(text) ?? new Set<string>();
      into.set(text, known.add(names.get(scope) ?? ""));
    });
  }
  const models = index.docsIn(1).filter((doc) => index.type(doc) === typeCode(MODEL));
  return { explores, fields, hasModels: models.length > 0 };
}

function isMissing({ kind, name, scope, path }: PlacedUse, lookml: Lookml): boolean {
  if (kind === "model") return lookml.hasModels && !lookml.explores.has(name);
  if (kind === "explore") return isExploreMissing(name, lookml);
  // A chart's configuration can still contain a field that was removed from the query, so such a use is not an error.
  if (scope === null || path.includes("vis_config")) return false;
  const fields = lookml.fields.get(scope);
  return fields !== undefined && !fields.has(name);
}

function isExploreMissing(id: string, { explores, fields }: Lookml): boolean {
  const { model = "" } = exploreOf(id) ?? {};
  return !fields.has(id) && explores.get(model)?.has(id) === false;
}

/** Returns the docs that may use a missing name, according to the index. */
function suspects(index: Index, lookml: Lookml): number[] {
  const docs = new Set<number>(), exploreNames = index.textsOf(TERM.explore);
  const note = (term: number): void =>
    index.eachDoc(term, (doc) => {
      if (isThere(index.state(doc))) docs.add(doc);
    });
  for (const [term, name] of index.textsOf(TERM.model)) {
    if (lookml.hasModels && !lookml.explores.has(name)) note(term);
  }
  for (const [term, id] of exploreNames) if (isExploreMissing(id, lookml)) note(term);
  const byTerm = new Map([...exploreNames].flatMap(([term, id]) => {
    const fields = lookml.fields.get(id);
    return fields === undefined ? [] : [[term, fields] as const];
  }));
  for (const [term, name] of index.textsOf(TERM.field)) {
    index.eachDoc(term, (doc, scope) => {
      if (byTerm.get(scope)?.has(name) === false && isThere(index.state(doc))) docs.add(doc);
    });
  }
  return [...docs].sort((a, b) => a - b);
}
