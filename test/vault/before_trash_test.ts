import { assertEquals } from "@std/assert";
import { lastBeforeTrash } from "../../lib/vault/before_trash.ts";
import { putItem } from "../../lib/vault/content.ts";
import { item, minute, newVault, TempDir } from "./_vaults.ts";

const LOOKS = 2;
const JUST_BEFORE = new Date(Date.parse(minute(0)) - 1).toISOString();

/** The versions of a look, each by the minute in which it was found, and whether it was in the trash. */
const CASES: readonly [what: string, versions: readonly (readonly [number, boolean])[], at: string | null][] =
  [
    ["no item", [], null],
    ["in use", [[1, false]], null],
    ["always in the trash", [[1, true]], null],
    ["in use again", [[1, false], [2, true], [3, false]], null],
    // All of them are of the one run of the vault, which began at minute 0: the version itself is the only time.
    ["found in use and in the trash by one run", [[1, false], [2, true]], minute(1)],
    ["edited in the trash", [[1, false], [2, false], [3, true], [4, true]], minute(2)],
    // In use before the run that found it in the trash began.
    ["found in the trash by a later run", [[-5, false], [3, true]], JUST_BEFORE],
  ];

for (const [what, versions, at] of CASES) {
  Deno.test(`lastBeforeTrash() of an item that is ${what}`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      for (const [found, trashed] of versions) {
        putItem(vault, item("looks", "7", { id: "7", found }, { trashed }), {
          sessionId: "s1",
          at: minute(found),
        });
      }
      putItem(vault, item("dashboards", "7", { id: "7" }, { trashed: true }), {
        sessionId: "s1",
        at: minute(1),
      });
    });
    assertEquals(lastBeforeTrash(vault, LOOKS, "7"), at);
  });
}
