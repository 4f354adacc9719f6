/**
 * The checks of `check`, `doctor` and `init`: everything that a backup needs.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import { withArgs } from "../base/command_text.ts";
import { EXIT, InterruptedError, UsageError } from "../base/errors.ts";
import { sanitize } from "../base/log.ts";
import type { Instance } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import type { Finding } from "../inspect/health.ts";
import { type InstanceInfo, isAdminRole } from "../looker/instance_info.ts";
import { wrap } from "../term/cell.ts";
import { counted } from "../term/format.ts";
import type { RenderOptions } from "../term/render_options.ts";
import { inZone } from "../term/shown_time.ts";
import { vaultFacts } from "../vault/copied.ts";
import type { CommandContext } from "./command_context.ts";
import { type Failure, failureOf, hintHere } from "./command_failure.ts";
import type { CallOptions, LookerClient } from "../looker/client.ts";
import { type HeldContent, heldContent, isLost, lostWarning } from "./lost_content.ts";
import { probe, sessionConfig, sessionInstance } from "./connection.ts";
import type { SnapshotStanding } from "./snapshot_standing.ts";
import { readVault } from "./open_vault.ts";
import { requireOwnVault } from "./own_vault.ts";
import { argsOf } from "./vault_args.ts";
import { type ReadInfo, readInfo } from "./read_info.ts";
import { type Ending, saidFailure, worstOf } from "./ending.ts";

/** Options of `check`. */
export interface CheckOptions {
  baseUrl?: string;
  timeout?: number;
}

/** A check and its result, which is one line of the output. */
export interface Check {
  name:
    | "configuration"
    | "vault"
    | "connection"
    | "permissions"
    | "api"
    | "content"
    | "snapshots"
    | Finding["name"];
  ok: boolean;
  message: string;
  hint: string | null;
}

/** The dependencies of `check`. */
export interface CheckDeps {
  info: ReadInfo;
  /**
   * Describes the vault at `path`, which is for backups of the Looker at `baseUrl` (null: not configured).
   *
   * @throws if the path cannot be used, or if the vault is of another instance.
   */
  vault: (path: string, context: CommandContext, baseUrl: string | null) => Promise<string>;
  /** Returns content of the vault that Looker must have too. Null if nothing can be concluded from the vault. */
  held?: (path: string, context: CommandContext) => Promise<HeldContent | null>;
  /** Checks the snapshots, if a destination is configured. */
  snapshots?: (context: CommandContext, config: Config) => Promise<SnapshotStanding>;
}

/** The checks and their results. */
export interface Checked {
  checks: Check[];
  failures: Failure[];
  /** The instance that responded. Null if none did. */
  found: { target: { config: Config; instance: Instance }; info: InstanceInfo } | null;
  /** The configuration. Null if it cannot be read. */
  config: Config | null;
}

/** Checks configuration, vault, connection and permissions. */
export async function runChecks(
  context: CommandContext,
  options: CheckOptions,
  deps: CheckDeps,
): Promise<Checked> {
  const checks: Check[] = [];
  const failures: Failure[] = [];
  const attempt = async <T>(
    name: Check["name"],
    what: () => T | Promise<T>,
    say: (value: T) => string,
  ): Promise<T | null> => {
    try {
      const value = await what();
      checks.push({ name, ok: true, message: say(value), hint: null });
      return value;
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      const failure = failureOf(error);
      failures.push(failure);
      checks.push({ name, ok: false, message: failure.message, hint: failure.hint });
      return null;
    }
  };
  let config: Config | null = null;
  const target = await attempt("configuration", async () => {
    config = await sessionConfig(context, options);
    return { config, instance: await sessionInstance(context, config) };
  }, ({ config }) => configurationText(config));
  let held: HeldContent | null = null;
  const path = (config as Config | null)?.db ?? context.globals.db;
  const hasCopies = target !== null && target.config.snapshotDest !== undefined;
  if (hasCopies) (await import("./snapshot_check.ts")).reserveStore(context, target.config);
  if (path === undefined) checks.push(skipped("vault"));
  else {
    await context.endWriting({ hold: path });
    const baseUrl = (config as Config | null)?.baseUrl ?? null;
    await attempt("vault", async () => {
      const state = await deps.vault(path, context, baseUrl);
      if (target !== null) held = await deps.held?.(path, context) ?? null;
      return state;
    }, (state) => state);
  }
  const missing = held as HeldContent | null;
  let lost = false;
  const also = missing === null
    ? undefined
    : async (client: LookerClient, how: CallOptions): Promise<void> => {
      lost = await isLost(client, missing, how);
    };
  const info = target === null
    ? null
    : await attempt("connection", () => deps.info(context, target, also), connectionText);
  if (target === null) checks.push(skipped("connection"));
  checks.push(info === null ? skipped("permissions") : permissionsCheck(info));
  if (missing !== null && lost) checks.push({ name: "content", ok: false, ...lostWarning(missing) });
  if (hasCopies && deps.snapshots !== undefined) {
    checks.push(await snapshotsCheck(deps.snapshots(context, target.config)));
  }
  return { checks, failures, config, found: target === null || info === null ? null : { target, info } };
}

/**
 * Returns the check of the snapshots. A problem with them does not prevent a backup, so it is reported but is not a
 * failure.
 */
async function snapshotsCheck(looked: Promise<SnapshotStanding>): Promise<Check> {
  try {
    return { name: "snapshots", ...await looked };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    const { message, hint } = failureOf(error);
    return { name: "snapshots", ok: false, message, hint };
  }
}

