/**
 * Parses the listings of Azure. Pure.
 *
 * @module
 */
import { RefusedError } from "../errors.ts";
import { hexOf } from "../http/base64.ts";
import type { Page } from "../http/pages.ts";
import { elements, textAt, type XmlElement } from "../http/xml.ts";
import type { StoredObject, UploadedPart } from "../store.ts";

/** The end time to return for a legal hold, which has none. */
export const FOREVER = "9999-12-31T23:59:59.000Z";

/** One version of a blob, or the blob itself if it has no versions. */
export interface AzureBlob {
  key: string;
  /** Empty if the account keeps no versions. */
  version: string;
  /** Whether a request without a version returns this version. */
  current: boolean;
  bytes: number;
  modifiedAt: string;
  md5: string | null;
  lockedUntil: string | null;
}

/** Parses a page of List Blobs. */
export function readBlobs(root: XmlElement): Page<AzureBlob> {
  const items = root.children.flatMap((child) => child.name === "Blobs" ? elements(child, "Blob") : []).map(
    readBlob,
  );
  const marker = textAt(root, "NextMarker") ?? "";
  return { items, next: marker === "" ? null : { marker } };
}

function readBlob(blob: XmlElement): AzureBlob {
  const of = (name: string): string | null => textAt(blob, "Properties", name);
  const version = textAt(blob, "VersionId") ?? "";
  return {
    key: needed(textAt(blob, "Name")),
    version,
    current: version === "" || textAt(blob, "IsCurrentVersion") === "true",
    bytes: Number(needed(of("Content-Length"))),
    modifiedAt: iso(needed(of("Last-Modified"))),
    md5: hexOf(of("Content-MD5")),
    lockedUntil: textAt(blob, "LegalHold") === "true" ? FOREVER : lockOf(of("ImmutabilityPolicyUntilDate")),
  };
}

/**
 * Returns the first version of each blob. lookervault never writes a blob twice, so somebody else wrote the later
 * versions.
 */
export function firstBlobs(blobs: readonly AzureBlob[]): StoredObject[] {
  const byKey = Map.groupBy(blobs, ({ key }) => key);
  return [...byKey.values()].flatMap((all) => {
    const [first] = all.toSorted((a, b) => a.version < b.version ? -1 : 1);
    if (first === undefined) return [];
    const { current: _current, version, ...shown } = first;
    const hidden = !all.some(({ current }) => current);
    const overwritten = all.some(({ bytes, md5 }) => bytes !== first.bytes || md5 !== first.md5);
    return [{
      ...shown,
      ...(version !== "" && { version }),
      ...(hidden
        ? { disturbed: "hidden" as const }
        : overwritten
        ? { disturbed: "overwritten" as const }
        : {}),
    }];
  });
}

/**
 * Returns the id of a part's block. All ids of a blob must have the same length. Blocks of another upload of the same
 * blob have that upload's id.
 */
export function blockId(upload: string, number: number): string {
  return btoa(`${upload}-${String(number).padStart(6, "0")}`);
}

/** Returns the parts of an upload, which are among the uncommitted blocks of a blob. */
export function readBlocks(root: XmlElement, upload: string): UploadedPart[] {
  const blocks = root.children.flatMap(({ name, children }) => name === "UncommittedBlocks" ? children : []);
  return blocks.flatMap((block) => {
    const tag = textAt(block, "Name") ?? "", number = numberOf(tag, upload);
    return number === null ? [] : [{ number, bytes: Number(textAt(block, "Size")), md5: null, tag }];
  }).sort((a, b) => a.number - b.number);
}

function numberOf(id: string, upload: string): number | null {
  try {
    const [, own, number] = /^(.+)-(\d{6})$/.exec(atob(id)) ?? [];
    return own === upload ? Number(number) : null;
  } catch {
    return null;
  }
}

/** Returns the end of a lock; null if there is no lock. */
export function lockOf(date: string | null): string | null {
  return date === null || date === "" ? null : iso(date);
}

/** Converts an HTTP date to ISO 8601. */
export function iso(date: string): string {
  const at = Date.parse(date);
  if (Number.isNaN(at)) throw new RefusedError("Cannot read the store's response: it has an invalid time");
  return new Date(at).toISOString();
}

function needed(text: string | null): string {
  if (text === null) {
    throw new RefusedError("Cannot read the store's listing: a blob in it lacks required properties");
  }
  return text;
}
