/**
 * Finds which items differ between two times, and in which properties.
 *
 * @module
 */
import { messageOf } from "../base/errors.ts";
import { sameBytes } from "../codec/digest.ts";
import type { JsonObject } from "../codec/json_value.ts";
import { Authors } from "../live/authors.ts";
import { comparableBody, differences } from "../live/diff/body_differences.ts";
import type { Difference } from "../live/diff/difference.ts";
import type { NameLookup } from "../live/diff/part_names.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { FOLDER } from "../looker/content_types.ts";
import type { StateAt } from "../vault/changes.ts";
import type { Vault } from "../vault/vault.ts";
import { versionsOf } from "../vault/versions.ts";
import { type ChangedBy, changedBy } from "./changed_by.ts";
import { DamagedItemError } from "./errors.ts";
import type { Moment } from "./moment.ts";

/** An item that has changed. With `stat`, it does not include who changed it. */
export interface ItemDiff extends Partial<ChangedBy> {
  type: ContentType;
  id: string;
  /** The id that the item had before a restore created it again. */
  former_id?: string;
  /** The item's id in the other vault, if it differs. */
  other_id?: string;
  name: string | null;
  /** The folder that the item is or was in; null if there is none. */
  folder_id: string | null;
  /** The path of that folder, such as `Shared/Finance`. */
  folder: string | null;
  /** The owner's email address or id; null if unknown. */
  owner: string | null;
  change: "added" | "removed" | "changed";
  /** When the two versions were first seen; null for a version that does not exist. */
  from_version: string | null;
  to_version: string | null;
  /** The changed properties; empty for items that were added or removed, and with `stat`. */
  differences: Difference[];
}

/** The two times to compare, and the options. */
export interface MomentPair {
  vault: Vault;
  /** The two times, ISO 8601 UTC. The time for Looker's current state is the same as for the vault's current state. */
  from: string;
  to: string;
  before: Moment;
  after: Moment;
  types: readonly ContentType[];
  /** Compares only this item. */
  id?: string;
  /** Compares only these folders, and items that are or were in them. */
  folders?: ReadonlySet<string>;
  /** Returns only which items changed, and reads no bodies. */
  stat?: boolean;
}

/** Returns the items that differ. @throws {DamagedItemError} if a version is damaged */
export function diffMoments(moments: MomentPair): ItemDiff[] {
  const { types, from, after, id } = moments;
  const nameOf = remembered(after.nameOf), authors = new Authors(moments.vault);
  return types.flatMap((type) => {
    const ids = id === undefined ? after.touchedSince(type, from).sort(byNumber) : [id];
    return ids.flatMap((each) => diffItem(moments, { type, id: each, nameOf, authors }) ?? []);
  });
}

interface ItemRequest {
  type: ContentType;
  id: string;
  nameOf: NameLookup;
  authors: Authors;
}

function diffItem(
  moments: MomentPair,
  { type, id, nameOf, authors }: ItemRequest,
): ItemDiff | null {
  const { vault, before, after, folders, stat = false } = moments;
  const from = before.state(type, id), to = after.state(type, id);
  if (from === null && to === null) return null;
  if (folders !== undefined && !isWithin(folders, { type, id, states: [from, to] })) return null;
  const change = from === null ? "added" : to === null ? "removed" : "changed";
  if (from !== null && to !== null && sameState(from, to)) return null;
  const form = (moment: Moment): JsonObject => readForm(vault, moment, { type, id });
  return {
    type,
    id,
    name: (to ?? from)?.name ?? null,
    folder_id: (to ?? from)?.folderId ?? null,
    folder: null,
    owner: (to ?? from)?.owner ?? null,
    change,
    from_version: from?.validFrom ?? null,
    to_version: to?.validFrom ?? null,
    differences: change !== "changed" || stat ? [] : differences(form(before), form(after), { type, nameOf }),
    ...(stat ? {} : whoChanged(moments, { type, id, authors, isNew: from === null })),
  };
}

function whoChanged(
  { vault, from, to, after }: MomentPair,
  { type, id, authors, isNew }: Omit<ItemRequest, "nameOf"> & { isNew: boolean },
): ChangedBy {
  // An item that existed when its type was first captured was created at an unknown time.
  const state = after.state(type, id);
  if (isNew && state !== null && authors.runsAround(type, state.validFrom).after === null) {
    return { by: null, also_by: [], between: authors.runsAround(type, state.validFrom) };
  }
  const versions = versionsOf(vault, typeCode(type), id);
  return changedBy(vault, authors, { type, id, versions, from, to, ...after.news(type, id) });
}

function isWithin(
  folders: ReadonlySet<string>,
  { type, id, states }: { type: ContentType; id: string; states: readonly (StateAt | null)[] },
): boolean {
  if (type === FOLDER && folders.has(id)) return true;
  return states.some((state) => folders.has(state?.folderId ?? ""));
}

function sameState(before: StateAt, after: StateAt): boolean {
  return before.validFrom === after.validFrom || sameBytes(before.canonicalHash, after.canonicalHash);
}

/** Returns the comparable body of an item at one of the two times. */
function readForm(
  vault: Vault,
  moment: Moment,
  { type, id }: { type: ContentType; id: string },
): JsonObject {
  try {
    const bytes = moment.body(type, id);
    return bytes === null ? {} : comparableBody(type, bytes);
  } catch (cause) {
    throw new DamagedItemError(
      `Cannot compare ${type} ${id}: a version of it is damaged in the vault ${vault.path} (${
        messageOf(cause)
      })`,
      {
        cause,
        hint: "Run `lookervault verify` to see what is damaged, or compare without bodies: --stat.",
      },
    );
  }
}

function remembered(lookUp: NameLookup): NameLookup {
  const known = new Map<string, string | null>();
  return (type, id) => {
    const key = `${type}/${id}`;
    let name = known.get(key);
    if (name === undefined) known.set(key, name = lookUp(type, id));
    return name;
  };
}

/** Sorts ids: numbers first, in numerical order. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a, b].map((id) => /^\d+$/.test(id) ? Number(id) : Infinity) as [number, number];
  return x === y ? (a < b ? -1 : a > b ? 1 : 0) : x - y;
}
