/**
 * Who gains or loses what by a restore, as the handlers of the types find it in their forms. Pure.
 *
 * @module
 */
import {
  asObject,
  asObjects,
  asText,
  asTexts,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sameJson,
} from "../../codec/json_value.ts";

/** Who holds a right: a user or a group, by an id of the destination or the placeholder of one that is to be made. */
export interface Holder {
  readonly kind: "users" | "groups";
  readonly id: string;
}

/** What a right hangs on, by an id of the destination or a placeholder. */
export interface RightsPlace {
  readonly kind:
    | "roles"
    | "groups"
    | "permission_sets"
    | "model_sets"
    | "folders"
    | "agents"
    | "boards"
    | "user_attributes";
  readonly id: string;
}

/** One thing that somebody may do afterwards and could not before, or the other way round. */
export type RightsFact =
  /** Somebody holds a role directly. */
  | { what: "role"; of: RightsPlace; holder: Holder; gains: boolean }
  /** Somebody is a member of a group, or a group is below another. */
  | { what: "member"; of: RightsPlace; holder: Holder; gains: boolean }
  /** Entries of a permission set or a model set; `before` is null for a new one. */
  | { what: "entries"; of: RightsPlace; before: readonly string[] | null; after: readonly string[] }
  /** The permission set or the model set of a role. */
  | { what: "set"; of: RightsPlace; set: RightsPlace; before: string | null }
  /** A row of an access list: null if there is none. */
  | { what: "access"; of: RightsPlace; holder: Holder; before: string | null; after: string | null }
  /** Whether an item has the access list of the folder above it; `before` is null for a new one. */
  | { what: "inherits"; of: RightsPlace; before: boolean | null; after: boolean }
  /** A value of a user attribute: null if there is none. */
  | { what: "value"; of: RightsPlace; holder: Holder; before: JsonValue; after: JsonValue }
  /** The order in which the values of groups count. */
  | { what: "value_order"; of: RightsPlace }
  /** A user may sign in or no longer may; `groups` are those that the user is in by now. */
  | { what: "enabled"; holder: Holder; gains: boolean; groups: readonly string[] }
  /** The address under which a user signs in, and to which Looker sends a new password. */
  | { what: "address"; holder: Holder; before: string | null; after: string | null }
  /** A property of how people sign in. */
  | { what: "sign_in"; setting: string; property: string; before: JsonValue; after: JsonValue }
  /** A schedule or an alert is enabled, or the recipients of an enabled one change. */
  | { what: "sends"; recipients: readonly string[] };

/** What a handler is asked about: forms after everything is settled. */
export interface RightsCase {
  /** Its id in the destination, or its placeholder. */
  readonly id: string;
  readonly wanted: JsonObject;
  /** The live form; null for an item that is to be made. */
  readonly live: JsonObject | null;
  /** The live body; null for an item that is to be made. */
  readonly body: JsonObject | null;
}

/** Who is added to a list of ids of a form and who is taken away. A list that is not wanted is not touched. */
export function listFacts<T extends RightsFact>(
  { wanted, live }: RightsCase,
  key: string,
  fact: (id: string, gains: boolean) => T,
): T[] {
  if (!Array.isArray(wanted[key])) return [];
  const before = new Set(asTexts(live?.[key])), after = new Set(asTexts(wanted[key]));
  return [
    ...[...after].filter((id) => !before.has(id)).map((id) => fact(id, true)),
    ...[...before].filter((id) => !after.has(id)).map((id) => fact(id, false)),
  ];
}

/** A fact for each entry that a set gains or loses. */
export function entryFacts(
  { id, wanted, live }: RightsCase,
  kind: RightsPlace["kind"],
  key: string,
): RightsFact[] {
  if (!Array.isArray(wanted[key])) return [];
  const after = asTexts(wanted[key]), before = live === null ? null : asTexts(live[key]);
  const same = before !== null && before.length === after.length &&
    after.every((one) => before.includes(one));
  return same ? [] : [{ what: "entries", of: { kind, id }, before, after }];
}

/** An access list `{inherits, rows}`, where it changes. */
export function accessFacts(
  { id, wanted, live }: RightsCase,
  kind: RightsPlace["kind"],
  key: string,
): RightsFact[] {
  const to = wanted[key], of = { kind, id };
  if (!isJsonObject(to)) return [];
  const from = live?.[key], after = to["inherits"] === true;
  const before = isJsonObject(from) ? from["inherits"] === true : null;
  const facts: RightsFact[] = before === after || (before === null && after)
    ? []
    : [{ what: "inherits", of, before, after }];
  const rowsBefore = rowsOf(from), rowsAfter = rowsOf(to);
  for (const name of new Set([...rowsBefore.keys(), ...rowsAfter.keys()])) {
    const one = rowsBefore.get(name), other = rowsAfter.get(name), holder = (other ?? one)?.holder;
    if (holder === undefined || one?.level === other?.level) continue;
    facts.push({ what: "access", of, holder, before: one?.level ?? null, after: other?.level ?? null });
  }
  return facts;
}

function rowsOf(access: JsonValue | undefined): Map<string, { holder: Holder; level: string }> {
  const rows = new Map<string, { holder: Holder; level: string }>();
  for (const row of asObjects(asObject(access)["rows"])) {
    const group = asText(row["group_id"]), user = asText(row["user_id"]);
    const holder: Holder | null = group !== null
      ? { kind: "groups", id: group }
      : user !== null
      ? { kind: "users", id: user }
      : null;
    const level = asText(row["permission_type"]) ?? "unknown access";
    if (holder !== null) rows.set(`${holder.kind}/${holder.id}`, { holder, level });
  }
  return rows;
}

/** Values by holder, where they change. A map that is not wanted is not touched. */
export function valueFacts(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  of: (key: string) => { of: RightsPlace; holder: Holder },
): RightsFact[] {
  if (!isJsonObject(after)) return [];
  const from = asObject(before);
  return [...new Set([...Object.keys(from), ...Object.keys(after)])].flatMap((key): RightsFact[] => {
    const one = from[key] ?? null, other = after[key] ?? null;
    return sameJson(one, other) ? [] : [{ what: "value", ...of(key), before: one, after: other }];
  });
}

/**
 * Who is sent mail, where something is on afterwards that was not, or sends to others; `isOn` tells it of a form, `who`
 * its recipients.
 */
export function sendFacts(
  { wanted, live }: RightsCase,
  isOn: (form: JsonObject) => boolean,
  who: (form: JsonObject) => readonly string[],
): RightsFact[] {
  const after = { ...live, ...wanted };
  if (!isOn(after)) return [];
  const recipients = who(after);
  const before = live === null || !isOn(live) ? null : who(live);
  const same = before !== null && before.length === recipients.length &&
    recipients.every((one) => before.includes(one));
  return same ? [] : [{ what: "sends", recipients }];
}
