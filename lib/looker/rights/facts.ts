/**
 * The changes of rights that a restore makes, as the handlers of the types find them in their forms. Pure.
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

/** A user or a group that holds a right, with an id of the target instance or the placeholder of an item to create. */
export interface Holder {
  readonly kind: "users" | "groups";
  readonly id: string;
}

/** The item that a right belongs to, with an id of the target instance or a placeholder. */
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

/** One change of what a user or a group may do. */
export type RightsFact =
  /** Whether a user or a group directly holds a role. */
  | { what: "role"; of: RightsPlace; holder: Holder; gains: boolean }
  /** Whether a user is a member of a group, or a group is below another group. */
  | { what: "member"; of: RightsPlace; holder: Holder; gains: boolean }
  /** The entries of a permission set or a model set. `before` is null for a new set. */
  | { what: "entries"; of: RightsPlace; before: readonly string[] | null; after: readonly string[] }
  /** The permission set or the model set of a role. */
  | { what: "set"; of: RightsPlace; set: RightsPlace; before: string | null }
  /** A row of an access list; null if there is none. */
  | { what: "access"; of: RightsPlace; holder: Holder; before: string | null; after: string | null }
  /** Whether an item inherits the access list of its parent folder. `before` is null for a new item. */
  | { what: "inherits"; of: RightsPlace; before: boolean | null; after: boolean }
  /** A value of a user attribute; null if there is none. */
  | { what: "value"; of: RightsPlace; holder: Holder; before: JsonValue; after: JsonValue }
  /** The order in which the values of groups apply. */
  | { what: "value_order"; of: RightsPlace }
  /** Whether a user can sign in. `groups` are the current groups of the user. */
  | { what: "enabled"; holder: Holder; gains: boolean; groups: readonly string[] }
  /** The email address with which a user signs in, and to which Looker sends a new password. */
  | { what: "address"; holder: Holder; before: string | null; after: string | null }
  /** A property of the sign-in settings. */
  | { what: "sign_in"; setting: string; property: string; before: JsonValue; after: JsonValue }
  /** A schedule or an alert is enabled, or its recipients change while it is enabled. */
  | { what: "sends"; recipients: readonly string[] };

/** The input of a handler: the final forms of an item. */
export interface RightsCase {
  /** The id in the target instance, or a placeholder. */
  readonly id: string;
  readonly wanted: JsonObject;
  /** The live form; null for an item to create. */
  readonly live: JsonObject | null;
  /** The live body; null for an item to create. */
  readonly body: JsonObject | null;
}

/**
 * Returns a change for each id that is added to or removed from a list of a form. If `wanted` lacks the list, it
 * stays.
 */
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

/** Returns the change of a set's entries, if they change. */
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

/** Returns the changes of an access list `{inherits, rows}`. */
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

/** Returns the changes of the values by holder. If `after` is not an object, the values stay. */
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
 * Returns the recipients of an item that becomes enabled, or whose recipients change while it is enabled. `isOn`
 * returns whether a form is enabled, and `who` returns its recipients.
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
