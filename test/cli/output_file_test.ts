import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { OutputFile } from "../../lib/cli/output_file.ts";
import { TempDir } from "../vault/_vaults.ts";

Deno.test("an output file takes no name that belongs to the vault, be there a file of it or not", () => {
  using dir = new TempDir();
  const db = dir.file("v.db"), keep = [db, `${db}-journal`, `${db}.lock`];
  for (const name of ["v.db-journal", "v.db.lock", "v.db"]) {
    const error = assertThrows(
      () => OutputFile.begin(dir.file(name), { keep, overwrite: true }),
      UsageError,
      "that name is reserved for the vault",
    );
    assertEquals(error.hint, "Choose another name after --out.");
  }
  using file = OutputFile.begin(dir.file("out.csv"), { keep, overwrite: false });
  file.finish();
});

Deno.test("an output file whose name was taken meanwhile leaves nothing behind", () => {
  using dir = new TempDir();
  const path = dir.file("out.csv");
  {
    using file = OutputFile.begin(path, { keep: [], overwrite: false });
    Deno.mkdirSync(path);
    assertThrows(() => file.finish());
  }
  assertEquals(dir.files(), ["out.csv"]);
});
