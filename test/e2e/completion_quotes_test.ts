import { assertEquals } from "@std/assert";
import { SCRIPTS } from "../../lib/cli/completion_scripts.ts";

/** Names that a vault may hold. */
const NAMES = [
  "Exec board",
  "Sales: EMEA & co",
  "Cost $(touch pwned) `id`",
  `It's "quoted" \\ back`,
  "Wow! bang",
  "Shared/Level 1/Level 2",
];

/** What is typed, and what bash is given to put in the place of its last word; behind a colon only what follows it. */
const TYPED: readonly [typed: string, reply: string][] = [
  ['show dashboards "Exec b', "Exec board"],
  ["show dashboards 'Exec b", "Exec board"],
  ["show dashboards Exec\\ b", "Exec\\ board"],
  ["show dashboards Exec", "Exec\\ board"],
  ['show dashboards "Exec board"', ""],
  ['show dashboards "Sales: E', "Sales: EMEA & co"],
  ["show dashboards Sales:\\ E", "\\ EMEA\\ \\&\\ co"],
  ["show dashboards Cost", "Cost\\ \\$\\(touch\\ pwned\\)\\ \\`id\\`"],
  ['show dashboards "Cost', "Cost \\$(touch pwned) \\`id\\`"],
  ["show dashboards 'Cost", "Cost $(touch pwned) `id`"],
  ['show dashboards "It', `It's \\"quoted\\" \\\\ back`],
  ["show dashboards 'It", `It'\\''s "quoted" \\ back`],
  ['show dashboards "Wow', ""],
  ["show dashboards Wow", "Wow\\!\\ bang"],
  ['list dashboards --folder "Shared/Level 1/L', "Shared/Level 1/Level 2"],
];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

let hasBash = Deno.build.os !== "windows";
try {
  await new Deno.Command("bash", { args: ["--version"], stdout: "null", stderr: "null" }).output();
} catch {
  hasBash = false;
}

Deno.test({
  name: "bash completes names with blanks, quotes and colons, and runs nothing of them",
  ignore: !hasBash,
  async fn() {
    const line = (typed: string): string =>
      `COMP_LINE=${
        quoted(`lookervault ${typed}`)
      }; COMP_POINT=\${#COMP_LINE}; _lookervault; printf '%s\\0' "\${COMPREPLY[*]}"`;
    const script = [
      // Says what begins as the last word does.
      `lookervault() { local name; for name in ${NAMES.map(quoted).join(" ")}; do`,
      `  last=\${@: -1}; [[ \${name:0:\${#last}} == "$last" ]] && printf '%s\\n' "$name"; done; }`,
      SCRIPTS.bash,
      ...TYPED.map(([typed]) => line(typed)),
    ].join("\n");
    const dir = Deno.makeTempDirSync();
    const { stdout } = await new Deno.Command("bash", {
      args: ["--norc", "-c", script],
      cwd: dir,
      stderr: "null",
    })
      .output();
    const replies = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
    assertEquals(replies.map((reply, i) => [TYPED[i]?.[0], reply]), TYPED.map((each) => [...each]));
    assertEquals([...Deno.readDirSync(dir)], []);
    Deno.removeSync(dir);
  },
});
