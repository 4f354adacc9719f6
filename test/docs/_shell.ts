/**
 * A shell that runs the commands of a document as its reader would, in a folder of its own: `npx` and `lookervault` lead
 * to this checkout. `npx` starts processes under the flags that are shipped, and so does `lookervault` for the README and
 * the guide, which shows most commands. For other documents it runs them within the test's process, which is much faster.
 *
 * @module
 */
import { assert } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import type { Sim } from "../sim/mod.ts";
import type { Inside } from "./_inside.ts";
import { type Block, placeOf } from "./_markdown.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const DAY = 24 * 3600 * 1000;
const CACHE = cacheDirectory();

/** The key that the documents show. The simulators of these tests know it. */
export const KEY = { clientId: "your-client-id", clientSecret: "your-client-secret" } as const;

/** Whether there is a shell as the documents mean it. */
export const HAS_SHELL = Deno.build.os !== "windows";

/** What a command left behind. */
export interface Ended {
  code: number;
  /** What it printed on both streams, in the order of the streams. */
  output: string;
}

/** One reader at one terminal: variables, aliases and files stay from block to block. */
export class Shell implements Disposable {
  readonly dir = Deno.makeTempDirSync({ prefix: "lookervault-docs-" });
  private readonly hosts: Readonly<Record<string, string>>;

  /**
   * A terminal at which `https://acme.looker.com` is `sim`, and other addresses what `others` says. Commands run in
   * `inside`; without it, as processes.
   */
  constructor(
    sim: Pick<Sim, "url">,
    { others = {}, inside = null }: { others?: Readonly<Record<string, string>>; inside?: Inside | null } =
      {},
  ) {
    this.hosts = { "https://acme.looker.com": sim.url, "http://127.0.0.1:19999": sim.url, ...others };
    Deno.mkdirSync(`${this.dir}/.bin`);
    Deno.writeTextFileSync(`${this.dir}/.state`, `export DENO_DIR='${CACHE}'\n`);
    const process = `exec ${task("lookervault")} "$@"`;
    // `browse` goes on while the shell does something else.
    this.program(
      "lookervault",
      inside === null ? process : `for word; do [ "$word" != browse ] || ${process}; done\n${inside.script}`,
    );
    const cases = ["lookervault", "demo", "sim", "man"].map((name) =>
      `${name}) shift 4; exec ${task(name)} "$@";;`
    );
    this.program(
      "npx",
      `[ "$1 $2 $3" = "-y deno@2.9.6 task" ] || exit 99\ncase "$4" in\n${cases.join("\n")}\nesac\nexit 99`,
    );
  }

  /** The environment that `docs/configuration.md` names, as a reader has it who has read the README. */
  login(): void {
    const lines = {
      LOOKERVAULT_BASE_URL: this.hosts["https://acme.looker.com"],
      LOOKERVAULT_CLIENT_ID: KEY.clientId,
      LOOKERVAULT_CLIENT_SECRET: KEY.clientSecret,
    };
    const text = Object.entries(lines).map(([name, value]) => `export ${name}='${value}'\n`).join("");
    Deno.writeTextFileSync(`${this.dir}/.state`, text, { append: true });
  }

  /** Runs a block; how it ended. A command that fails ends it, as `set -e` says. */
  async run(block: Block): Promise<Ended> {
    return await this.script(this.translated(block.text));
  }

  /** Runs a command line. */
  async line(text: string): Promise<Ended> {
    return await this.script(this.translated(text));
  }

  /** Runs a block and expects it to end as its marks say. */
  async expect(block: Block): Promise<Ended> {
    const ended = await this.run(block);
    assert(
      ended.code === block.marks.exit,
      `${placeOf(block)}: exit ${ended.code} instead of ${block.marks.exit}\n${block.text}\n--\n${
        ended.output.slice(-2500)
      }`,
    );
    return ended;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }

  /** The text with real addresses, and with dates about 1 February 2026 as dates about today. */
  private translated(text: string): string {
    const shift = Math.floor(Date.now() / DAY) * DAY - Date.parse("2026-02-01T00:00:00Z");
    const dated = text.replaceAll(
      /\b2026-0[12]-\d\d\b/g,
      (date) => new Date(Date.parse(`${date}T00:00:00Z`) + shift).toISOString().slice(0, 10),
    );
    return Object.entries(this.hosts).reduce((all, [from, to]) => all.replaceAll(from, to), dated);
  }

  private async script(text: string): Promise<Ended> {
    const state = `'${this.dir}/.state'`;
    const child = new Deno.Command("bash", {
      args: [
        "-c",
        `shopt -s expand_aliases\n. ${state}\nset -e -o pipefail\n${text}\n{ export -p; alias -p; } > ${state}`,
      ],
      cwd: this.dir,
      clearEnv: true,
      env: { PATH: `${this.dir}/.bin:${Deno.env.get("PATH")}`, HOME: this.dir },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  private program(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.dir}/.bin/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
}

/** The command line of a task of `deno.json`, for any folder. */
export function taskWords(name: keyof typeof denoJson.tasks): string[] {
  // Whatever is put before it only narrows the network.
  const words = (denoJson.tasks[name].command.split(" scripts/launch.ts ").at(-1) ?? "").split(" ");
  return [
    Deno.execPath(),
    ...words.slice(1, -1),
    `--config=${ROOT}deno.json`,
    `${ROOT}${words.at(-1)}`,
  ];
}

function task(name: string): string {
  return taskWords(name as keyof typeof denoJson.tasks).map((word) => `'${word}'`).join(" ");
}

/** Where this Deno keeps its packages: a process with another home would fetch them anew. */
function cacheDirectory(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return String(JSON.parse(new TextDecoder().decode(stdout)).denoDir);
}