/** Checks the snapshots in the time that `check` allows. */
async function snapshotState(context: CommandContext, config: Config): Promise<SnapshotStanding> {
  const { checkSnapshots } = await import("./snapshot_check.ts");
  return await probe(context, config.snapshotDest ?? "", (signal) => checkSnapshots(context, config, signal));
}

/** Prints the checks. Returns the exit code of the worst failure. */
export function tell(
  context: CommandContext,
  { command, checks: made, failures: failed, closing: last, ...more }:
    & { command: string; closing?: string }
    & Pick<Checked, "checks" | "failures">
    & Readonly<Record<string, unknown>>,
): Ending {
  const ready = failed.length === 0;
  const here = <T extends { hint: string | null }>(one: T): T => ({
    ...one,
    hint: hintHere(one.hint, context),
  });
  const checks = made.map(here), failures = failed.map(here);
  const isWiped = checks.some(({ name, ok }) => name === "content" && !ok);
  const [first] = failures;
  const status = !ready ? "failed" : checks.every(({ ok }) => ok) ? "ok" : "limited";
  const timestamp = isoTime(context.clock.now());
  context.result(
    { command, ready, status, checks, ...more, timestamp, ...(first && { error: first }) },
    (
      how,
    ) => [
      ...checks.flatMap((check) => checkLines(check, how)),
      "",
      withArgs(
        last ?? (!ready ? "Not ready." : isWiped ? WIPED : "Ready: run `lookervault extract`."),
        argsOf(context),
      ),
    ],
  );
  for (const { ok, name, message, hint } of checks) {
    if (ok || message === NOT_CHECKED || ready) continue;
    const what = last === undefined ? "Not ready, " : "";
    context.log.error(`error: ${what}${name}: ${message}${hint === null ? "" : `. ${hint}`}`);
  }
  const worst = worstOf(failures.map(({ exit_code }) => exit_code));
  return first === undefined
    ? EXIT.ok
    : saidFailure(failures.find((one) => one.exit_code === worst) ?? first);
}

/** Returns a check that was not run, because an earlier check failed. */
export function skipped(name: Check["name"]): Check {
  return { name, ok: false, message: NOT_CHECKED, hint: null };
}

const NOT_CHECKED = "not checked";

/** The last line if a backup is possible, but a restore is probably needed. */
const WIPED = "The connection works, but Looker has lost content that the vault has: see the line content.";

function configurationText(config: Config): string {
  const names = (["baseUrl", "clientId", "clientSecret"] as const).map((name) => config.sources[name].name);
  return `${config.baseUrl} (${[...new Set(names)].join(", ")})`;
}

function connectionText({ url, looker_version, user }: InstanceInfo): string {
  return `${url}, Looker ${looker_version ?? "of unknown version"}, logged in as ${
    user.display_name ?? user.email ?? user.id
  }`;
}

/**
 * Checks that the API user is an admin. Other users see only a part of the instance, so their backup would be
 * incomplete and would not show it.
 */
export function permissionsCheck({ user: { roles } }: InstanceInfo): Check {
  const admin = roles.some(isAdminRole);
  const names = roles.join(", ") || "none visible";
  return admin ? { name: "permissions", ok: true, message: `roles: ${names}`, hint: null } : {
    name: "permissions",
    ok: false,
    message: `roles: ${names}; without the role Admin, a backup contains only what this user can see`,
    hint: "Give the API user the role Admin, or accept that the backup contains only what this user can see.",
  };
}

/** Returns one check as lines: the mark, the name and the result, and the hint below. */
export function checkLines(
  { name, ok, message, hint }: Check,
  { width, palette, zone }: RenderOptions,
): string[] {
  const indent = 18;
  const fold = (text: string): string[] =>
    width === null ? [sanitize(text)] : wrap(sanitize(text), Math.max(20, width - indent));
  const mark = ok ? palette.green("✓") : palette.red("✗");
  const texts = [...fold(inZone(message, zone)), ...(hint === null ? [] : fold(`→ ${hint}`))];
  return texts.map((text, i) =>
    i === 0 ? `${mark} ${name.padEnd(indent - 2)}${text}` : " ".repeat(indent) + text
  );
}

/** Describes what is at the vault's path: nothing yet, or a vault that opens. */
export async function vaultState(
  path: string,
  context: CommandContext,
  baseUrl: string | null,
): Promise<string> {
  const directory = path.replace(/[^/\\]*$/, "") || ".";
  const found = await stat(path);
  if (found?.isDirectory) {
    throw new UsageError(`Cannot use the vault ${path}: it is a folder`, { hint: "Name a file with --db." });
  }
  if (found === null || found.size === 0) {
    if ((await stat(directory))?.isDirectory) return `${path} does not exist yet: extract creates it`;
    throw new UsageError(`Cannot create the vault ${path}: the folder ${directory} does not exist`, {
      hint: "Create the folder, or choose another path with --db.",
    });
  }
  const reading = { config: { db: path }, online: true };
  return await readVault(context, reading, (vault) => {
    requireOwnVault(vault, baseUrl, "use");
    const { instance, items } = vaultFacts(vault);
    if (instance === null) return `${path}, empty: extract fills it`;
    return `${path}, a backup of ${instance}, ${counted(items, "item")}`;
  });
}

async function stat(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The real dependencies. Tests use others. */
export const CHECKS: CheckDeps = {
  info: readInfo,
  vault: vaultState,
  held: heldContent,
  snapshots: snapshotState,
};
