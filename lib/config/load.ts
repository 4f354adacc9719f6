/**
 * Loads each setting from its flag, the environment, the file or the default, in this order, and records its source.
 *
 * @module
 */
import * as v from "valibot";
import { sameAddress } from "../base/address.ts";
import { UsageError } from "../base/errors.ts";
import type { Io } from "../base/io.ts";
import { type ConfigFiles, diskFiles, type FileContent, readConfigFile } from "./file.ts";
import { chosenProfile, type Profile } from "./profile.ts";
import { SETTING_NAMES, SETTINGS, type Settings, type SettingSpec } from "./settings.ts";

/** The flags of the command line that are settings, as typed, and `--config`. */
export interface ConfigFlags {
  config?: string | undefined;
  /** The name of a profile in the file. */
  profile?: string | undefined;
  baseUrl?: string | undefined;
  timeout?: string | number | undefined;
  db?: string | undefined;
  workers?: string | number | undefined;
  batchSize?: string | number | undefined;
  snapshotDest?: string | undefined;
  snapshotEndpoint?: string | undefined;
  snapshotRecipients?: readonly string[] | undefined;
  snapshotIdentity?: string | undefined;
  snapshotLock?: string | undefined;
}

/** The source of a value. `name` is the flag, the variable, or the key and the file. */
export interface Source {
  kind: "flag" | "environment" | "file" | "default";
  name: string;
}

/** All settings, validated. */
export interface Config extends Settings {
  readonly sources: Readonly<Record<keyof Settings, Source>>;
  /** The configuration file that was read; null if there is none. */
  readonly file: string | null;
  /** The profile that sets the address, the vault and the key; null if none is chosen. */
  readonly profile: string | null;
  /** All profiles of the file. */
  readonly profiles: readonly Profile[];
  /** The paths that were searched for the configuration file. */
  readonly searched: readonly string[];
  /** The doubt about an address from a found file, if the key comes from another source; null otherwise. */
  readonly doubt: Doubt | null;
  /**
   * A found file that sets where snapshots are stored, but not the key, so that another user may have written it;
   * null otherwise.
   */
  readonly snapshotDoubt: string | null;
}

/** The doubt about an address: a found file sets the address, but the key comes from another source. */
export interface Doubt {
  file: string;
  /** The source of the key. */
  key: string;
}

/** The sources that {@linkcode loadConfig} reads. */
export interface LoadOptions {
  flags: ConfigFlags;
  io: Pick<Io, "env">;
  files?: ConfigFiles;
}

/**
 * Loads and validates all settings.
 *
 * @throws {UsageError} with the value, its source and what is allowed.
 */
export function loadConfig({ flags, io, files = diskFiles }: LoadOptions): Config {
  const home = io.env("HOME") ?? io.env("USERPROFILE");
  const file = readConfigFile(files, { explicit: explicitFile(flags, io), home });
  const profile = profileOf(file, { flags, io });
  const given: Record<string, unknown> = { ...flags };
  const sources: Partial<Record<keyof Settings, Source>> = {};
  const values: Partial<Record<keyof Settings, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const { raw, source } = (profile === null ? null : ofProfile(name, given[name], { profile, io, file })) ??
      find(SETTINGS[name], given[name], file.values[name], { io, path: file.path ?? "" });
    sources[name] = source;
    values[name] = source.kind === "default" ? SETTINGS[name].default : check(SETTINGS[name], raw, source);
  }
  const settings = values as unknown as Settings;
  if (profile !== null) refuseOtherAddress(settings.baseUrl, profile);
  const shared = {
    file: file.path,
    profile: profile?.name ?? null,
    profiles: [...file.profiles.values()],
    searched: file.searched,
    sources: sources as Record<keyof Settings, Source>,
    doubt: file.found && file.path !== null
      ? doubtOf(file.path, sources as Record<keyof Settings, Source>)
      : null,
    snapshotDoubt: file.found && file.path !== null && sources.clientSecret?.kind !== "file" &&
        (sources.snapshotDest?.kind === "file" || sources.snapshotEndpoint?.kind === "file")
      ? file.path
      : null,
  };
  const { snapshotDest, snapshotIdentity } = settings;
  const placed = (name: "db" | "snapshotDest" | "snapshotIdentity", path: string): string =>
    sources[name]?.kind === "file" && file.path !== null
      ? beside(file.path, expandHome(path, home))
      : expandHome(path, home);
  return {
    ...settings,
    db: placed("db", settings.db),
    snapshotDest: snapshotDest && placed("snapshotDest", snapshotDest),
    snapshotIdentity: snapshotIdentity && placed("snapshotIdentity", snapshotIdentity),
    ...shared,
  };
}

/**
 * Returns the doubt if a found file sets the address, but the key comes from another source. Whoever created the
 * directory could otherwise have the key sent to any address.
 */
