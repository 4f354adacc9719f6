/**
 * Implements `--all-profiles`: runs a command for each profile of the configuration file, one after the other. Prints
 * one summary and returns the worst exit code.
 *
 * @module
 */
import { EXIT, type ExitCode, UsageError } from "../base/errors.ts";
import type { Io, OutputStream } from "../base/io.ts";
import type { Sandbox } from "../base/sandbox.ts";
import type { Profile } from "../config/profile.ts";
import { counted } from "../term/format.ts";
import { jsonLine } from "../term/json.ts";
import type { RenderOptions } from "../term/render_options.ts";
import { renderTable } from "../term/table.ts";
import type { CommandContext, CommandContextOptions } from "./command_context.ts";
import { logFailure, logReason } from "./command_failure.ts";
import { type Ending, exitOf, saidFailure, worstOf } from "./ending.ts";
import type { Globals } from "./globals.ts";

/** Commands that can run for all profiles. No command that writes to Looker is among them. */
export const FOR_ALL: readonly string[] = [
  "extract",
  "check",
  "verify",
  "snapshot push",
  "list",
  "runs",
  "doctor",
];

/** The result of one profile's run. */
interface Ran {
  profile: string;
  code: ExitCode;
  /** Why the exit code is not 0. Null if it is 0. */
  reason: string | null;
  /** The output of the run with `--json`. */
  document: string;
}

/** The arguments and the environment of a command that runs for all profiles. */
export interface ProfileRuns {
  /** The full name, such as `snapshot push`. */
  command: string;
  globals: Globals;
  /** The command's own options. */
  options: Readonly<Record<string, unknown>>;
  sandbox: Sandbox;
  io: Io;
  /** Creates a context for one profile, or for the summary. */
  open: (how: Partial<CommandContextOptions>) => CommandContext;
}

type Work = (context: CommandContext) => Promise<Ending>;

/**
 * Runs the command for each profile. @throws {UsageError} if the command or its options cannot run for all profiles.
 */
export async function runForAll(work: Work, runs: ProfileRuns): Promise<ExitCode> {
  refuse(runs);
  const profiles = await profilesOf(runs);
  const ran: Ran[] = [];
  for (const [at, { name }] of profiles.entries()) {
    // Permissions that one run gives up are lost for the next run too: to write files, and to reach the other hosts.
    const sandbox = at === profiles.length - 1 ? runs.sandbox : keepsForOthers(runs.sandbox);
    const one = await runOne(work, runs, { name, sandbox, first: at === 0 });
    ran.push(one);
    if (one.code === EXIT.interrupted) break;
  }
  using last = runs.open({});
  return summarize(ran, { ...runs, left: profiles.slice(ran.length), last });
}

function refuse({ command, globals, options }: ProfileRuns): void {
  if (!FOR_ALL.includes(command)) {
    throw new UsageError(`Cannot run ${command} for all profiles`, {
      hint: `Select one with --profile NAME. --all-profiles works with ${FOR_ALL.join(", ")}.`,
    });
  }
  const own = { "--db": globals.db, "--profile": globals.profile, "--base-url": options["baseUrl"] };
  const [given] = Object.entries(own).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw new UsageError(`Cannot use ${given} with --all-profiles: each profile has its own`, {
    hint: "Remove one of the two options.",
  });
}

/** Returns the profiles of the file, in its order. @throws {UsageError} if there are none. */
async function profilesOf({ globals, io }: ProfileRuns): Promise<readonly Profile[]> {
  const { loadConfig } = await import("../config/load.ts");
  const env = (name: string): string | undefined => name === "LOOKERVAULT_PROFILE" ? undefined : io.env(name);
  const { profiles, file } = loadConfig({ flags: { config: globals.config }, io: { env } });
  if (profiles.length > 0) return profiles;
  throw new UsageError(
    `Cannot run for all profiles: ${file === null ? "there is no configuration file" : `${file} has none`}`,
    { hint: "Add one with lookervault init --profile NAME." },
  );
}

