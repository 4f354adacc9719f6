/**
 * The keys of objects. A snapshot is `INSTANCE/YYYY-MM-DDTHH-MM-SSZ.db.zst`, with `.age` appended if it is encrypted.
 * Its manifest (`.json`) and prune records (`.pruned`) are in the same folder. Pure.
 *
 * @module
 */

/** The kind of an object among those with the same timestamp. */
export type ObjectKind = "data" | "encrypted data" | "manifest" | "prune record";

/** A parsed key. */
export interface ObjectName {
  /** The folder of {@linkcode instanceFolder}. */
  folder: string;
  /** Such as `2026-11-29T04-00-00Z`. */
  stamp: string;
  kind: ObjectKind;
}

const ENDINGS: Readonly<Record<ObjectKind, string>> = {
  "data": ".db.zst",
  "encrypted data": ".db.zst.age",
  "manifest": ".json",
  "prune record": ".pruned",
};

const STAMP = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z$/;

/** Formats a time (milliseconds since the epoch) as a timestamp, to the second. */
export function stampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** Parses a timestamp. Returns milliseconds since the epoch, or null if the timestamp is invalid. */
export function momentOf(stamp: string): number | null {
  const [, day, hour, minute, second] = STAMP.exec(stamp) ?? [];
  if (day === undefined) return null;
  const ms = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  // Date.parse accepts 2026-02-31 as a day in March.
  return !Number.isNaN(ms) && stampOf(ms) === stamp ? ms : null;
}

/** Converts a timestamp to ISO 8601 UTC. @throws {RangeError} if it is invalid */
export function isoOfStamp(stamp: string): string {
  return new Date(momentOf(stamp) ?? NaN).toISOString();
}

/**
 * Returns the folder of an instance's snapshots: its host, and its port unless it is the default port, such as
 * `looker.acme.com_19999`.
 */
export function instanceFolder(instance: string): string {
  const { hostname, port } = new URL(instance);
  const host = hostname.replace(/^\[|\]$/g, "").replaceAll(":", "-");
  return port === "" ? host : `${host}_${port}`;
}

/** Returns the key of an object. */
export function keyOf({ folder, stamp, kind }: ObjectName): string {
  return `${folder}/${stamp}${ENDINGS[kind]}`;
}

/** Parses a key. Returns null for folders and other objects that lookervault did not create. */
export function parseKey(key: string): ObjectName | null {
  const [folder = "", name = "", ...rest] = key.split("/");
  if (folder === "" || rest.length > 0) return null;
  const stamp = name.slice(0, 20), ending = name.slice(20);
  if (momentOf(stamp) === null) return null;
  for (const kind of Object.keys(ENDINGS) as ObjectKind[]) {
    if (ENDINGS[kind] === ending) return { folder, stamp, kind };
  }
  return null;
}
