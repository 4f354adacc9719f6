/**
 * Compares two times of the vault, item by item and property by property.
 *
 * @module
 */
import { Authors, type RunsAround } from "../live/authors.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../looker/content_type_names.ts";
import { NOW } from "../vault/snapshot.ts";
import { allSessions } from "../vault/stats.ts";
import { INSTANCE } from "../vault/instance.ts";
import { itemChains } from "../vault/item_chain.ts";
import type { Vault } from "../vault/vault.ts";
import { versionsOf } from "../vault/versions.ts";
import { diffMoments, type ItemDiff, type MomentPair } from "./diff_moments.ts";
import { NotInVaultError } from "./errors.ts";
import { FolderPaths } from "./named/folder_paths.ts";
import { type CompareRestored, joinRestored } from "./restored_items.ts";
import { liveMoment, type Moment, vaultMoment } from "./moment.ts";

/** The options of a comparison. Times are ISO 8601 UTC. */
export interface DiffRequest {
  /** Compares only this type. */
  type?: ContentType;
  /** Compares only this item of the type. */
  id?: string;
  /** Compares only these folders, and items that are or were in them. */
  folders?: FolderScope;
  /** Compares an item with the item that a restore created from it under a new id. */
  compareRestored?: CompareRestored;
  /**
   * The start of the time span. By default, the time before the newest run, or for a single item its version before the
   * newest.
   */
  from?: string;
  /** The end of the time span. By default, the current state of the vault. */
  to?: string;
  /** Returns only which items changed, and reads no bodies. */
  stat?: boolean;
}

/** A folder with all its descendants. */
export interface FolderScope {
  /** Such as `Shared/Finance`. */
  path: string;
  ids: ReadonlySet<string>;
}

/** The number of changed items of a type. */
export interface TypeDiff {
  type: ContentType;
  added: number;
  removed: number;
  changed: number;
}

/** The changes between two times. */
export interface VaultDiff {
  from: string;
  /** Null for the current state of the vault, `live` for the current state of Looker. */
  to: string | null;
  /** The instance's address; null if there was no run. */
  instance: string | null;
  basis: DiffBasis;
  /** The single item that is compared; null if the comparison covers a type or the vault. */
  of: { type: ContentType; id: string; name: string | null } | null;
  /** The path of the folder that is compared with its descendants; null for all folders. */
  folder: string | null;
  types: TypeDiff[];
  items: ItemDiff[];
}

/**
 * What determines the time span: the options, the newest run, the latest change of one item, or a comparison of two
 * vaults.
 */
export type DiffBasis =
  | { kind: "asked" }
  | { kind: "latest_run"; between: RunsAround }
  | { kind: "latest_change"; between: RunsAround }
  | { kind: "vaults"; ours: ComparedVault; theirs: ComparedVault };

/** One of two vaults, and when its newest run ended (ISO 8601 UTC). */
export interface ComparedVault {
  db: string;
  instance: string | null;
  at: string | null;
}

/**
 * Compares two times of a vault.
 *
 * @throws {NotInVaultError} if the vault has never had the requested item
 * @throws {DamagedItemError} if a version is damaged
 */
export function diffVault(vault: Vault, request: DiffRequest): VaultDiff {
  const { type, id, to = NOW } = request;
  const { from, basis } = spanOf(vault, request, to);
  const items = changedItems({
    vault,
    from,
    to,
    before: vaultMoment(vault, from),
    after: vaultMoment(vault, to),
    types: type === undefined ? CONTENT_TYPES : [type],
  }, request);
  if (type !== undefined && id !== undefined && items.length === 0) requireHeld(vault, type, id);
  const of = itemOf(vault, request);
  const folder = request.folders?.path ?? null;
  return {
    from,
    to: request.to ?? null,
    instance: vault.meta(INSTANCE),
    basis,
    of,
    folder,
    types: countTypes(items),
    items,
  };
}

/**
 * Compares the vault with Looker, which a run has just read into a baseline copy of the vault. `now` (ISO 8601 UTC) is
 * the time of that run.
 *
 * @throws {NotInVaultError} if neither the vault nor Looker has the requested item
 * @throws {DamagedItemError} if a version is damaged
 */
export function diffLive(
  vault: Vault,
  baseline: Vault,
  { types, now, request }: { types: readonly ContentType[]; now: string; request: DiffRequest },
): VaultDiff {
  const after = liveMoment(vault, baseline), from = request.from ?? NOW;
  const items = changedItems(
    { vault, from, to: NOW, before: vaultMoment(vault, from), after, types },
    request,
  );
  const { type, id } = request;
  if (type !== undefined && id !== undefined && items.length === 0 && after.state(type, id) === null) {
    requireHeld(vault, type, id);
  }
  return {
    from: request.from ?? newestEnd(vault) ?? now,
    to: "live",
    instance: vault.meta(INSTANCE),
    basis: { kind: "asked" },
    of: itemOf(vault, request, after),
    folder: request.folders?.path ?? null,
    types: countTypes(items),
    items,
  };
}

