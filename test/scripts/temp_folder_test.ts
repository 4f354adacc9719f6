import { assert, assertEquals, assertThrows } from "@std/assert";
import { folderInMemory } from "../../scripts/tests/temp_folder.ts";

Deno.test("folderInMemory() goes away with what is in it, and is none where nothing can be created", () => {
  for (const place of ["/proc", "/nowhere"]) assertEquals(folderInMemory(place), null);
  const folder = folderInMemory();
  if (folder === null) return;
  assert(folder.path.startsWith("/dev/shm/"), folder.path);
  Deno.writeTextFileSync(`${folder.path}/x`, "");
  folder[Symbol.dispose]();
  assertThrows(() => Deno.statSync(folder.path), Deno.errors.NotFound);
});
