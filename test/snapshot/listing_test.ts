import { assertEquals, assertThrows } from "@std/assert";
import {
  type AzureBlob,
  blockId,
  firstBlobs,
  readBlobs,
  readBlocks,
} from "../../lib/snapshot/azure/listing.ts";
import { stringToSign } from "../../lib/snapshot/azure/client.ts";
import { RefusedError } from "../../lib/snapshot/errors.ts";
import { firstGenerations, type GcsObject, readObject, readPage } from "../../lib/snapshot/gcs/resource.ts";
import { paged } from "../../lib/snapshot/http/pages.ts";
import { parseXml } from "../../lib/snapshot/http/xml.ts";
import {
  firstVersions,
  md5In,
  readObjects,
  readVersions,
  type S3Version,
} from "../../lib/snapshot/s3/listing.ts";

const AT = "2026-11-29T04:05:06.000Z";

Deno.test("readObjects() decodes keys that XML cannot hold, and says how it goes on", () => {
  const { items, next } = readObjects(parseXml(
    "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t/+=</NextContinuationToken><Contents>" +
      "<Key>a%2Fb+c%26%C3%BC</Key><LastModified>2026-11-29T04:05:06.000Z</LastModified><Size>12</Size>" +
      "<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e-2&quot;</ETag></Contents></ListBucketResult>",
  ));
  assertEquals(items, [{ key: "a/b c&ü", bytes: 12, modifiedAt: AT, md5: null }]);
  assertEquals(next, { "continuation-token": "t/+=" });
});

Deno.test("readObjects() refuses a page that is cut without saying how it goes on, or has no times", () => {
  assertThrows(() => readObjects(parseXml("<L><IsTruncated>true</IsTruncated></L>")), RefusedError);
  assertThrows(() => readObjects(parseXml("<L><Contents><Key>a</Key></Contents></L>")), RefusedError);
});

Deno.test("readVersions() keeps the order of versions and marks of deletion", () => {
  const entry = (name: string, id: string): string =>
    `<${name}><Key>k</Key><VersionId>${id}</VersionId><LastModified>${AT}</LastModified></${name}>`;
  const page = readVersions(parseXml(
    `<L><IsTruncated>true</IsTruncated><NextKeyMarker>a%2Fb</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>${
      entry("Version", "3") + entry("DeleteMarker", "2") + entry("Version", "1")
    }</L>`,
  ));
  assertEquals(page.items.map(({ version, deleted }) => [version, deleted]), [["3", false], ["2", true], [
    "1",
    false,
  ]]);
  assertEquals(page.next, { "key-marker": "a/b", "version-id-marker": "v1" });
});

const one = (version: string, etag: string, deleted = false): S3Version => ({
  key: "k",
  version,
  deleted,
  bytes: 1,
  modifiedAt: AT,
  etag,
});

Deno.test("the first version of a key is the object, whatever came later", () => {
  const first = (versions: S3Version[]): unknown[] =>
    firstVersions(versions).map(({ version, disturbed }) => [version, disturbed]);
  assertEquals(first([one("1", "a")]), [["1", undefined]]);
  assertEquals(first([one("2", "b"), one("1", "a")]), [["1", "overwritten"]]);
  // The same bytes twice are a repeated answer.
  assertEquals(first([one("2", "a"), one("1", "a")]), [["1", undefined]]);
  assertEquals(first([one("3", "", true), one("2", "b"), one("1", "a")]), [["1", "hidden"]]);
  assertEquals(first([one("3", "", true)]), []);
  assertEquals(first([]), []);

  const blob = (version: string, md5: string, current: boolean): AzureBlob => ({
    key: "k",
    version,
    current,
    bytes: 1,
    modifiedAt: AT,
    md5,
    lockedUntil: null,
  });
  const blobs = (all: AzureBlob[]): unknown[] =>
    firstBlobs(all).map(({ version, disturbed }) => [version, disturbed]);
  assertEquals(blobs([blob("", "a", true)]), [[undefined, undefined]]);
  assertEquals(blobs([blob("2026-01", "a", false), blob("2026-02", "b", true)]), [[
    "2026-01",
    "overwritten",
  ]]);
  assertEquals(blobs([blob("2026-01", "a", false)]), [["2026-01", "hidden"]]);

  const object = (generation: string, md5: string, live: boolean): GcsObject => ({
    key: "k",
    generation,
    live,
    bytes: 1,
    modifiedAt: AT,
    md5,
    lockedUntil: null,
  });
  const objects = (all: GcsObject[]): unknown[] =>
    firstGenerations(all).map(({ version, disturbed }) => [version, disturbed]);
  assertEquals(objects([object("10", "b", true), object("9", "a", false)]), [["9", "overwritten"]]);
  assertEquals(objects([object("9", "a", false)]), [["9", "hidden"]]);
  assertEquals(objects([object("9", "a", true)]), [["9", undefined]]);
});