/**
 * Returns the items that changed. An item that a restore created again appears as one item, even if only one of its ids
 * is requested.
 */
function changedItems(moments: MomentPair, request: DiffRequest): ItemDiff[] {
  const { compareRestored: compare, id, type } = request, { vault, before, after } = moments;
  const { id: _id, ...others } = narrowing(request);
  const ids = id === undefined || type === undefined ? null : idsOf(vault, type, id);
  const found = ids === null
    ? diffMoments({ ...moments, ...others })
    : ids.flatMap((one) => diffMoments({ ...moments, ...others, id: one }));
  return withPaths(vault, joinRestored(vault, found, { before, after, compare, ...others }));
}

/** Adds the paths of the folders to the items. */
function withPaths(vault: Vault, items: readonly ItemDiff[]): ItemDiff[] {
  if (items.every(({ folder_id }) => folder_id === null)) return [...items];
  const paths = new FolderPaths(vault);
  return items.map((item) => ({
    ...item,
    folder: item.folder_id === null ? null : paths.pathOf(item.folder_id),
  }));
}

/** Returns all ids that an item has had. */
function idsOf(vault: Vault, type: ContentType, id: string): string[] {
  const chains = itemChains(vault);
  return [...new Set([id, ...chains.predecessors(type, id), ...chains.successors(type, id)])];
}

function narrowing({ id, stat, folders }: DiffRequest): Pick<MomentPair, "id" | "stat" | "folders"> {
  return {
    ...(id !== undefined && { id }),
    ...(stat !== undefined && { stat }),
    ...(folders !== undefined && { folders: folders.ids }),
  };
}

/** Returns when the newest run ended; null if it has not ended, or if there is no run. */
function newestEnd(vault: Vault): string | null {
  return allSessions(vault)[0]?.completed_at ?? null;
}

/** Returns the start of the time span, and why it starts there. */
function spanOf(
  vault: Vault,
  { type, id, from }: DiffRequest,
  to: string,
): { from: string; basis: DiffBasis } {
  if (from !== undefined) return { from, basis: { kind: "asked" } };
  return type !== undefined && id !== undefined
    ? latestChange(vault, { type, id, to })
    : latestRun(vault, to);
}

/**
 * Returns the time just before the start of the newest run that started at or before `to`. Returns the epoch if there
 * is none.
 */
function latestRun(vault: Vault, to: string): { from: string; basis: DiffBasis } {
  const [newest, former] = allSessions(vault).filter(({ started_at }) => started_at <= to);
  const at = newest === undefined ? NaN : Date.parse(newest.started_at);
  return {
    from: new Date(Number.isNaN(at) ? 0 : at - 1).toISOString(),
    basis: {
      kind: "latest_run",
      between: { after: former?.started_at ?? null, before: newest?.started_at ?? null },
    },
  };
}

/** Returns the start of the latest change at or before `to`: the time when the previous version was first seen. */
function latestChange(
  vault: Vault,
  { type, id, to }: { type: ContentType; id: string; to: string },
): { from: string; basis: DiffBasis } {
  requireHeld(vault, type, id);
  const [newest, former] = idsOf(vault, type, id).flatMap((one) => versionsOf(vault, typeCode(type), one))
    .filter(({ validFrom }) => validFrom <= to)
    .sort((a, b) => a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : 0);
  const isEnded = newest !== undefined && newest.validTo !== null && newest.validTo <= to;
  const seen = (isEnded ? newest.validTo : newest?.validFrom) ?? to;
  return {
    from: (isEnded ? newest : former ?? newest)?.validFrom ?? to,
    basis: { kind: "latest_change", between: new Authors(vault).runsAround(type, seen) },
  };
}

function itemOf(
  vault: Vault,
  { type, id }: DiffRequest,
  { nameOf }: Pick<Moment, "nameOf"> = vaultMoment(vault, NOW),
): VaultDiff["of"] {
  return type === undefined || id === undefined ? null : { type, id, name: nameOf(type, id) };
}

function requireHeld(vault: Vault, type: ContentType, id: string): void {
  if (versionsOf(vault, typeCode(type), id).length > 0) return;
  throw new NotInVaultError(`Cannot compare ${type} ${id}: the vault ${vault.path} has no version of it`, {
    hint: `Choose an id from \`lookervault list ${type}\`.`,
  });
}

/** Counts the changed items of each type. */
export function countTypes(items: readonly ItemDiff[]): TypeDiff[] {
  return CONTENT_TYPES.flatMap((type) => {
    const own = items.filter((item) => item.type === type);
    if (own.length === 0) return [];
    const count = (change: ItemDiff["change"]): number => own.filter((item) => item.change === change).length;
    return [{ type, added: count("added"), removed: count("removed"), changed: count("changed") }];
  });
}
