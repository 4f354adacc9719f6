import { assertEquals } from "@std/assert";
import { stylesOf } from "../../lib/cli/styles.ts";
import { knowsLinks } from "../../lib/cli/terminal_links.ts";
import { fakeStream } from "../term/_fakes.ts";

const TABLE: [env: Record<string, string>, knows: boolean][] = [
  [{}, false],
  [{ TERM: "xterm-256color" }, false],
  [{ TERM: "xterm-kitty" }, true],
  [{ TERM: "foot" }, true],
  [{ TERM: "football" }, false],
  [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, true],
  [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, false],
  [{ TERM: "xterm-256color", VTE_VERSION: "6800" }, true],
  [{ TERM: "xterm-256color", VTE_VERSION: "4800" }, false],
  [{ TERM: "xterm-256color", VTE_VERSION: "x" }, false],
  [{ TERM: "xterm-256color", KONSOLE_VERSION: "220401" }, true],
  [{ WT_SESSION: "1" }, true],
  // What stands between says nothing of links.
  [{ TERM: "tmux-256color", VTE_VERSION: "6800" }, false],
  [{ TERM: "xterm-256color", TMUX: "/tmp/x", VTE_VERSION: "6800" }, false],
  [{ TERM: "screen", TERM_PROGRAM: "vscode" }, false],
  [{ TERM: "dumb", WT_SESSION: "1" }, false],
];

for (const [env, knows] of TABLE) {
  Deno.test(`knowsLinks() of ${JSON.stringify(env)}: ${knows}`, () => {
    assertEquals(knowsLinks({ env: (name) => env[name] }), knows);
  });
}

Deno.test("stylesOf() links on a terminal that knows it: not on a pipe, not without colors", () => {
  const kitty = { TERM: "xterm-kitty" };
  const link = (columns: number | null, env: Record<string, string>, color = true): boolean => {
    const styles = stylesOf(fakeStream(columns), { env: (name) => env[name] }, { color });
    return styles.link("12", "https://a.test/dashboards/12") !== "12";
  };
  assertEquals(
    [link(80, kitty), link(null, kitty), link(80, kitty, false), link(80, { ...kitty, NO_COLOR: "1" })],
    [true, false, false, false],
  );
});
