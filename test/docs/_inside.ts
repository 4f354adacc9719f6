/**
 * Runs the commands of a shell within the test's own process: each start of a process costs a quarter of a second. The
 * environment is that of the command, with the variables that lookervault may read. What only a process has is none here:
 * the other permissions, signals, a terminal. `_shell.ts` names the tests that take processes.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import type { OutputStream } from "../../lib/base/io.ts";
import { runProgram } from "../../lib/cli/program.ts";
import { VARIABLES } from "../../scripts/permissions.ts";

/** What `lookervault` is in a shell. */
export class Inside implements AsyncDisposable {
  /** Where the output of each command is, as `out` and `err` in a folder with its number. */
  private readonly dir = Deno.makeTempDirSync({ prefix: "lookervault-inside-" });
  private readonly server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    try {
      return new Response(await this.command((await request.text()).split("\0")));
    } catch (error) {
      return new Response(`0 99 ${error}`);
    }
  });
  private commands = 0;
  private running = 0;

  /** The text of a script that has a command run here. */
  get script(): string {
    return `answer=$({ printf '%s\\0' "$PWD" "$#" "$@"; env -0; } |
  curl --silent --show-error --noproxy '*' --data-binary @- http://127.0.0.1:${this.server.addr.port}/) || exit 99
read -r number code message <<.
$answer
.
[ -z "$message" ] || { echo "$message" >&2; exit 99; }
cat '${this.dir}'/"$number"/out
cat '${this.dir}'/"$number"/err >&2
exit "$code"`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.shutdown();
    await Deno.remove(this.dir, { recursive: true });
  }

  /** Runs a command: its folder, the number of its arguments, these, and its environment. Returns its number and exit code. */
  private async command([cwd = "", count = "", ...words]: readonly string[]): Promise<string> {
    const args = words.slice(0, Number(count));
    const variables = words.slice(Number(count)).map((word): [string, string] => {
      const end = word.indexOf("=");
      return [word.slice(0, end), word.slice(end + 1)];
    });
    const env = new Map(variables);
    const dir = `${this.dir}/${++this.commands}`;
    await Deno.mkdir(dir);
    const before = Deno.cwd();
    assertEquals(this.running++, 0, "two commands at once, which have one working directory here");
    Deno.chdir(cwd);
    try {
      using stdout = new FileStream(`${dir}/out`);
      using stderr = new FileStream(`${dir}/err`);
      const code = await runProgram({
        io: {
          args,
          env: (name) => mayRead(name) ? env.get(name) || undefined : refused(name),
          stdout,
          stderr,
          interactive: false,
          ask: () => null,
        },
        clock: systemClock,
        leave: (exit) => assert(false, `left with ${exit}`),
        signals: { windows: false, add() {}, remove() {} },
        // Nothing is given up: the tests after this one need it.
        sandbox: { goOffline() {}, keepHost() {}, endWriting() {} },
      });
      return `${this.commands} ${code} \n`;
    } finally {
      Deno.chdir(before);
      this.running--;
    }
  }
}

/** Whether the task that is shipped may read a variable. */
function mayRead(name: string): boolean {
  return VARIABLES.some((one) => one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one);
}

/** As `processIo()` has it: a setting that may not be read is an error. */
function refused(name: string): undefined {
  if (name.startsWith("LOOKER")) throw new Deno.errors.NotCapable(`Requires env access to "${name}"`);
}

class FileStream implements OutputStream, Disposable {
  readonly isTerminal = false;
  private readonly file: Deno.FsFile;

  constructor(path: string) {
    this.file = Deno.openSync(path, { write: true, create: true });
  }

  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += this.file.writeSync(bytes.subarray(at));
  }

  columns(): null {
    return null;
  }

  [Symbol.dispose](): void {
    this.file.close();
  }
}
