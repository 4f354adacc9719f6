import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { builtHint, findNotCapable, permissionError } from "../../lib/base/permissions.ts";

/** What Deno says, what we make of it, and the flag. */
const CASES: [denied: string, message: string, flag: string][] = [
  ['net access to "acme.example:19999"', "connect to acme.example:19999", "--allow-net=acme.example:19999"],
  [
    'env access to "LOOKERVAULT_DB"',
    "read the environment variable LOOKERVAULT_DB",
    "--allow-env=LOOKERVAULT_DB",
  ],
  ['read access to "/b/x.db"', "read /b/x.db", "--allow-read=/b"],
  ['write access to "x.db.lock"', "write x.db.lock", "--allow-write=."],
  ['write access to "/x.db"', "write /x.db", "--allow-write=/"],
  ['write access to "C:\\b c\\x.db"', "write C:\\b c\\x.db", "--allow-write=C:\\b c"],
  ['read access to "/etc/lv/l.toml"', "read /etc/lv/l.toml", "--allow-read=/etc/lv/l.toml"],
  ["write access to <TMP>", "write <TMP>", "--allow-write"],
];
for (const [denied, doing, flag] of CASES) {
  Deno.test(`permissionError() says what ${denied} is for, and names ${flag}`, () => {
    const { message, hint = "", exitCode } = permissionError(
      new Deno.errors.NotCapable(`Requires ${denied}, run again with the --allow-x flag`),
    );
    assertEquals(message, `Cannot ${doing}: Deno was not given ${flag}`);
    if (denied.startsWith("net")) {
      assertStringIncludes(hint, "Run in the checkout: deno task lookervault ");
      assertStringIncludes(hint, `deno run --no-prompt -P=lookervault ${flag} main.ts `);
    } else assertStringIncludes(hint, `Add ${flag} to the flags of deno.`);
    assert(/^lookervault (connects|reads|writes) /.test(hint), hint);
    assertEquals(exitCode, 2);
  });
}

Deno.test("permissionError() names the flag for all settings, so that nobody has to find one after the other", () => {
  const { hint = "" } = permissionError(
    new Deno.errors.NotCapable('Requires env access to "LOOKERVAULT_DB", x'),
  );
  assertStringIncludes(hint, "--allow-env=LOOKERVAULT_*,LOOKERSDK_*");
});

Deno.test("permissionError() does not advise to grant what lookervault never needs", () => {
  const { message, hint = "" } = permissionError(
    new Deno.errors.NotCapable('Requires run access to "curl", run again with the --allow-run flag'),
  );
  assertEquals(message, "Cannot use run access to curl: Deno was not given --allow-run=curl");
  assertStringIncludes(hint, "never needs this");
  assertEquals(hint.includes("--allow"), false);
});

Deno.test("findNotCapable() looks through wrapping errors and finds nothing in others", () => {
  const root = new Deno.errors.NotCapable("x");
  assertEquals(findNotCapable(new Error("a", { cause: new Error("b", { cause: root }) })), root);
  assertEquals(findNotCapable(new Error("a", { cause: "b" })), null);
});

Deno.test("builtHint() says how to get a binary that may do it, because a binary takes no flags", () => {
  assertStringIncludes(builtHint("net"), "--host HOST");
  for (const kind of ["read", "write"]) assertStringIncludes(builtHint(kind), "--dir DIRECTORY");
});
