/**
 * Describes the changes of rights that a restore makes: one sentence for each change, with names instead of ids.
 * Pure.
 *
 * @module
 */
import { jsonText, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { itemWords } from "../item_ref.ts";
import type { NewAdmin } from "./admins.ts";
import type { RightsFact } from "./facts.ts";

/** A change of rights, as it is displayed and as it is in the JSON document. */
export interface RightsChange {
  /** The item of the plan that causes the change. */
  type: ContentType;
  id: string;
  /**
   * One of `role`, `member`, `entries`, `set`, `access`, `inherits`, `value`, `value_order`, `enabled`, `address`,
   * `sends`, `sign_in`, `admin`.
   */
  what: RightsFact["what"] | "admin";
  /** Whether the change adds rights; null if this is unclear. */
  gains: boolean | null;
  /** One sentence that describes the change. */
  text: string;
}

/** An item of a plan and its changes of rights. */
export interface RightsOfItem {
  type: ContentType;
  id: string;
  name: string | null;
  facts: readonly RightsFact[];
}

/** Returns a name such as `Ann Lee (users 9)`, by an id of the target instance or a placeholder. */
export type NameOf = (kind: ContentType, id: string) => string;

/** Returns all changes of rights. Changes that make a user Admin come first. */
export function describeRights(
  items: readonly RightsOfItem[],
  { admins, nameOf }: { admins: readonly NewAdmin[]; nameOf: NameOf },
): RightsChange[] {
  const becoming = admins.map(({ holder, through }): RightsChange => ({
    type: holder.kind,
    id: holder.id,
    what: "admin",
    gains: true,
    text: `${holder.kind === "groups" ? "every member of " : ""}${
      nameOf(holder.kind, holder.id)
    } becomes Admin, by ${nameOf(through.kind, through.id)}`,
  }));
  const changes = items.flatMap(({ type, id, name, facts }) =>
    facts.map((fact): RightsChange => ({
      type,
      id,
      what: fact.what,
      gains: gainsOf(fact),
      text: sentence(fact, nameOf, itemWords({ type, id }, name)),
    }))
  );
  return [...becoming, ...once(changes)];
}

/** Removes duplicates. The same change can come from both sides: from a role's users, and from a user's roles. */
function once(changes: readonly RightsChange[]): RightsChange[] {
  return [...new Map(changes.map((change) => [change.text, change])).values()];
}

function gainsOf(fact: RightsFact): boolean | null {
  switch (fact.what) {
    case "role":
    case "member":
    case "enabled":
      return fact.gains;
    case "entries": {
      const added = fact.after.some((one) => fact.before?.includes(one) !== true);
      const removed = fact.before?.some((one) => !fact.after.includes(one)) === true;
      return added === removed ? null : added;
    }
    case "access":
      return fact.before === null ? true : fact.after === null ? false : null;
    case "sends":
      return true;
    default:
      return null;
  }
}

function sentence(fact: RightsFact, nameOf: NameOf, self: string): string {
  switch (fact.what) {
    case "role":
      return `${nameOf(fact.holder.kind, fact.holder.id)} ${fact.gains ? "gets" : "loses"} ${
        nameOf("roles", fact.of.id)
      }`;
    case "member":
      return fact.gains
        ? `${nameOf(fact.holder.kind, fact.holder.id)} joins ${nameOf("groups", fact.of.id)}`
        : `${nameOf(fact.holder.kind, fact.holder.id)} leaves ${nameOf("groups", fact.of.id)}`;
    case "entries": {
      const added = fact.after.filter((one) => fact.before?.includes(one) !== true);
      const removed = (fact.before ?? []).filter((one) => !fact.after.includes(one));
      const parts = [...part("gets", added), ...part("loses", removed)];
      return `${nameOf(fact.of.kind, fact.of.id)} ${
        parts.length === 0 ? "is created empty" : parts.join(", and ")
      }`;
    }
    case "set": {
      const to = nameOf(fact.set.kind, fact.set.id);
      const from = fact.before === null ? "" : ` instead of ${nameOf(fact.set.kind, fact.before)}`;
      return `${nameOf("roles", fact.of.id)} gets ${to}${from}`;
    }
    case "access": {
      const who = nameOf(fact.holder.kind, fact.holder.id), what = nameOf(fact.of.kind, fact.of.id);
      if (fact.after === null) return `${who} loses ${fact.before ?? "access"} on ${what}`;
      return `${who} gets ${fact.after} on ${what}${
        fact.before === null ? "" : ` instead of ${fact.before}`
      }`;
    }
    case "inherits":
      return `${nameOf(fact.of.kind, fact.of.id)} ${
        fact.after ? "inherits the access list of its parent folder" : "gets a separate access list"
      }`;
    case "value": {
      const who = nameOf(fact.holder.kind, fact.holder.id), what = nameOf("user_attributes", fact.of.id);
      if (fact.after === null) return `${who} loses the value ${shown(fact.before)} of ${what}`;
      return `${who} gets the value ${shown(fact.after)} of ${what}${
        fact.before === null ? "" : ` instead of ${shown(fact.before)}`
      }`;
    }
    case "value_order":
      return `the values of groups of ${nameOf("user_attributes", fact.of.id)} apply in another order`;
    case "enabled":
      return `${nameOf("users", fact.holder.id)} ${fact.gains ? "can sign in" : "can no longer sign in"}`;
    case "address":
      return `${nameOf("users", fact.holder.id)} signs in as ${fact.after ?? "nobody"}${
        fact.before === null ? "" : ` instead of ${fact.before}`
      }`;
    case "sign_in":
      return `sign-in: ${fact.property} of ${fact.setting} becomes ${shown(fact.after)}${
        fact.before === null ? "" : ` instead of ${shown(fact.before)}`
      }`;
    case "sends":
      return `${self} sends to ${fact.recipients.length === 0 ? "nobody" : list(fact.recipients)}`;
  }
}

function part(verb: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`${verb} ${list(entries)}`];
}

function list(entries: readonly string[]): string {
  return entries.join(", ");
}

function shown(value: JsonValue): string {
  return typeof value === "string" ? JSON.stringify(value) : jsonText(value);
}
