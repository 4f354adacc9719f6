/**
 * Parses the listings of S3: objects, versions, uploads and parts. Pure.
 *
 * @module
 */
import { RefusedError } from "../errors.ts";
import type { Page } from "../http/pages.ts";
import { elements, textAt, type XmlElement } from "../http/xml.ts";
import type { StoredObject, UnfinishedUpload, UploadedPart } from "../store.ts";

/** One version of an object, or a deletion marker. */
export interface S3Version {
  key: string;
  version: string;
  deleted: boolean;
  bytes: number;
  modifiedAt: string;
  etag: string;
}

/** Parses a page of ListObjectsV2. */
export function readObjects(root: XmlElement): Page<StoredObject> {
  const items = elements(root, "Contents").map((entry) => ({
    key: keyOf(entry),
    bytes: Number(needed(entry, "Size")),
    modifiedAt: isoOf(entry),
    md5: md5In(textAt(entry, "ETag")),
  }));
  return { items, next: nextOf(root, { NextContinuationToken: "continuation-token" }) };
}

/** Parses a page of ListObjectVersions. The newest version of a key comes first. */
export function readVersions(root: XmlElement): Page<S3Version> {
  const items = root.children.filter(({ name }) => name === "Version" || name === "DeleteMarker").map((
    entry,
  ) => ({
    key: keyOf(entry),
    version: needed(entry, "VersionId"),
    deleted: entry.name === "DeleteMarker",
    bytes: Number(textAt(entry, "Size") ?? 0),
    modifiedAt: isoOf(entry),
    etag: textAt(entry, "ETag") ?? "",
  }));
  return {
    items,
    next: nextOf(root, { NextKeyMarker: "key-marker", NextVersionIdMarker: "version-id-marker" }),
  };
}

/** Parses a page of ListMultipartUploads. */
export function readUploads(root: XmlElement): Page<UnfinishedUpload> {
  const items = elements(root, "Upload").map((entry) => {
    const at = Date.parse(textAt(entry, "Initiated") ?? "");
    return {
      key: keyOf(entry),
      id: needed(entry, "UploadId"),
      startedAt: Number.isNaN(at) ? null : new Date(at).toISOString(),
    };
  });
  return {
    items,
    next: nextOf(root, { NextKeyMarker: "key-marker", NextUploadIdMarker: "upload-id-marker" }),
  };
}

/** Parses a page of ListParts. */
export function readParts(root: XmlElement): Page<UploadedPart> {
  const items = elements(root, "Part").map((entry) => {
    const tag = needed(entry, "ETag");
    return {
      number: Number(needed(entry, "PartNumber")),
      bytes: Number(needed(entry, "Size")),
      md5: md5In(tag),
      tag,
    };
  });
  return { items, next: nextOf(root, { NextPartNumberMarker: "part-number-marker" }) };
}

/**
 * Returns the first version of each object. lookervault never writes an object twice, so somebody else wrote the later
 * versions. `versions` are grouped by key, the newest first.
 */
export function firstVersions(versions: readonly S3Version[]): StoredObject[] {
  const byKey = Map.groupBy(versions, ({ key }) => key);
  return [...byKey.values()].flatMap((all) => {
    const written = all.filter(({ deleted }) => !deleted), first = written.at(-1);
    if (first === undefined) return [];
    const { key, version, bytes, modifiedAt, etag } = first;
    const overwritten = written.some((other) => other.etag !== etag || other.bytes !== bytes);
    const hidden = all[0]?.deleted === true;
    return [{
      key,
      version,
      bytes,
      modifiedAt,
      md5: md5In(etag),
      ...(hidden
        ? { disturbed: "hidden" as const }
        : overwritten
        ? { disturbed: "overwritten" as const }
        : {}),
    }];
  });
}

/** Returns the MD5 in an ETag. Null for objects that were uploaded in parts, whose ETag is not an MD5. */
export function md5In(etag: string | null): string | null {
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? "")?.[1] ?? null;
}

/** Decodes a key. Listings are requested with encoding-type=url, because XML cannot contain every key. */
function keyOf(entry: XmlElement): string {
  const text = needed(entry, "Key");
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function isoOf(entry: XmlElement): string {
  const at = Date.parse(needed(entry, "LastModified"));
  if (Number.isNaN(at)) throw new RefusedError("Cannot read the store's listing: it has an invalid time");
  return new Date(at).toISOString();
}

function needed(entry: XmlElement, name: string): string {
  const text = textAt(entry, name);
  if (text === null) throw new RefusedError(`Cannot read the store's listing: ${entry.name} has no ${name}`);
  return text;
}

function nextOf(root: XmlElement, names: Record<string, string>): Record<string, string> | null {
  if (textAt(root, "IsTruncated") !== "true") return null;
  const next: Record<string, string> = {};
  for (const [element, parameter] of Object.entries(names)) {
    const text = textAt(root, element);
    if (text !== null && text !== "") next[parameter] = parameter === "key-marker" ? decoded(text) : text;
  }
  if (Object.keys(next).length === 0) {
    throw new RefusedError("Cannot read the store's listing: it has no position of the next page");
  }
  return next;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
