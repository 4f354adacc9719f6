/**
 * Maps ids of a source instance to ids of a target instance: `id_mappings`.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import type { Vault } from "./vault.ts";

/** The source and the target instance. Both may be the same. */
export interface MapDirection {
  source: string;
  destination: string;
}

/** A pair of ids. */
export interface IdMapping {
  /** A content type, or a part such as `dashboard_elements`. */
  kind: string;
  sourceId: string;
  destinationId: string;
}

/** Adds or changes a mapping. Inside a transaction. */
export function saveMapping(
  vault: Vault,
  { source, destination }: MapDirection,
  { kind, sourceId, destinationId, sessionId, at }: IdMapping & { sessionId: string; at: string },
): void {
  vault.prepare(
    `INSERT INTO id_mappings (source_instance, destination_instance, kind, source_id, destination_id, session_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (source_instance, destination_instance, kind, source_id) DO UPDATE
       SET destination_id = excluded.destination_id, session_id = excluded.session_id, created_at = excluded.created_at`,
  ).run(source, destination, kind, sourceId, destinationId, sessionId, at);
}

/**
 * Returns all mappings between two instances, whatever the spelling of their addresses. If an id has several mappings,
 * the last recorded one comes last. The query compares distinct pairs of addresses first, because these are few.
 */
export function mappings(vault: Vault, { source, destination }: MapDirection): IdMapping[] {
  const pairs = vault.read(() =>
    vault.prepare("SELECT DISTINCT source_instance, destination_instance FROM id_mappings").all()
  ).map((row) => ({ from: String(row["source_instance"]), to: String(row["destination_instance"]) }))
    .filter(({ from, to }) => sameAddress(from, source) && sameAddress(to, destination));
  const found = pairs.flatMap(({ from, to }) =>
    rows(vault, "WHERE source_instance = ? AND destination_instance = ?", from, to)
  );
  if (pairs.length > 1) found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return found;
}

/** A recorded mapping with its instances, its restore and its time. */
export interface RecordedMapping extends IdMapping, MapDirection {
  sessionId: string | null;
  createdAt: string;
}

/** Returns all mappings in the vault. */
export function allMappings(vault: Vault): RecordedMapping[] {
  return vault.read(() =>
    vault.prepare("SELECT * FROM id_mappings ORDER BY source_instance, destination_instance, kind, source_id")
      .all()
  ).map((row) => ({
    source: String(row["source_instance"]),
    destination: String(row["destination_instance"]),
    kind: String(row["kind"]),
    sourceId: String(row["source_id"]),
    destinationId: String(row["destination_id"]),
    sessionId: row["session_id"] as string | null,
    createdAt: String(row["created_at"]),
  }));
}

function rows(vault: Vault, where: string, ...values: string[]): (IdMapping & { createdAt: string })[] {
  return vault.read(() =>
    vault.prepare(`SELECT kind, source_id, destination_id, created_at FROM id_mappings ${where}`).all(
      ...values,
    )
  ).map((row) => ({
    kind: String(row["kind"]),
    sourceId: String(row["source_id"]),
    destinationId: String(row["destination_id"]),
    createdAt: String(row["created_at"]),
  }));
}
