/**
 * What changed in the vault between two moments, item by item and within an item.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { NOW } from "../vault/snapshot.ts";
import { allSessions } from "../vault/stats.ts";
import type { Vault } from "../vault/vault.ts";
import { versionsOf } from "../vault/versions.ts";
import { diffMoments, type ItemDiff, type MomentPair } from "./diff_moments.ts";
import { NotInVaultError } from "./errors.ts";
import { liveMoment, vaultMoment } from "./moment.ts";

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
    ...narrowing(request),
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
  const items = diffMoments({
    vault,
    from,
    before: vaultMoment(vault, from),
    after,
    types,
    ...narrowing(request),
  });
  const { type, id } = request;
  if (type !== undefined && id !== undefined && items.length === 0 && after.state(type, id) === null) {
    requireHeld(vault, type, id);
  }
  return { from: request.from ?? newestEnd(vault) ?? now, to: "live", types: countTypes(items), items };
}

function narrowing({ id, stat }: DiffRequest): Pick<MomentPair, "id" | "stat"> {
  return { ...(id !== undefined && { id }), ...(stat !== undefined && { stat }) };
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

function countTypes(items: readonly ItemDiff[]): TypeDiff[] {
  return CONTENT_TYPES.flatMap((type) => {
    const own = items.filter((item) => item.type === type);
    if (own.length === 0) return [];
    const count = (change: ItemDiff["change"]): number => own.filter((item) => item.change === change).length;
    return [{ type, added: count("added"), removed: count("removed"), changed: count("changed") }];
  });
}
