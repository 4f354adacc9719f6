import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { type Destination, destinationText, parseDestination } from "../../lib/snapshot/destination.ts";

const GOOD: [text: string, is: Destination][] = [
  ["backups", { kind: "directory", path: "backups" }],
  ["/mnt/nas/looker vaults", { kind: "directory", path: "/mnt/nas/looker vaults" }],
  ["C:\\backups", { kind: "directory", path: "C:\\backups" }],
  ["s3://my-bucket", { kind: "s3", bucket: "my-bucket", prefix: "" }],
  ["s3://my.bucket/a/b", { kind: "s3", bucket: "my.bucket", prefix: "a/b" }],
  ["S3://my-bucket/a", { kind: "s3", bucket: "my-bucket", prefix: "a" }],
  ["gs://under_score/x", { kind: "gcs", bucket: "under_score", prefix: "x" }],
  ["azure://acct/box/p/q", { kind: "azure", account: "acct", container: "box", prefix: "p/q" }],
];

for (const [text, is] of GOOD) {
  Deno.test(`parseDestination() reads ${text}`, () => {
    assertEquals(parseDestination(text), is);
    assertEquals(parseDestination(destinationText(is)), is);
  });
}

Deno.test("parseDestination() omits slashes at the end", () => {
  assertEquals(parseDestination("s3://my-bucket/a//"), { kind: "s3", bucket: "my-bucket", prefix: "a" });
});

const BAD: [text: string, says: string][] = [
  ["", "it is empty"],
  ["s3://", "it has no bucket"],
  ["s3://My_Bucket", '"My_Bucket" is not a valid name of a bucket'],
  ["s3://bucket/../other", "a name in it begins with a dot"],
  ["s3://bucket//a", "a name in it is empty"],
  ["gs://bucket/ä", "characters other than"],
  ["azure://account", "it has no container"],
  ["azure://Account/box", "is not a valid name of an account"],
  ["ftp://host/dir", "ftp:// is not supported"],
];

for (const [text, says] of BAD) {
  Deno.test(`parseDestination() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseDestination(text), UsageError, says);
  });
}

Deno.test("parseDestination() shows no query string and no user of what it refuses", () => {
  const error = assertThrows(() => parseDestination("https://me:secret@host/c?sig=hidden"), UsageError);
  assertEquals(/secret|hidden/.test(error.message), false);
});
