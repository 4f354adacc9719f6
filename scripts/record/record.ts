/**
 * Runs the recorded scenes of the demo as a user at a terminal would, and returns the output.
 *
 * @module
 */
import { systemClock } from "../../lib/base/clock.ts";
import type { Io, OutputStream } from "../../lib/base/io.ts";
import { runProgram } from "../../lib/cli/program.ts";
import { startInstance, STORY, typed } from "../demo_story.ts";
import { type Run, Terminal } from "./terminal.ts";

/** The width of the terminal in cells. */
export const COLUMNS = 88;

/** The maximum height of a screen in rows. A taller window does not fit a page. */
const ROWS = 22;

/** Runs the scenes. Returns the lines of each: the command line and its output, or the last lines of a long output. */
export async function recorded(): Promise<Run[][][]> {
  await using sim = startInstance();
  const directory = await Deno.makeTempDir({ prefix: "lookervault-record-" });
  const env: Readonly<Record<string, string>> = {
    LOOKERVAULT_BASE_URL: sim.url,
    LOOKERVAULT_CLIENT_ID: sim.options.clientId,
    LOOKERVAULT_CLIENT_SECRET: sim.options.clientSecret,
  };
  // Paths affect line breaks, so the vault has the same name as in a reader's directory.
  const before = Deno.cwd();
  try {
    Deno.chdir(directory);
    const screens: Run[][][] = [];
    for (const scene of STORY) {
      scene.before?.(sim);
      if (scene.recorded !== true) continue;
      const terminal = new Terminal(COLUMNS);
      terminal.write(`\x1b[36m$ ${typed(scene)}\x1b[39m\n`);
      const exit = await play(scene.args, { terminal, env });
      if (exit !== 0) throw new Error(`Cannot record ${typed(scene)}: exit ${exit}`);
      screens.push(
        shownOf(terminal.lines(), sim.url),
      );
    }
    return screens;
  } finally {
    Deno.chdir(before);
    await Deno.remove(directory, { recursive: true });
  }
}

async function play(
  args: readonly string[],
  { terminal, env }: { terminal: Terminal; env: Readonly<Record<string, string>> },
): Promise<number> {
  const stream: OutputStream = {
    isTerminal: true,
    write: (text) => terminal.write(text),
    columns: () => COLUMNS,
  };
  const io: Io = {
    args,
    env: (name) => env[name],
    stdout: stream,
    stderr: stream,
    interactive: false,
    ask: () => null,
  };
  return await runProgram({
    io,
    clock: systemClock,
    leave: () => {},
    signals: { windows: false, add: () => {}, remove: () => {} },
    sandbox: { goOffline: () => {}, keepHost: () => {}, endWriting: () => {} },
    zone: "UTC",
  });
}

/** Returns a screen: the command line and the end of its output, with an example address instead of the simulator's. */
function shownOf(lines: Run[][], url: string): Run[][] {
  const shown = lines.map((runs) =>
    runs.map((run) => ({ ...run, text: run.text.replaceAll(url, "https://acme.looker.com") }))
  );
  if (shown.length <= ROWS) return shown;
  return [...shown.slice(0, 1), [{ column: 0, text: "…", styles: ["dim"] }], ...shown.slice(2 - ROWS)];
}
