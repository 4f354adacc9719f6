import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { decodeManifest, encodeManifest, isEncrypted, type Manifest } from "../../lib/snapshot/manifest.ts";
import { ManifestError } from "../../lib/snapshot/manifest_error.ts";
import { decodeRecord, encodeRecord, type PruneRecord } from "../../lib/snapshot/prune_record.ts";

const SHA = "0123456789abcdef".repeat(4);
const MANIFEST: Manifest = {
  format: 1,
  lookervault: "0.1.0",
  schema: 6,
  instance: "https://acme.looker.com",
  at: "2026-11-29T04:05:06Z",
  items: 123,
  session: "abc",
  plain: { bytes: 1000, sha256: SHA },
  stored: { bytes: 100, sha256: SHA },
  encoding: ["zstd", "age"],
  recipients: 2,
  previous: { stamp: "2026-11-28T04-05-06Z", sha256: SHA },
};
const NAME = { name: "a.json", stamp: "2026-11-29T04-05-06Z" };

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

Deno.test("a manifest comes back as it was written; what is new in it is passed over", () => {
  assertEquals(decodeManifest(encodeManifest(MANIFEST), NAME), MANIFEST);
  const plain: Manifest = { ...MANIFEST, encoding: ["zstd"], recipients: 0, previous: null, session: null };
  assertEquals(decodeManifest(encodeManifest(plain), NAME), plain);
  assertEquals(decodeManifest(bytesOf({ ...MANIFEST, color: "red" }), NAME), MANIFEST);
  assertEquals([isEncrypted(MANIFEST), isEncrypted(plain)], [true, false]);
});

Deno.test("a manifest that is not as it must be is refused with what is wrong: exit 5", () => {
  const wrong: Record<string, unknown> = {
    "it is not JSON": null,
    "stored.sha256": { ...MANIFEST, stored: { bytes: 1, sha256: "x" } },
    "plain.bytes": { ...MANIFEST, plain: { bytes: -1, sha256: SHA } },
    "encoding": { ...MANIFEST, encoding: ["gzip"] },
    "does not match its name": { ...MANIFEST, at: "2026-11-29T04:05:07Z" },
    "it has 70,000 bytes, more than the maximum of 65,536": "x",
  };
  for (const [says, value] of Object.entries(wrong)) {
    const bytes = value === null
      ? bytesOf(1).fill(123)
      : value === "x"
      ? new Uint8Array(70_000)
      : bytesOf(value);
    const error = assertThrows(() => decodeManifest(bytes, NAME), ManifestError, says);
    assertEquals(error.exitCode, EXIT.damaged);
    assertStringIncludes(error.message, "a.json");
  }
});

Deno.test("a manifest of a newer form is not called damaged: exit 2", () => {
  const error = assertThrows(() => decodeManifest(bytesOf({ format: 2 }), NAME), ManifestError);
  assertEquals([error.exitCode, error.code], [EXIT.usage, "manifest_newer"]);
});

Deno.test("a prune record comes back as it was written", () => {
  const record: PruneRecord = {
    format: 1,
    lookervault: "0.1.0",
    instance: "https://acme.looker.com",
    at: "2026-11-29T04:05:06Z",
    by: "ada",
    removed: [{
      stamp: "2026-11-27T04-05-06Z",
      sha256: SHA,
      previous: null,
      at: "2026-11-29T04:05:06Z",
      reason: "no rule keeps it",
    }],
    records: [{ stamp: "2026-11-26T04-05-06Z", sha256: SHA, previous: null }],
    since: "2026-11-28T04-05-06Z",
    previous: { stamp: "2026-11-28T04-05-06Z", sha256: SHA },
  };
  assertEquals(decodeRecord(encodeRecord(record), "a.pruned"), record);
  assertThrows(() => decodeRecord(encodeManifest(MANIFEST), "a.pruned"), ManifestError);
});
