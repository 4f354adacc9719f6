import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { parseRef, type Ref, resolveRef } from "../../lib/snapshot/ref.ts";

const STAMP = "2026-11-29T04-05-06Z";

const READ: Record<string, Ref> = {
  latest: { kind: "latest" },
  Latest: { kind: "latest" },
  "1": { kind: "index", index: 1 },
  "017": { kind: "index", index: 17 },
  [STAMP]: { kind: "stamp", stamp: STAMP },
  "2026-11-29T04-05-06": { kind: "stamp", stamp: STAMP },
  "2026-11-29t04-05-06z": { kind: "stamp", stamp: STAMP },
  [`${STAMP}.db.zst.age`]: { kind: "stamp", stamp: STAMP },
  [`${STAMP}.json`]: { kind: "stamp", stamp: STAMP },
  "2026-11-29T04:05:06Z": { kind: "stamp", stamp: STAMP },
  "2026-11-29T04:05:06.789Z": { kind: "stamp", stamp: STAMP },
  "2026-11-29 05:05:06+01:00": { kind: "stamp", stamp: STAMP },
  "2026-11-29": { kind: "day", day: "2026-11-29" },
};

for (const [text, ref] of Object.entries(READ)) {
  Deno.test(`parseRef() reads ${text}`, () => assertEquals(parseRef(text), ref));
}

Deno.test("parseRef() refuses what names no snapshot, and says what does", () => {
  for (
    const text of [
      "0",
      "-1",
      "",
      "newest",
      "1.5",
      "2026-13-01",
      "2026-02-31T00-00-00Z",
      "99999999999999999999",
    ]
  ) {
    const error = assertThrows(() => parseRef(text), UsageError);
    assertEquals(error.exitCode, EXIT.usage, text);
    assertStringIncludes(error.hint ?? "", "snapshot list");
  }
});

const copy = (stamp: string, instance = "https://acme.looker.com") => ({ stamp, instance });
const LISTED = [
  copy("2026-11-29T10-00-00Z"),
  copy("2026-11-29T04-05-06Z"),
  copy("2026-11-28T04-00-00Z"),
];

const found = (text: string, listed = LISTED): string => resolveRef(parseRef(text), listed, "/backups").stamp;

Deno.test("resolveRef() finds the newest, a number, a time, the newest of a day", () => {
  assertEquals(found("latest"), "2026-11-29T10-00-00Z");
  assertEquals(found("1"), "2026-11-29T10-00-00Z");
  assertEquals(found("3"), "2026-11-28T04-00-00Z");
  assertEquals(found(STAMP), STAMP);
  assertEquals(found("2026-11-28"), "2026-11-28T04-00-00Z");
});

Deno.test("resolveRef() says what is there instead", () => {
  const says = (text: string, listed = LISTED): string =>
    assertThrows(() => found(text, listed), UsageError).message;
  assertStringIncludes(says("4"), "/backups has 3 snapshots");
  assertStringIncludes(says("2026-11-29T09-00-00Z"), "the nearest is 2026-11-29T10-00-00Z");
  assertStringIncludes(says("2026-11-01"), "the nearest is 2026-11-28T04-00-00Z");
  assertStringIncludes(says("latest", []), "there is none at /backups");
});

Deno.test("resolveRef() never picks between instances", () => {
  const both = [...LISTED, copy("2026-11-29T03-00-00Z", "https://other.looker.com")];
  const error = assertThrows(() => found("latest", both), UsageError);
  assertStringIncludes(error.message, "https://acme.looker.com, https://other.looker.com");
  assertEquals(found("4", both), "2026-11-29T03-00-00Z");
  assertEquals(found("2026-11-28", both), "2026-11-28T04-00-00Z");
});