function doubtOf(
  file: string,
  { baseUrl, clientId, clientSecret }: Record<keyof Settings, Source>,
): Doubt | null {
  if (baseUrl.kind !== "file") return null;
  const other = [clientSecret, clientId].find(({ kind }) => kind !== "file" && kind !== "default");
  return other === undefined ? null : { file, key: other.name };
}

/** Returns the profile that the flag or else the environment names; null if neither names one. */
function profileOf(file: FileContent, { flags, io }: Pick<LoadOptions, "flags" | "io">): Profile | null {
  const name = flags.profile ?? io.env("LOOKERVAULT_PROFILE");
  if (name === undefined) return null;
  const from = flags.profile === undefined ? "LOOKERVAULT_PROFILE" : "--profile";
  return chosenProfile(file.profiles, { name, from, file: file.path });
}

/** Returns the value of a setting from the profile; null if the profile does not set it, or a flag overrides it. */
function ofProfile(
  name: keyof Settings,
  flag: unknown,
  { profile, io, file }: { profile: Profile; io: Pick<Io, "env">; file: FileContent },
): Found | null {
  const key = (variable: string): Found => {
    const raw = io.env(variable);
    // Without the variable, the key is missing: the key of another instance must not be used for this one.
    return raw === undefined
      ? { raw, source: { kind: "default", name: variable } }
      : { raw, source: { kind: "environment", name: variable } };
  };
  if (name === "clientId") return key(profile.clientIdEnv);
  if (name === "clientSecret") return key(profile.clientSecretEnv);
  const said = { baseUrl: profile.baseUrl, db: profile.vault, snapshotDest: profile.snapshotDest };
  if (flag !== undefined || !(name in said)) return null;
  const raw = said[name as keyof typeof said];
  const setting =
    { baseUrl: "base_url", db: "vault", snapshotDest: "snapshot_dest" }[name as keyof typeof said];
  if (raw === undefined) return null;
  return {
    raw,
    source: { kind: "file", name: `profile.${profile.name}.${setting} in ${file.path ?? ""}` },
  };
}

/**
 * Rejects an address other than the address of the profile.
 *
 * @throws {UsageError} when the key of the profile would be sent to another address.
 */
function refuseOtherAddress(baseUrl: string | undefined, { name, baseUrl: own }: Profile): void {
  if (baseUrl === undefined || sameAddress(baseUrl, own)) return;
  throw new UsageError(
    `Cannot send the key of the profile ${name} to ${baseUrl}: the key is only for ${own}`,
    {
      hint: `Remove --base-url, remove the profile, or correct profile.${name}.base_url.`,
    },
  );
}

/** Resolves a path that a file sets, relative to the directory of the file. */
function beside(file: string, path: string): string {
  if (/^([/\\]|[A-Za-z]:[/\\]|[a-z][a-z0-9+.-]*:\/\/)/i.test(path)) return path;
  const folder = file.replace(/[^/\\]*$/, "");
  return folder === "" || folder === "./" ? path : folder + path.replace(/^\.\//, "");
}

function explicitFile(flags: ConfigFlags, io: Pick<Io, "env">): { path: string; from: string } | undefined {
  if (flags.config !== undefined) return { path: flags.config, from: "--config" };
  const path = io.env("LOOKERVAULT_CONFIG");
  return path === undefined ? undefined : { path, from: "LOOKERVAULT_CONFIG" };
}

interface Found {
  raw: unknown;
  source: Source;
}

function find(
  spec: SettingSpec<unknown>,
  flag: unknown,
  fromFile: unknown,
  { io, path }: { io: Pick<Io, "env">; path: string },
): Found {
  const text = (raw: unknown): unknown => spec.numeric && typeof raw === "string" ? toNumber(raw) : raw;
  if (flag !== undefined && spec.flag !== null) {
    return { raw: text(flag), source: { kind: "flag", name: spec.flag } };
  }
  for (const name of spec.env) {
    const value = io.env(name);
    if (value !== undefined) return { raw: text(value), source: { kind: "environment", name } };
  }
  if (fromFile !== undefined) {
    return { raw: fromFile, source: { kind: "file", name: `${spec.key} in ${path}` } };
  }
  return { raw: undefined, source: { kind: "default", name: "default" } };
}

function check(spec: SettingSpec<unknown>, raw: unknown, source: Source): unknown {
  const result = v.safeParse(spec.schema, raw);
  if (result.success) return result.output;
  const reason = result.issues[0].message;
  throw new UsageError(`Cannot use ${spec.show(raw)} as ${source.name}: ${reason}`, {
    hint: `Correct ${source.name}${
      source.kind === "file" ? "" : `, or set ${spec.key} in a configuration file`
    }.`,
  });
}

/** Returns the number that a text spells, or the text itself if it is not a number, for the error message. */
function toNumber(text: string): number | string {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
}

function expandHome(path: string, home: string | undefined): string {
  return home !== undefined && /^~[/\\]/.test(path) ? home + path.slice(1) : path;
}
