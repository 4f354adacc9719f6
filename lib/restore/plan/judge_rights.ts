/**
 * Describes with names the rights that a plan changes, and who becomes an Admin. Takes two listings of the destination
 * and
 * two requests for each role that administers.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { HANDLERS } from "../../handlers/mod.ts";
import { readRights, ROLE } from "../../handlers/roles.ts";
import type { Reader } from "../../live/reader.ts";
import { UsageError } from "../../base/errors.ts";
import { asText, type JsonObject } from "../../codec/json_value.ts";
import { HttpError } from "../../http/errors.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { itemOf, itemWords } from "../../looker/item_ref.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { canMakeAdmin, newAdmins } from "../../looker/rights/admins.ts";
import { describeRights, type NameOf, type RightsChange } from "../../looker/rights/describe.ts";
import type { RightsFact } from "../../looker/rights/facts.ts";
import type { Destination } from "../../live/destination_state.ts";
import type { PlannedItem } from "./model.ts";
import { isPlaceholder, placeholderText } from "../../live/placeholders.ts";

/** What judging works with. */
export interface JudgeDeps {
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
}

/** The maximum number of users whose names one request reads. */
const ASKED = 100;

/**
 * Returns who gains or loses rights by a plan. Reads the rights of the destination only if a user may become an Admin.
 */
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
    // The rights are unknown, so a user may become an Admin.
    const text =
      `a user might become Admin: the roles and groups of ${deps.destination.instance} could not be read (${error.message})`;
    return [
      { type: ROLE, id: "", what: "admin", gains: true, text },
      ...describeRights(some, { admins: [], nameOf }),
    ];
  }
}

/**
 * Requires that a plan makes no user an Admin.
 *
 * @throws {UsageError} if a user would become an Admin.
 */
export function requireNoNewAdmin(command: string, rights: readonly RightsChange[]): void {
  const becoming = rights.filter(({ what }) => what === "admin").map(({ text }) => text);
  if (becoming.length === 0) return;
  throw new UsageError(`Cannot run ${command}: ${becoming.join("; ")}`, {
    hint: "Nothing was written. If you intend this, add --allow-admin.",
  });
}

/** Reads the names of users and groups of the destination that no listing has returned yet. */
async function readNames(
  facts: readonly RightsFact[],
  { destination, reader, source }: JudgeDeps,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { type: kind, namesById: operation } of HANDLERS) {
    if (operation === undefined) continue;
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

/** Returns no rows for a refused request. Names are optional: without a name, the id is shown. */
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

/**
 * Returns a name that is already known, without sending a request. A name from Looker takes precedence over the backup.
 */
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
      const there = { type: kind, id: itemOf(placeholderText(id)).id };
      return `new ${itemWords(there, deps.source.item(there)?.name)}`;
    }
    const name = names.get(`${kind}/${id}`) ?? known(kind, id, deps);
    return itemWords({ type: kind, id }, name);
  };
}
