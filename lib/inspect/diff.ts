/**
 * What changed in the vault between two moments, item by item and within an item.
 *
 * @module
 */
import { messageOf } from "../base/errors.ts";
import { canonical } from "../codec/canonical.ts";
import { sameBytes } from "../codec/digest.ts";
import { asObject, type JsonObject } from "../codec/json_value.ts";
import { decode } from "../codec/msgpack_reader.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { volatileKeys } from "../looker/volatile.ts";
import { idsTouched, nameOf, type Span, type StateAt, stateAt } from "../vault/changes.ts";
import { NOW } from "../vault/snapshot.ts";
import { allSessions } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";
import { readBodyAt, versionsOf } from "../vault/versions.ts";
import { type Difference, differences, type NameLookup } from "./differences.ts";
import { DamagedItemError, NotInVaultError } from "./errors.ts";

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
  /** Null for now. */
  to: string | null;
  types: TypeDiff[];
  items: ItemDiff[];
}

/**
 * What changed.
 *
 * @throws {NotInVaultError} when the vault never held the item asked for.
 * @throws {DamagedItemError} when a version is not what was stored.
 */
export function diffVault(vault: Vault, request: DiffRequest): VaultDiff {
  const { type, id } = request;
  const from = request.from ??
    (type !== undefined && id !== undefined
      ? formerVersion(vault, type, id, request.to ?? NOW)
      : beforeNewestRun(vault));
  const span = { from, to: request.to ?? NOW };
  const lookUp = nameLookup(vault);
  const items = (type === undefined ? CONTENT_TYPES : [type]).flatMap((one) => {
    const ids = id === undefined ? idsTouched(vault, typeCode(one), span).sort(byNumber) : [id];
    return ids.flatMap((each) => diffItem(vault, { type: one, id: each, span, lookUp, request }) ?? []);
  });
  return { from, to: request.to ?? null, types: countTypes(items), items };
}

interface ItemRequest {
  type: ContentType;
  id: string;
  span: Span;
  lookUp: NameLookup;
  request: DiffRequest;
}

function diffItem(vault: Vault, { type, id, span, lookUp, request }: ItemRequest): ItemDiff | null {
  const code = typeCode(type);
  const before = stateAt(vault, { type: code, id, at: span.from });
  const after = stateAt(vault, { type: code, id, at: span.to });
  if (before === null && after === null) {
    if (request.id !== undefined) requireHeld(vault, type, id);
    return null;
  }
  const change = before === null ? "added" : after === null ? "removed" : "changed";
  if (before !== null && after !== null && sameState(before, after)) return null;
  const body = (at: string): JsonObject => readForm(vault, { type, id, at });
  return {
    type,
    id,
    name: (after ?? before)?.name ?? null,
    change,
    from_version: before?.validFrom ?? null,
    to_version: after?.validFrom ?? null,
    differences: change !== "changed" || request.stat === true
      ? []
      : differences(body(span.from), body(span.to), { nameOf: lookUp }),
  };
}

function sameState(before: StateAt, after: StateAt): boolean {
  return before.validFrom === after.validFrom || sameBytes(before.canonicalHash, after.canonicalHash);
}

/** A body as it was at a time, without what changes by itself. */
function readForm(
  vault: Vault,
  { type, id, at }: { type: ContentType; id: string; at: string },
): JsonObject {
  try {
    const bytes = readBodyAt(vault, { type: typeCode(type), id, at });
    return bytes === null ? {} : asObject(decode(canonical(bytes, volatileKeys(type))));
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

/** Just before the newest run began; the beginning of time where there was none. */
function beforeNewestRun(vault: Vault): string {
  const startedAt = allSessions(vault)[0]?.started_at;
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

function nameLookup(vault: Vault): NameLookup {
  const known = new Map<string, string | null>();
  return (type, id) => {
    const key = `${type}/${id}`;
    let name = known.get(key);
    if (name === undefined) known.set(key, name = nameOf(vault, typeCode(type), id));
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
