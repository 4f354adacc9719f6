import { assert, assertEquals } from "@std/assert";
import { extract, Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CACHE = JSON.parse(await output(Deno.execPath(), ["info", "--json"])).denoDir;

async function output(program: string, args: string[], options: Deno.CommandOptions = {}): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(program, { ...options, args }).output();
  const text = new TextDecoder();
  return text.decode(stdout) + (stdout.length === 0 ? text.decode(stderr) : "");
}

async function isThere(program: string): Promise<boolean> {
  try {
    await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).output();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The script for each shell that loads the completions and prints, a line each, what Tab makes of a command line. */
const SHELLS: Record<string, (line: string) => string[]> = {
  bash: (line) => [
    "--norc",
    "-c",
    `eval "$(lookervault completions bash)"
     COMP_LINE='${line}' COMP_POINT=${line.length}
     _lookervault
     printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  fish: (
    line,
  ) => [
    "--no-config",
    "-c",
    `lookervault completions fish | source; complete -C '${line}' | string split -f1 \\t`,
  ],
  zsh: (line) => [
    "-f",
    "-c",
    `zmodload zsh/zpty; zpty shell zsh -f -i
     say() { zpty -w shell "$1"; }
     say 'PS1= PS2= RPS1= ; unsetopt zle_bracketed_paste 2>/dev/null; LISTMAX=1000'
     say 'autoload -Uz compinit; compinit -u -D; eval "$(lookervault completions zsh)"'
     say 'show() { print -r -- "<<$BUFFER>>"; BUFFER=; zle accept-line }; zle -N show; bindkey "^X" show; print REA""DY'
     zpty -r -m shell text '*READY*'
     zpty -w -n shell $'${line}\\t\\x18'
     zpty -r -m shell text '*>>*'
     print -r -- "\${\${text##*<<}%%>>*}"
     zpty -d shell`,
  ],
};

const LINES: [line: string, ends: string][] = [
  ["lookervault chec", "check"],
  ["lookervault restore sing", "single"],
  ["lookervault list lookml_m", "lookml_models"],
  ["lookervault extract --incr", "--incremental"],
];

for (const [shell, script] of Object.entries(SHELLS)) {
  const ignore = Deno.build.os === "windows" || !(await isThere(shell));
  Deno.test({
    name: `${shell} completes commands, types, options and ids of the vault`,
    ignore,
    async fn() {
      await using sim = tiny();
      using place = Workplace.at(sim);
      await extract(place, ["dashboards", "explores"]);
      const program = `${place.dir}/lookervault`;
      await Deno.writeTextFile(
        program,
        `#!/bin/sh\nexec '${Deno.execPath()}' run --quiet --no-prompt -P=lookervault '--config=${ROOT}deno.json' '${ROOT}main.ts' "$@"\n`,
        { mode: 0o755 },
      );
      const env = {
        PATH: `${place.dir}:${Deno.env.get("PATH") ?? ""}`,
        HOME: place.dir,
        DENO_DIR: CACHE,
        LOOKERVAULT_DB: place.db,
        TERM: "dumb",
      };
      const tab = async (line: string): Promise<string[]> =>
        (await output(shell, script(line), { clearEnv: true, cwd: place.dir, env, stdin: "null" })).trim()
          .split(/\s+/);
      for (const [line, end] of LINES) assertEquals((await tab(line)).at(-1), end, line);
      // bash puts what it is given behind the last colon.
      const behind = (id: string): string => shell === "bash" ? id.replace(/^.*:/, "") : id;
      assertEquals(
        (await tab("lookervault show explores thelook::order_i")).at(-1),
        behind("thelook::order_items"),
      );
      // Where a time stands no file is offered, though there are some.
      assertEquals(
        (await tab("lookervault show dashboards 1 --at ")).at(-1),
        shell === "zsh" ? "--at" : "",
      );
      // zsh shows several in a list of its own.
      if (shell === "zsh") return;
      const ids = await tab("lookervault show dashboards ");
      assert(ids.includes("1") && ids.includes("2"), ids.join(" "));
    },
  });
}