Deno.test("md5In() takes no ETag for a digest that is none", () => {
  assertEquals(md5In('"d41d8cd98f00b204e9800998ecf8427e"'), "d41d8cd98f00b204e9800998ecf8427e");
  for (const other of [null, "", '"d41d8cd98f00b204e9800998ecf8427e-1"', "0x8DC", '"D41D"']) {
    assertEquals(md5In(other), null);
  }
});

Deno.test("readBlobs() reads locks, holds, versions and digests", () => {
  const { items, next } = readBlobs(parseXml(
    "<EnumerationResults><Blobs><Blob><Name>a</Name><VersionId>2026-11-29T04:05:06.1Z</VersionId>" +
      "<IsCurrentVersion>true</IsCurrentVersion><Properties><Last-Modified>Sun, 29 Nov 2026 04:05:06 GMT</Last-Modified>" +
      "<Content-Length>3</Content-Length><Content-MD5>1B2M2Y8AsgTpgAmY7PhCfg==</Content-MD5>" +
      "<ImmutabilityPolicyUntilDate>Mon, 29 Nov 2027 04:05:06 GMT</ImmutabilityPolicyUntilDate></Properties></Blob>" +
      "<Blob><Name>b</Name><Properties><Last-Modified>Sun, 29 Nov 2026 04:05:06 GMT</Last-Modified>" +
      "<Content-Length>0</Content-Length><Content-MD5/></Properties><LegalHold>true</LegalHold></Blob></Blobs>" +
      "<NextMarker>m</NextMarker></EnumerationResults>",
  ));
  assertEquals(items.map(({ key, md5, lockedUntil, current }) => [key, md5, lockedUntil, current]), [
    ["a", "d41d8cd98f00b204e9800998ecf8427e", "2027-11-29T04:05:06.000Z", true],
    ["b", null, "9999-12-31T23:59:59.000Z", true],
  ]);
  assertEquals(next, { marker: "m" });
});

Deno.test("readBlocks() finds an upload's own blocks, in order", () => {
  const block = (id: string): string => `<Block><Name>${id}</Name><Size>5</Size></Block>`;
  const root = parseXml(
    `<BlockList><UncommittedBlocks>${
      block(blockId("mine", 2)) + block(blockId("theirs", 1)) + block("!!") + block(blockId("mine", 1))
    }</UncommittedBlocks></BlockList>`,
  );
  assertEquals(readBlocks(root, "mine").map(({ number }) => number), [1, 2]);
  assertEquals(blockId("u", 1).length, blockId("u", 49_999).length);
});

Deno.test("stringToSign() is what Azure's page on Shared Key shows", () => {
  // https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key, the example of List Blobs.
  const url =
    "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20";
  const headers = { "x-ms-version": "2014-02-14", "x-ms-date": "Fri, 26 Jun 2015 23:39:12 GMT" };
  assertEquals(
    stringToSign({ method: "GET", url, headers }, "myaccount"),
    "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2014-02-14\n" +
      "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
  );
});

Deno.test("readObject() reads Google's objects, the later of two locks and holds", () => {
  const base = { name: "p/a", size: "3", updated: AT, generation: "17", md5Hash: "1B2M2Y8AsgTpgAmY7PhCfg==" };
  const until = (more: object): string | null => readObject({ ...base, ...more }).lockedUntil;
  assertEquals(readObject(base).md5, "d41d8cd98f00b204e9800998ecf8427e");
  assertEquals(until({}), null);
  assertEquals(
    until({ retention: { retainUntilTime: "2027-01-01T00:00:00Z" }, retentionExpirationTime: AT }),
    "2027-01-01T00:00:00.000Z",
  );
  assertEquals(until({ temporaryHold: true }), "9999-12-31T23:59:59.000Z");
  for (
    const bad of [null, "x", {}, { ...base, size: "-1" }, { ...base, generation: "x" }, {
      ...base,
      updated: "never",
    }]
  ) {
    assertThrows(() => readObject(bad), RefusedError);
  }
  assertEquals(readPage({}), { items: [], next: null });
});

Deno.test("paged() follows no listing that does not end", async () => {
  const endless = paged("list it", () => Promise.resolve({ items: [1], next: { token: "same" } }));
  const error = await Array.fromAsync(endless).catch((error) => error);
  assertEquals(error instanceof RefusedError, true);
});
