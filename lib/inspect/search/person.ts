/**
 * Finds what a user owns, receives, may see and is a member of.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import { GROUP, PERSON, ROLE, typesWith } from "../../looker/content_types.ts";
import { type ContentType, isContentType, typeCode } from "../../looker/content_type_names.ts";
import { eachAddress, eachEdge } from "../../looker/uses/item_edges.ts";
import { asText } from "../../codec/json_value.ts";
import { TERM } from "../../vault/index/kinds.ts";
import { UsageError } from "../../base/errors.ts";
import { rowsByIds } from "../../vault/listing.ts";
import { NotInVaultError } from "../errors.ts";
import { itemNamed } from "../named/find_named.ts";
import { nearestOf } from "../../base/nearest.ts";
import { itemTerm } from "./item_term.ts";
import { type FoundVersion, type Searcher, selectDocs } from "./searcher.ts";

/** An item that is related to a user. */
export interface PersonItem {
  type: ContentType;
  id: string;
  name: string | null;
  folder: string | null;
  path: string;
}

/** A user in the vault. */
export interface Person {
  email: string;
  users: { id: string; name: string | null; disabled: boolean }[];
  owns: PersonItem[];
  /** Schedules and alerts that are sent to the email address. */
  receives: PersonItem[];
  groups: PersonItem[];
  /** Roles that the user has directly or through a group. */
  roles: PersonItem[];
  /** Folders and boards that give access to the user or to one of their groups. */
  access: PersonItem[];
  attributes: PersonItem[];
  /** The commands that move the user's items to another owner. */
  commands: string[];
}

/**
 * Returns the items of a user by email address, name or id.
 *
 * @throws {NotInVaultError} if the vault has never had such a user
 * @throws {UsageError} if several users have that name, or if the user has no email address
 */
export function personOf(searcher: Searcher, who: string): Person {
  return personOfAddress(searcher, who.includes("@") ? who : addressOf(searcher, who));
}

/**
 * Returns the items of a user by email address and, if known, by ids.
 *
 * @throws {NotInVaultError} if no id is given and the vault has never had that email address
 */
export function personOfAddress(searcher: Searcher, address: string, known: readonly string[] = []): Person {
  const email = address.toLowerCase(), { index } = searcher;
  const named = withTerm(searcher, index.term(TERM.mail, email)).filter((version) => names(version, email));
  const own = known.flatMap((id) => {
    const docs = selectDocs(index, index.docsOf(typeCode(PERSON), id).map(({ doc }) => doc), {});
    return index.docs(docs).flatMap((doc) => searcher.version(doc) ?? []);
  });
  const isUser = ({ type }: FoundVersion): boolean => type === PERSON;
  const users = [...new Map([...named.filter(isUser), ...own].map((one) => [one.id, one])).values()];
  const receives = named.filter(({ type }) => type !== PERSON);
  if (named.length === 0 && known.length === 0) {
    const near = nearestOf(email, index.textsOf(TERM.mail).values());
    throw new NotInVaultError(`Cannot find ${address}: the vault has no user with that address`, {
      hint: near === null ? "Search in texts with `lookervault find ADDRESS`." : `Did you mean ${near}?`,
    });
  }
  const ids = [...new Set([...users.map(({ id }) => id), ...known])], found = new Map<string, PersonItem[]>();
  const collect = (keys: readonly string[], relations: readonly string[]): FoundVersion[] => {
    const versions: FoundVersion[] = [];
    for (const key of keys) {
      for (const version of withTerm(searcher, termOf(searcher, key))) {
        eachEdge(version.type, version.body, (edge, path) => {
          if (`${edge.type}/${edge.id}` !== key || !relations.includes(edge.relation)) return;
          const list = found.get(edge.relation) ?? [];
          found.set(edge.relation, list);
          list.push(itemOf(searcher, version, path()));
          versions.push(version);
        });
      }
    }
    return versions;
  };
  const keys = ids.map((id) => `users/${id}`);
  const groups = collect(keys, ["member"]).filter(({ type }) => type === GROUP);
  // Groups can contain groups: the members of a group are also members of its parent groups.
  const all = new Map(groups.map((group) => [group.id, group]));
  for (const group of all.values()) {
    eachEdge(GROUP, group.body, ({ type, id, relation }, path) => {
      if (type !== GROUP || relation !== "member" || !path().includes("parents") || all.has(id)) return;
      const [doc] = selectDocs(index, index.docsOf(typeCode(GROUP), id).map(({ doc }) => doc), {});
      const version = doc === undefined ? null : searcher.version(index.docs([doc])[0] ?? NONE);
      if (version !== null) all.set(id, version);
    });
  }
  const holders = [...keys, ...[...all.keys()].map((id) => `groups/${id}`)];
  collect(keys, ["owner", "value"]);
  collect(holders, ["role", "access"]);
  const of = (relation: string): PersonItem[] => unique(found.get(relation) ?? []);
  const owns = of("owner");
  return {
    email,
    users: users.map(({ id, name, body }) => ({ id, name, disabled: body["is_disabled"] === true })),
    owns,
    receives: receives.map((version) => itemOf(searcher, version, pathOf(version, email))),
    groups: [...all.values()].map((group) => itemOf(searcher, group, "_vault.users")),
    roles: of("role").filter(({ type }) => type === ROLE),
    access: of("access"),
    attributes: of("value"),
    commands: commandsFor(email, owns),
  };
}

