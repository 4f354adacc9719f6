import { assertEquals } from "@std/assert";
import { knowsOnlyAscii } from "../../lib/cli/terminal_letters.ts";

const TABLE: [env: Record<string, string>, isAscii: boolean][] = [
  [{}, false],
  [{ TERM: "xterm-256color" }, false],
  [{ TERM: "dumb" }, true],
  [{ TERM: "dumb", LANG: "en_GB.UTF-8" }, true],
  [{ LANG: "en_GB.UTF-8" }, false],
  [{ LANG: "C.utf8" }, false],
  [{ LANG: "C" }, true],
  [{ LANG: "de_DE.ISO-8859-1" }, true],
  [{ LANG: "de_DE.ISO-8859-1", LC_CTYPE: "de_DE.UTF-8" }, false],
  [{ LANG: "en_GB.UTF-8", LC_ALL: "POSIX" }, true],
  [{ LANG: "C", LC_ALL: "", LC_CTYPE: "C.UTF-8" }, false],
];

for (const [env, isAscii] of TABLE) {
  Deno.test(`knowsOnlyAscii() of ${JSON.stringify(env)}: ${isAscii}`, () => {
    assertEquals(knowsOnlyAscii({ env: (name) => env[name] }), isAscii);
  });
}
