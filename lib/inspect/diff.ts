/**
 * What changed in the vault between two moments, item by item and within an item.
 *
 * @module
 */
import type { Difference } from "../live/diff/difference.ts";
import { messageOf } from "../base/errors.ts";
import { canonical } from "../codec/canonical.ts";
import { sameBytes } from "../codec/digest.ts";
import { asObject, type JsonObject } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { formRules } from "../looker/equality.ts";
import type { StateAt } from "../vault/changes.ts";
import { NOW } from "../vault/snapshot.ts";
import { allSessions } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";
import { versionsOf } from "../vault/versions.ts";
import { differences } from "../live/diff/body_differences.ts";
import type { NameLookup } from "../live/diff/part_names.ts";
import { DamagedItemError, NotInVaultError } from "./errors.ts";
import { liveMoment, type Moment, vaultMoment } from "./moment.ts";

/** What is compared. Times are ISO 8601 UTC. */
export interface DiffRequest {
  /** Only this type. */
  type?: ContentType;
  /** Only this item of it. */
  id?: string;
  /** Absent: before the newest run, or for one item its version before the newest. */
  from?: string;
  /** Absent: what the vault holds now. */
  to?: string;
  /** Only which items changed, not what in them: no body is read. */
  stat?: boolean;
}

/** An item that is not what it was. */
export interface ItemDiff {
  type: ContentType;
  id: string;
  name: string | null;
  change: "added" | "removed" | "changed";
  /** When the two versions were first seen; null where there was none. */
  from_version: string | null;
  to_version: string | null;
  /** What changed in it; empty for items that came or went, and with `stat`. */
  differences: Difference[];
}

/** How many items of a type changed. */
export interface TypeDiff {
  type: ContentType;
  added: number;
  removed: number;
  changed: number;
}

/** What changed between two moments. */
export interface VaultDiff {
  from: string;
  /** Null for what the vault holds now, `live` for Looker as it is. */
  to: string | null;
  types: TypeDiff[];
  items: ItemDiff[];
}

/**
 * What changed in the vault.
 *
 * @throws {NotInVaultError} when the vault never held the item asked for.
 * @throws {DamagedItemError} when a version is not what was stored.
 */
export function diffVault(vault: Vault, request: DiffRequest): VaultDiff {
  const { type, id, to = NOW } = request;
  const from = request.from ??
    (type !== undefined && id !== undefined
      ? formerVersion(vault, type, id, to)
      : beforeNewestRun(vault, to));
  const items = diffMoments({
    vault,
    from,
    before: vaultMoment(vault, from),
    after: vaultMoment(vault, to),
    types: type === undefined ? CONTENT_TYPES : [type],
    request,
  });
  if (type !== undefined && id !== undefined && items.length === 0) requireHeld(vault, type, id);
  return { from, to: request.to ?? null, types: countTypes(items), items };
}

/**
 * What changed from the vault to Looker, which a run has just read into a baseline copy of the vault. `now` (ISO 8601 UTC) is the
 * time of that.
 *
 * @throws {NotInVaultError} when neither has the item asked for.
 * @throws {DamagedItemError} when a version is not what was stored.
 */
export function diffLive(
  vault: Vault,
  baseline: Vault,
  { types, now, request }: { types: readonly ContentType[]; now: string; request: DiffRequest },
): VaultDiff {
  const after = liveMoment(vault, baseline), from = request.from ?? NOW;
  const items = diffMoments({ vault, from, before: vaultMoment(vault, from), after, types, request });
  const { type, id } = request;
  if (type !== undefined && id !== undefined && items.length === 0 && after.state(type, id) === null) {
    requireHeld(vault, type, id);
  }
  return { from: request.from ?? newestEnd(vault) ?? now, to: "live", types: countTypes(items), items };
}

/** What two moments are compared by. */
interface Comparison {
  vault: Vault;
  /** The time of `before`. */
  from: string;
  before: Moment;
  after: Moment;
  types: readonly ContentType[];
  request: DiffRequest;
}

