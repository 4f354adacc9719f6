/**
 * Settings from flag, environment, file and default, in this order, each with where it came from.
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

/** Flags of the command line that are settings, as they were typed, and `--config`. */
export interface ConfigFlags {
  config?: string | undefined;
  /** A profile of the file. */
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

/** Where a value came from. `name` is the flag, the variable, or the key and the file. */
export interface Source {
  kind: "flag" | "environment" | "file" | "default";
  name: string;
}

/** All settings, checked. */
export interface Config extends Settings {
  readonly sources: Readonly<Record<keyof Settings, Source>>;
  /** The configuration file that was read, if any. */
  readonly file: string | null;
  /** The profile that the address, the vault and the key are of; null for none. */
  readonly profile: string | null;
  /** All profiles of the file. */
  readonly profiles: readonly Profile[];
  /** The paths where one was looked for. */
  readonly searched: readonly string[];
  /** An address that nobody vouches for, though a key from elsewhere would be sent to it; null if there is none. */
  readonly doubt: Doubt | null;
  /** A found file that says where copies go, and is not known to be the user's own: it does not hold the key, either. */
  readonly snapshotDoubt: string | null;
}

/** A found file names the address, and the key comes from elsewhere. */
export interface Doubt {
  file: string;
  /** Where the key comes from. */
  key: string;
}

/** What {@linkcode loadConfig} reads from. */
export interface LoadOptions {
  flags: ConfigFlags;
  io: Pick<Io, "env">;
  files?: ConfigFiles;
}

/** Loads and checks all settings. @throws {UsageError} naming the value, its source and what is allowed. */
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

/** Whoever made the folder could have the key sent anywhere: it goes to an address of its own origin only. */
function doubtOf(
  file: string,
  { baseUrl, clientId, clientSecret }: Record<keyof Settings, Source>,
): Doubt | null {
  if (baseUrl.kind !== "file") return null;
  const other = [clientSecret, clientId].find(({ kind }) => kind !== "file" && kind !== "default");
  return other === undefined ? null : { file, key: other.name };
}

/** The profile that was asked for, by the flag or else the environment; null where none was. */
function profileOf(file: FileContent, { flags, io }: Pick<LoadOptions, "flags" | "io">): Profile | null {
  const name = flags.profile ?? io.env("LOOKERVAULT_PROFILE");
  if (name === undefined) return null;
  const from = flags.profile === undefined ? "LOOKERVAULT_PROFILE" : "--profile";
  return chosenProfile(file.profiles, { name, from, file: file.path });
}

/** What a profile says of a setting; null where it says nothing, or a flag says more. */
function ofProfile(
  name: keyof Settings,
  flag: unknown,
  { profile, io, file }: { profile: Profile; io: Pick<Io, "env">; file: FileContent },
): Found | null {
  const key = (variable: string): Found => {
    const raw = io.env(variable);
    // The key of another Looker is no key for this one.
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

/** @throws {UsageError} when the profile's key would go to an address that is not the profile's. */
function refuseOtherAddress(baseUrl: string | undefined, { name, baseUrl: own }: Profile): void {
  if (baseUrl === undefined || sameAddress(baseUrl, own)) return;
  throw new UsageError(`Cannot send the key of the profile ${name} to ${baseUrl}: it is for ${own} only`, {
    hint: `Remove --base-url, remove the profile, or correct profile.${name}.base_url.`,
  });
}

/** A path that is in a file is meant from where the file is. */
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

/** The number a text spells; the text itself when it spells none, for the message. */
function toNumber(text: string): number | string {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
}

function expandHome(path: string, home: string | undefined): string {
  return home !== undefined && /^~[/\\]/.test(path) ? home + path.slice(1) : path;
}
