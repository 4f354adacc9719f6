import type { Clock } from "../../lib/base/clock.ts";
import type { Io } from "../../lib/base/io.ts";
import type { Sandbox } from "../../lib/base/sandbox.ts";
import type { SignalSource } from "../../lib/base/signals.ts";
import type { CommandFactory } from "../../lib/cli/command.ts";
import { runProgram } from "../../lib/cli/program.ts";
import type { InstanceInfo } from "../../lib/looker/instance_info.ts";
import { fakeClock, fakeStream } from "../term/_fakes.ts";
import { newVault, TempDir } from "../vault/_vaults.ts";

/** A configured user. */
export const ENV: Readonly<Record<string, string>> = {
  LOOKERVAULT_BASE_URL: "https://acme.looker.com",
  LOOKERVAULT_CLIENT_ID: "client-id",
  LOOKERVAULT_CLIENT_SECRET: "hunter22",
};

/** What a fake Looker says of itself. */
export const INFO: InstanceInfo = {
  url: "https://acme.looker.com",
  looker_version: "25.4.1",
  api_versions: ["4.0"],
  user: { id: "1", display_name: "Ada", email: "ada@acme.com", roles: ["Admin"] },
};

let empty: string | null = null;

/** The path of a vault that holds nothing, for commands whose questions to it are answered by fakes. */
export function emptyVault(): string {
  if (empty !== null) return empty;
  const dir = new TempDir();
  globalThis.addEventListener("unload", () => dir[Symbol.dispose]());
  empty = dir.file();
  newVault(empty)[Symbol.dispose]();
  return empty;
}

/** How a command is played. */
export interface Play {
  env?: Record<string, string>;
  /** Columns of stdout and stderr; `null` for pipes. */
  columns?: number | null;
  commands?: readonly CommandFactory[];
  clock?: Clock;
  /** The machine's time zone; UTC unless it is given. */
  zone?: string;
  signals?: FakeSignals;
  /** What the person at the terminal answers; without it there is none to ask. `null` ends the input. */
  answer?: string | null;
  /** What the person answers to one question after the other, instead of `answer`. */
  answers?: readonly string[];
}

/** Signals fired by hand. */
export type FakeSignals = SignalSource & { fire(): void };

/** A process that gets no signal until {@linkcode FakeSignals.fire}. */
export function fakeSignals(): FakeSignals {
  const handlers = new Set<() => void>();
  return {
    windows: false,
    add: (name, handler) => void (name === "SIGINT" && handlers.add(handler)),
    remove: (_name, handler) => void handlers.delete(handler),
    fire: () => handlers.forEach((handler) => handler()),
  };
}

/** What came out of a command. */
export interface Played {
  exit: number;
  stdout: string;
  stderr: string;
  /** Exit codes the program left at once with. */
  left: number[];
  /** Whether the command gave up the network. */
  offline: boolean;
  /** The address whose host it kept when it gave up all others. */
  kept: string[];
}

/** Runs a command line as if it had been typed. */
export async function play(args: readonly string[], how: Play = {}): Promise<Played> {
  const { env = ENV, columns = null, commands, clock = fakeClock(), signals = fakeSignals(), zone = "UTC" } =
    how;
  const answers = [...how.answers ?? []];
  const [stdout, stderr] = [fakeStream(columns), fakeStream(columns)];
  const io: Io = {
    args,
    env: (name) => env[name] || undefined,
    stdout,
    stderr,
    interactive: how.answer !== undefined || how.answers !== undefined,
    ask(question, { secret = false } = {}) {
      stderr.write(secret ? `${question}<hidden>\n` : question);
      return (how.answers === undefined ? how.answer : answers.shift()) ?? null;
    },
  };
  const left: number[] = [];
  const leave = (code: number): void => void left.push(code);
  let offline = false;
  const kept: string[] = [];
  const sandbox: Sandbox = {
    goOffline: () => void (offline = true),
    keepHost: (...urls) => void kept.push(...urls),
    endWriting: () => {},
  };
  const exit = await runProgram({ io, clock, leave, signals, sandbox, zone, ...(commands && { commands }) });
  return { exit, stdout: stdout.text, stderr: stderr.text, left, offline, kept };
}
