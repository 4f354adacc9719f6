/**
 * What copies are called: `INSTANCE/YYYY-MM-DDTHH-MM-SSZ.db.zst`, with `.age` behind it where it is encrypted, beside it
 * its manifest (`.json`), and the records of what was pruned (`.pruned`). Pure.
 *
 * @module
 */

/** What an object beside others of the same timestamp is. */
export type ObjectKind = "data" | "encrypted data" | "manifest" | "prune record";

/** An object's key, taken apart. */
export interface ObjectName {
  /** The folder: {@linkcode instanceFolder}. */
  folder: string;
  /** `2026-11-29T04-00-00Z`. */
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

/** The timestamp of a moment (milliseconds since the epoch), to the second. */
export function stampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** The moment of a timestamp, milliseconds since the epoch; null otherwise. */
export function momentOf(stamp: string): number | null {
  const [, day, hour, minute, second] = STAMP.exec(stamp) ?? [];
  if (day === undefined) return null;
  const ms = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  // 2026-02-31 would silently become March.
  return !Number.isNaN(ms) && stampOf(ms) === stamp ? ms : null;
}

/** The moment of a timestamp as ISO 8601 UTC. @throws {RangeError} for an invalid value. */
export function isoOfStamp(stamp: string): string {
  return new Date(momentOf(stamp) ?? NaN).toISOString();
}

/** The folder of an instance's copies: its host, and its port where that is no usual one: `looker.acme.com_19999`. */
export function instanceFolder(instance: string): string {
  const { hostname, port } = new URL(instance);
  const host = hostname.replace(/^\[|\]$/g, "").replaceAll(":", "-");
  return port === "" ? host : `${host}_${port}`;
}

/** The key of an object. */
export function keyOf({ folder, stamp, kind }: ObjectName): string {
  return `${folder}/${stamp}${ENDINGS[kind]}`;
}

/** Takes a key apart; null for an object that lookervault did not make: folders, and files of others. */
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
