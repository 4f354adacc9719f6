/**
 * Reads parts that belong to an item and that Looker serves separately. A part that cannot be read is omitted and
 * recorded: absent means unknown, never empty.
 *
 * @module
 */
import type { ReadItem } from "../codec/read_item.ts";
import { jsonText, type JsonValue } from "../codec/json_value.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";
import { entryKey } from "../looker/setting_groups.ts";
import { InexactError, MalformedError } from "../codec/errors.ts";
import { MsgpackWriter } from "../codec/msgpack_writer.ts";
import { isRecordable, type TypeTracker } from "./tracker.ts";

/** Runs `read`. If its request fails, records the failure for the item and returns null. */
export async function readPart<T>(
  tracker: TypeTracker,
  { id, operation }: { id: string; operation: string },
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!isRecordable(error)) throw error;
    tracker.problem(id, operation, error);
    return null;
  }
}

/** Returns the MessagePack of a value that lookervault creates. */
export function pack(value: JsonValue): Uint8Array {
  const writer = new MsgpackWriter(64);
  writer.value(value);
  return writer.slice();
}

/** Returns the MessagePack of a list of served items, each unchanged. */
export function packList(items: readonly Uint8Array[]): Uint8Array {
  const writer = new MsgpackWriter(items.reduce((sum, item) => sum + item.length, 8));
  writer.arrayHeader(items.length);
  for (const item of items) writer.raw(item);
  return writer.slice();
}

/**
 * Returns the MessagePack of a list of served items, sorted by a property, or by their JSON text if `key` is null. For
 * lists without a stable order.
 */
export function packSorted(items: readonly Uint8Array[], key: string | null): Uint8Array {
  const named = items.map((bytes) => {
    const value = new MsgpackReader(bytes).value();
    return { bytes, name: entryKey(value, key) ?? jsonText(value) };
  });
  return packList(
    named.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0).map(({ bytes }) => bytes),
  );
}

/** Returns the MessagePack of a map of served items, each unchanged. */
export function packMap(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const writer = new MsgpackWriter(1024);
  writer.mapHeader(entries.length);
  for (const [key, value] of entries) {
    writer.string(key);
    writer.raw(value);
  }
  return writer.slice();
}

/**
 * Returns the bytes of items.
 *
 * @throws {InexactError} if an item cannot be stored exactly. A list without that item would look complete.
 */
export function wholeBytes(items: readonly (ReadItem | InexactError)[]): Uint8Array[] {
  return items.map((item) => {
    if (item instanceof InexactError) throw item;
    return item.bytes;
  });
}

/**
 * Returns the ids in rows that name members.
 *
 * @throws {MalformedError} if a row has no id. A list without that row would look complete.
 */
export function idsOfRows(rows: readonly unknown[]): string[] {
  return rows.map((row) => {
    const id = typeof row === "object" && row !== null ? (row as Record<string, unknown>)["id"] : row;
    if (typeof id === "string" && id !== "") return id;
    if (typeof id === "number" && Number.isSafeInteger(id)) return String(id);
    throw new MalformedError("A row of the list has no id");
  });
}

/** Returns ids in numeric order, followed by other ids. Lists without a stable order must not differ between runs. */
export function sortedIds(ids: Iterable<string>): string[] {
  return [...new Set(ids)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0));
}
