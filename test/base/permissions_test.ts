import { assertEquals, assertStringIncludes } from "@std/assert";
import { builtHint, findNotCapable, permissionError } from "../../lib/base/permissions.ts";

Deno.test("permissionError() names the flag and the resource", () => {
  const denied = new Deno.errors.NotCapable(
    'Requires read access to "/b/x.db", run again with the --allow-read flag',
  );
  const found = findNotCapable(new Error("outer", { cause: new Error("inner", { cause: denied }) }));
  assertEquals(found, denied);
  const { message, hint } = permissionError(denied);
  assertEquals(message, "Cannot use read access to /b/x.db: Deno was not given --allow-read=/b/x.db");
  assertStringIncludes(hint ?? "", "--allow-read=/b/x.db");
});

Deno.test("builtHint() says how to get a binary that may do it, because a binary takes no flags", () => {
  assertStringIncludes(builtHint("net"), "--host HOST");
  for (const kind of ["read", "write"]) assertStringIncludes(builtHint(kind), "--dir DIRECTORY");
});