function diffMoments(comparison: Comparison): ItemDiff[] {
  const { types, from, after, request: { id } } = comparison;
  const nameOf = remembered(after.nameOf);
  return types.flatMap((type) => {
    const ids = id === undefined ? after.touchedSince(type, from).sort(byNumber) : [id];
    return ids.flatMap((each) => diffItem(comparison, { type, id: each, nameOf }) ?? []);
  });
}

interface ItemRequest {
  type: ContentType;
  id: string;
  nameOf: NameLookup;
}

function diffItem(
  { vault, before, after, request }: Comparison,
  { type, id, nameOf }: ItemRequest,
): ItemDiff | null {
  const from = before.state(type, id), to = after.state(type, id);
  if (from === null && to === null) return null;
  const change = from === null ? "added" : to === null ? "removed" : "changed";
  if (from !== null && to !== null && sameState(from, to)) return null;
  const form = (moment: Moment): JsonObject => readForm(vault, moment, { type, id });
  return {
    type,
    id,
    name: (to ?? from)?.name ?? null,
    change,
    from_version: from?.validFrom ?? null,
    to_version: to?.validFrom ?? null,
    differences: change !== "changed" || request.stat === true
      ? []
      : differences(form(before), form(after), { type, nameOf }),
  };
}

function sameState(before: StateAt, after: StateAt): boolean {
  return before.validFrom === after.validFrom || sameBytes(before.canonicalHash, after.canonicalHash);
}

/** A body as it was at a moment, without what never counts. What says nothing stands in it as it was served. */
function readForm(
  vault: Vault,
  moment: Moment,
  { type, id }: { type: ContentType; id: string },
): JsonObject {
  try {
    const bytes = moment.body(type, id);
    return bytes === null ? {} : asObject(decode(canonical(bytes, formRules(type), { keepNothing: true })));
  } catch (cause) {
    throw new DamagedItemError(
      `Cannot compare ${type} ${id}: a version of it is damaged in the vault ${vault.path} (${
        messageOf(cause)
      })`,
      {
        cause,
        hint: "`lookervault verify` names everything that is damaged; --stat compares without bodies.",
      },
    );
  }
}

/** When the newest run ended; null while it has not, or where there was none. */
function newestEnd(vault: Vault): string | null {
  return allSessions(vault)[0]?.completed_at ?? null;
}

/** Just before the newest run began that did so until `to`; the beginning of time where there was none. */
function beforeNewestRun(vault: Vault, to: string): string {
  const startedAt = allSessions(vault).find(({ started_at }) => started_at <= to)?.started_at;
  const at = startedAt === undefined ? NaN : Date.parse(startedAt);
  return new Date(Number.isNaN(at) ? 0 : at - 1).toISOString();
}

/** When the version before the newest one until `to` was seen. */
function formerVersion(vault: Vault, type: ContentType, id: string, to: string): string {
  requireHeld(vault, type, id);
  const [newest, former] = versionsOf(vault, typeCode(type), id).filter(({ validFrom }) => validFrom <= to);
  const ended = newest !== undefined && newest.validTo !== null && newest.validTo <= to;
  return (ended ? newest : former ?? newest)?.validFrom ?? to;
}

function requireHeld(vault: Vault, type: ContentType, id: string): void {
  if (versionsOf(vault, typeCode(type), id).length > 0) return;
  throw new NotInVaultError(`Cannot compare ${type} ${id}: the vault ${vault.path} never held it`, {
    hint: `\`lookervault list ${type}\` shows which there are.`,
  });
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

function countTypes(items: readonly ItemDiff[]): TypeDiff[] {
  return CONTENT_TYPES.flatMap((type) => {
    const own = items.filter((item) => item.type === type);
    if (own.length === 0) return [];
    const count = (change: ItemDiff["change"]): number => own.filter((item) => item.change === change).length;
    return [{ type, added: count("added"), removed: count("removed"), changed: count("changed") }];
  });
}

/** Ids that are numbers come first, in the order of their numbers. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a, b].map((id) => /^\d+$/.test(id) ? Number(id) : Infinity) as [number, number];
  return x === y ? (a < b ? -1 : a > b ? 1 : 0) : x - y;
}