/** Returns the email address of a user by name or id. */
function addressOf({ vault }: Searcher, named: string): string {
  const id = itemNamed(vault, PERSON, named);
  const [row] = rowsByIds(vault, typeCode(PERSON), [id]);
  if (row?.owner_email) return row.owner_email;
  throw new UsageError(`Cannot show user ${id}: the vault has no email address of this user`, {
    hint: `\`lookervault impact users ${shellWord(id)}\` shows what refers to the user.`,
  });
}

/** Returns the term of a key such as `users/3`. */
function termOf({ index }: Searcher, key: string): number | null {
  const at = key.indexOf("/"), type = key.slice(0, at);
  return isContentType(type) ? index.term(TERM.item, itemTerm(type, key.slice(at + 1))) : null;
}

const NONE = { doc: 0, type: 0, id: "", since: "", until: null, state: 0 } as const;

function withTerm(searcher: Searcher, term: number | null): FoundVersion[] {
  const docs = new Set<number>(), { index } = searcher;
  if (term !== null) index.eachDoc(term, (doc) => docs.add(doc));
  return index.docs(selectDocs(index, docs, {})).flatMap((doc) => searcher.version(doc) ?? []);
}

function names(version: FoundVersion, email: string): boolean {
  return pathOf(version, email) !== "";
}

function pathOf({ type, body }: FoundVersion, email: string): string {
  let found = "";
  eachAddress(type, body, (address, path) => {
    if (address === email) found ||= path();
  });
  return found;
}

function itemOf(
  searcher: Searcher,
  { type, id, name, folderId, body }: FoundVersion,
  path: string,
): PersonItem {
  return { type, id, name: name ?? asText(body["title"]), folder: searcher.folderPath(folderId), path };
}

function unique(items: readonly PersonItem[]): PersonItem[] {
  return [...new Map(items.map((item) => [`${item.type}/${item.id}`, item])).values()];
}

/** The types that `restore` can move to another owner. */
const MOVED: readonly ContentType[] = typesWith("changesHands");

function commandsFor(email: string, owns: readonly PersonItem[]): string[] {
  const types = MOVED.filter((type) => owns.some((item) => item.type === type));
  return types.map((type) =>
    `lookervault restore bulk ${type} --owner ${shellWord(email)} --owner-map ${
      shellWord(`${email}=NEW@ADDRESS`)
    } --dry-run`
  );
}
