/**
 * What a plan changes of rights, with names, and who becomes Admin by it: judged from two listings of the destination and
 * two requests for each role that administers.
 *
 * @module
 */
import type { Reader } from "../../live/reader.ts";
import { UsageError } from "../../base/errors.ts";
import { asObject, asText, asTexts, type JsonObject } from "../../codec/json_value.ts";
import { HttpError } from "../../http/errors.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import {
  canMakeAdmin,
  type LiveRights,
  type LiveRole,
  newAdmins,
  rolesToRead,
} from "../../looker/rights/admins.ts";
import { describeRights, type NameOf, type RightsChange } from "../../looker/rights/describe.ts";
import type { Holder, RightsFact } from "../../looker/rights/facts.ts";
import type { Destination } from "./destination.ts";
import type { PlannedItem } from "./model.ts";
import { isPlaceholder, placeholderText } from "./references.ts";
import type { RestoreSource } from "./source.ts";

/** What judging takes. */
export interface JudgeDeps {
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
}

/** How many names of users are asked for in one request. */
const ASKED = 100;

/** Who gains or loses rights by a plan. Reads the destination's rights only where somebody may become Admin. */
export async function judgeRights(items: readonly PlannedItem[], deps: JudgeDeps): Promise<RightsChange[]> {
  const some = items.filter(({ rights }) => rights.length > 0)
    .map(({ type, id, name, rights }) => ({ type, id, name, facts: rights }));
  if (some.length === 0) return [];
  const facts = some.flatMap(({ facts }) => facts);
  const names = await readNames(facts, deps);
  const nameOf = namer(deps, names);
  if (!facts.some(canMakeAdmin)) return describeRights(some, { admins: [], nameOf });
  try {
    const admins = newAdmins(await readRights(deps.reader, facts), facts);
    return describeRights(some, { admins, nameOf });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    // Who cannot be judged may become Admin.
    const text =
      `somebody may become Admin: the roles and groups of ${deps.destination.instance} could not be read (${error.message})`;
    return [
      { type: "roles", id: "", what: "admin", gains: true, text },
      ...describeRights(some, { admins: [], nameOf }),
    ];
  }
}

/** @throws {UsageError} when somebody would become Admin and nobody has allowed it: exit 2. */
export function requireNoNewAdmin(command: string, rights: readonly RightsChange[]): void {
  const becoming = rights.filter(({ what }) => what === "admin").map(({ text }) => text);
  if (becoming.length === 0) return;
  throw new UsageError(`Cannot run ${command}: ${becoming.join("; ")}`, {
    hint: "Nothing was written. If that is meant, add --allow-admin.",
  });
}

/** Names of users and groups of the destination that nothing has listed yet. */
async function readNames(
  facts: readonly RightsFact[],
  { destination, reader, source }: JudgeDeps,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const [kind, operation] of [["users", "all_users"], ["groups", "all_groups"]] as const) {
    const ids = [
      ...new Set(facts.flatMap((fact) => {
        const mentioned = [
          ...("holder" in fact ? [fact.holder] : []),
          ...("of" in fact ? [fact.of] : []),
        ];
        return mentioned.filter((one) => one.kind === kind).map(({ id }) => id);
      })),
    ].filter((id) => !isPlaceholder(id) && known(kind, id, { destination, source }) === null);
    for (let at = 0; at < ids.length; at += ASKED) {
      const rows = await reader.list(operation, { ids: ids.slice(at, at + ASKED) }).catch(noneIfRefused);
      for (const row of rows) {
        const name = nameIn(kind, row);
        if (name !== null) names.set(`${kind}/${asText(row["id"]) ?? ""}`, name);
      }
    }
  }
  return names;
}

/** A name is good to have: without it the id is shown. */
function noneIfRefused(error: unknown): JsonObject[] {
  if (error instanceof HttpError) return [];
  throw error;
}

function nameIn(kind: ContentType, row: JsonObject): string | null {
  for (const key of REGISTRY[kind].name) {
    const name = asText(row[key]);
    if (name !== null && name !== "") return name;
  }
  return null;
}

/** What is known without asking: what Looker shows comes before what a backup of it has. */
function known(
  kind: ContentType,
  id: string,
  { destination: present, source }: Pick<JudgeDeps, "destination" | "source">,
): string | null {
  const row = present.row({ type: kind, id });
  const live = row === null ? null : nameIn(kind, row);
  if (live !== null) return live;
  return source.instance === present.instance ? source.item({ type: kind, id })?.name ?? null : null;
}

function namer(deps: JudgeDeps, names: ReadonlyMap<string, string>): NameOf {
  return (kind, id) => {
    if (isPlaceholder(id)) {
      const words = placeholderText(id), at = words.indexOf("/"), sourceId = words.slice(at + 1);
      const name = deps.source.item({ type: kind, id: sourceId })?.name ?? null;
      return name === null ? `new ${words}` : `${name} (new ${kind})`;
    }
    const name = names.get(`${kind}/${id}`) ?? known(kind, id, deps);
    return name === null ? `${kind} ${id}` : `${name} (${kind} ${id})`;
  };
}

/** The permission that a set with all access stands for here. */
const ALL = "administer";

/**
 * The rights of the destination, as far as they matter to the facts.
 *
 * @throws {HttpError} when they cannot be read: then nobody can say who becomes Admin.
 */
export async function readRights(reader: Reader, facts: readonly RightsFact[]): Promise<LiveRights> {
  const [roleRows, setRows, groupRows] = await Promise.all([
    reader.list("search_roles", { fields: "id,name,permission_set" }),
    reader.list("all_permission_sets", { fields: "id,permissions,all_access" }),
    reader.list("search_groups_with_hierarchy", { fields: "id,parent_group_ids" }),
  ]);
  const sets = new Map(setRows.map((row) => [asText(row["id"]) ?? "", permissionsOf(row)]));
  const roles = new Map<string, LiveRole>();
  for (const row of roleRows) {
    const set = asObject(row["permission_set"]), id = asText(set["id"]);
    roles.set(asText(row["id"]) ?? "", { name: asText(row["name"]) ?? "", set: id });
    if (id !== null && !sets.has(id)) sets.set(id, permissionsOf(set));
  }
  const holders = new Map<string, Holder[]>();
  await Promise.all(
    rolesToRead({ roles, sets }, facts).map(async (role_id) => {
      const [groups, users] = await Promise.all([
        reader.list("role_groups", { role_id, fields: "id" }),
        reader.list("role_users", { role_id, fields: "id", direct_association_only: true }),
      ]);
      holders.set(role_id, [...holdersOf("groups", groups), ...holdersOf("users", users)]);
    }),
  );
  const parents = new Map(
    groupRows.map((row) => [asText(row["id"]) ?? "", asTexts(row["parent_group_ids"])]),
  );
  return { roles, sets, holders, parents };
}

function permissionsOf(set: JsonObject): string[] {
  return [...asTexts(set["permissions"]), ...(set["all_access"] === true ? [ALL] : [])];
}

function holdersOf(kind: Holder["kind"], rows: readonly JsonObject[]): Holder[] {
  return rows.flatMap((row) => {
    const id = asText(row["id"]);
    return id === null ? [] : [{ kind, id }];
  });
}
