import { assertEquals } from "@std/assert";
import { instanceFolder, keyOf, momentOf, parseKey, stampOf } from "../../lib/snapshot/name.ts";
import { keyProblem } from "../../lib/snapshot/store.ts";

const STAMP = "2026-11-29T04-05-06Z";

Deno.test("a timestamp is a moment to the second, and back", () => {
  const ms = Date.UTC(2026, 10, 29, 4, 5, 6, 789);
  assertEquals(stampOf(ms), STAMP);
  assertEquals(momentOf(STAMP), ms - 789);
  for (
    const none of ["2026-02-31T00-00-00Z", "2026-11-29T24-00-00Z", "2026-11-29T04:05:06Z", "", STAMP + "x"]
  ) {
    assertEquals(momentOf(none), null, none);
  }
});

Deno.test("instanceFolder() is a key that every store can hold, and one for each instance", () => {
  const folders = {
    "https://acme.looker.com": "acme.looker.com",
    "https://looker.acme.com:19999": "looker.acme.com_19999",
    "http://127.0.0.1:8080": "127.0.0.1_8080",
    "http://[::1]:8080": "--1_8080",
  };
  for (const [instance, folder] of Object.entries(folders)) {
    assertEquals(instanceFolder(instance), folder);
    assertEquals(keyProblem(keyOf({ folder, stamp: STAMP, kind: "data" })), null, folder);
  }
});

Deno.test("parseKey() takes apart what keyOf() makes, and nothing else", () => {
  for (const kind of ["data", "encrypted data", "manifest", "prune record"] as const) {
    const name = { folder: "acme.looker.com", stamp: STAMP, kind };
    assertEquals(parseKey(keyOf(name)), name);
  }
  assertEquals(
    keyOf({ folder: "a", stamp: STAMP, kind: "encrypted data" }),
    "a/2026-11-29T04-05-06Z.db.zst.age",
  );
  for (
    const foreign of [
      "",
      "a/",
      STAMP + ".json",
      `a/b/${STAMP}.json`,
      `a/${STAMP}`,
      `a/${STAMP}.db`,
      `a/${STAMP}.json.bak`,
      "a/2026-02-31T00-00-00Z.json",
      "a/readme.json",
    ]
  ) assertEquals(parseKey(foreign), null, foreign);
});