/** Returns a sandbox that gives up only permissions that no profile needs. */
function keepsForOthers({ goOffline }: Sandbox): Sandbox {
  return { goOffline, keepHost: () => {}, endWriting: () => {} };
}

/** Formats that programs read. No heading is printed between lines in these formats. */
const ROWS = ["csv", "ndjson", "json"];

async function runOne(
  work: Work,
  { globals, options, io, open }: ProfileRuns,
  { name, sandbox, first }: { name: string; sandbox: Sandbox; first: boolean },
): Promise<Ran> {
  const printed = collected(io.stdout);
  const one: Io = {
    args: io.args,
    env: (name) => io.env(name),
    stdout: globals.json ? printed.stream : io.stdout,
    stderr: io.stderr,
    interactive: io.interactive,
    ask: (...asked) => io.ask(...asked),
  };
  using context = open({ io: one, sandbox, profile: name, globals: { ...globals, profile: name } });
  if (context.progress === "json") {
    context.screen.log(jsonLine({ event: "profile", profile: name }, context.clock.now(), context.redactor));
  }
  if (!globals.json && !ROWS.includes(String(options["format"]))) {
    io.stdout.write(`${first ? "" : "\n"}${name}:\n`);
  }
  const { code, reason } = await ended(context, work);
  return { profile: name, code, reason, document: printed.text() };
}

/** Runs the work and prints why it failed, if it did. */
async function ended(
  context: CommandContext,
  work: Work,
): Promise<{ code: ExitCode; reason: string | null }> {
  let ending: Ending;
  try {
    ending = await work(context);
  } catch (error) {
    const failure = logFailure(error, context);
    const status = failure.exit_code === EXIT.interrupted ? "interrupted" : "failed";
    if (context.globals.json) {
      context.result({ command: context.command, status, error: failure }, () => []);
    }
    ending = saidFailure(failure);
  }
  if (typeof ending === "number") return { code: ending, reason: null };
  if (!ending.said) logReason(ending.reason, ending.hint, context);
  return { code: exitOf(ending), reason: ending.reason };
}

function summarize(
  ran: readonly Ran[],
  { command, io, left, last }: ProfileRuns & { left: readonly Profile[]; last: CommandContext },
): ExitCode {
  last.screen.clear();
  if (last.globals.json) {
    const parts = ran.map(({ profile, code, document }) =>
      `{"profile":${JSON.stringify(profile)},"code":${code},"result":${document.trim() || "null"}}`
    );
    io.stdout.write(`{"command":${JSON.stringify(command)},"profiles":[${parts.join(",")}]}\n`);
  } else last.result(null, (how) => ["", ...table(ran, how)]);
  const bad = ran.filter(({ code }) => code !== EXIT.ok);
  if (bad.length > 0) {
    const named = bad.map(({ profile, code }) => `${profile} (${code})`).join(", ");
    const rest = left.length > 0 ? `; not run: ${left.map(({ name }) => name).join(", ")}` : "";
    const text = `${command}: ${bad.length} of ${
      counted(ran.length, "profile")
    } ended with a non-zero exit code: ${named}`;
    logReason(text + rest, "See the errors above for each profile.", last);
  }
  return worstOf(ran.map(({ code }) => code));
}

function table(ran: readonly Ran[], how: RenderOptions): string[] {
  return renderTable(
    [{ title: "profile" }, { title: "code", align: "right" }, { title: "result" }],
    ran.map(({ profile, code, reason }) => [profile, String(code), reason ?? "done"]),
    how,
  );
}

function collected(stdout: OutputStream): { stream: OutputStream; text: () => string } {
  let text = "";
  return {
    stream: { isTerminal: false, columns: () => stdout.columns(), write: (more) => void (text += more) },
    text: () => text,
  };
}
