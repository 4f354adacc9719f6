/**
 * Finds the configuration file and reads its settings.
 *
 * @module
 */
import { parse, TomlError } from "smol-toml";
import { messageOf, UsageError } from "../base/errors.ts";
import { ownerIn, ownerOfTemporary } from "../base/owner.ts";
import { shellWord } from "../base/shell_word.ts";
import { nearest } from "./nearest.ts";
import { type Profile, readProfiles } from "./profile.ts";
import { SETTING_NAMES, SETTINGS, type Settings } from "./settings.ts";

/** Reads configuration files from the disk, or from memory in a test. */
export interface ConfigFiles {
  /** Returns the text of a file, or null if there is none. */
  read(path: string): string | null;
  /** Returns the permission bits of a file, or null if the system has none (Windows). */
  mode(path: string): number | null;
  /**
   * Returns the user id of the file's owner if this is another user. Returns null otherwise, or if the system has no
   * user ids.
   */
  stranger(path: string): number | null;
}

/** Reads configuration files from the disk. */
export const diskFiles: ConfigFiles = {
  read(path): string | null {
    try {
      return Deno.readTextFileSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
      throw error;
    }
  },
  mode: (path) => Deno.build.os === "windows" ? null : Deno.statSync(path).mode,
  stranger(path): number | null {
    const { uid } = Deno.statSync(path);
    // Root has access to everything anyway, and the files of containers often belong to root.
    if (Deno.build.os === "windows" || uid === null || uid === 0) return null;
    const own = ownerOfTemporary();
    if (own === null || own === uid) return null;
    // On some file systems, files have another user id than the process that creates them.
    return ownerIn(path.replace(/[^/]*$/, "") || ".") === uid ? null : uid;
  },
};

/** Where to look for the configuration file. */
export interface FileQuery {
  /** The path of `--config` or `LOOKERVAULT_CONFIG`, and which of the two set it. The file must exist. */
  explicit?: { path: string; from: string } | undefined;
  /** The home directory, if it is known. */
  home?: string | undefined;
}

/** The content of the configuration file. */
export interface FileContent {
  /** The file that was read, or null if there is none. */
  path: string | null;
  /** Whether the file was found in the current directory. Whoever created this directory may have created the file. */
  found: boolean;
  /** All paths that were searched, in order. */
  searched: readonly string[];
  /** The raw values that the file sets. */
  values: Partial<Record<keyof Settings, unknown>>;
  /** The profiles of the file, by name. */
  profiles: ReadonlyMap<string, Profile>;
}

/**
 * Finds and reads the configuration file.
 *
 * @throws {UsageError} when the file is missing or invalid, belongs to another user, can be written by others, or
 * contains a secret that others can read.
 */
export function readConfigFile(files: ConfigFiles, query: FileQuery): FileContent {
  const { explicit, home } = query;
  const searched = explicit !== undefined
    ? [explicit.path]
    : [HERE, ...(home === undefined ? [] : [`${home}/.config/lookervault/config.toml`])];
  for (const path of searched) {
    const text = readOrExplain(files, path, explicit === undefined);
    if (text === null) continue;
    if (text === FORBIDDEN) {
      searched[searched.indexOf(path)] = `${path} (lookervault has no permission to read it)`;
      continue;
    }
    const { profile, ...settings } = parseToml(text, path);
    const values = settingsOf(settings, path);
    const profiles = profile === undefined ? NO_PROFILES : readProfiles(profile, path);
    if (values.clientSecret !== undefined) refuseIfReadable(files, path);
    refuseIfForeign(files, path);
    return { path, found: explicit === undefined && path === HERE, searched, values, profiles };
  }
  if (explicit !== undefined) {
    throw new UsageError(`Cannot read the configuration file ${explicit.path}: there is no such file`, {
      hint: `Create the file, or correct ${explicit.from}.`,
    });
  }
  return { path: null, found: false, searched, values: {}, profiles: NO_PROFILES };
}

const NO_PROFILES: ReadonlyMap<string, Profile> = new Map();

/** The first path that is searched if the user names no file. */
const HERE = "./lookervault.toml";

/** Represents a file that Deno's permissions do not allow to read. */
const FORBIDDEN = Symbol("forbidden");

/** Reads a file. A file that the permissions of a binary exclude counts as missing, unless the user named it. */
function readOrExplain(files: ConfigFiles, path: string, usual: boolean): string | null | typeof FORBIDDEN {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      if (usual) return FORBIDDEN;
      throw error;
    }
    throw new UsageError(`Cannot read the configuration file ${path}: ${messageOf(error)}`, {
      hint: "Check that it is a file and that you can read it.",
      cause: error,
    });
  }
}

function parseToml(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The parser's message quotes the lines around the mistake, which may contain the secret. The error has no
    // `cause` for the same reason.
    const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
    throw new UsageError(
      `Cannot read the configuration file ${path}: line ${error.line}, column ${error.column}: ${reason}`,
      {
        hint: `Write TOML: the line [looker], then lines such as base_url = "https://acme.looker.com".`,
      },
    );
  }
}

function settingsOf(document: Record<string, unknown>, path: string): FileContent["values"] {
  const known = new Map(SETTING_NAMES.map((name) => [SETTINGS[name].key, name]));
  const sections = new Set([...known.keys()].map((key) => key.slice(0, key.indexOf("."))));
  const values: FileContent["values"] = {};
  for (const [section, content] of Object.entries(document)) {
    if (!sections.has(section) || !isTable(content)) {
      const inner = isTable(content) ? Object.keys(content)[0] : undefined;
      throw unknownKey(inner === undefined ? section : `${section}.${inner}`, path, known);
    }
    for (const [key, value] of Object.entries(content)) {
      const name = known.get(`${section}.${key}`);
      if (name === undefined) throw unknownKey(`${section}.${key}`, path, known);
      values[name] = value;
    }
  }
  return values;
}

function unknownKey(key: string, path: string, known: ReadonlyMap<string, unknown>): UsageError {
  return new UsageError(`Cannot use ${key} in ${path}: there is no such setting`, {
    hint: `Did you mean ${nearest(key, [...known.keys()])}? The settings are: ${
      [...known.keys()].join(", ")
    }.`,
  });
}

/** Rejects a file that another user owns or can write, because that user decides where the API key is sent. */
function refuseIfForeign(files: ConfigFiles, path: string): void {
  const stranger = files.stranger(path);
  if (stranger !== null) {
    throw new UsageError(
      `Cannot use the configuration file ${path}: it belongs to another user (${stranger})`,
      {
        hint: `Check what it contains. If you trust it, copy it with cp ${
          shellWord(path)
        } to your own file, and name that file with --config.`,
      },
    );
  }
  const mode = files.mode(path);
  if (mode === null || (mode & 0o022) === 0) return;
  throw new UsageError(
    `Cannot use the configuration file ${path}: other users can write to it (mode ${bitsOf(mode)})`,
    { hint: `Run: chmod go-w ${shellWord(path)}` },
  );
}

function bitsOf(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, "0");
}

function refuseIfReadable(files: ConfigFiles, path: string): void {
  const mode = files.mode(path);
  if (mode === null || (mode & 0o077) === 0) return;
  throw new UsageError(
    `Cannot use the configuration file ${path}: it contains the client secret and other users can read it (mode ${
      bitsOf(mode)
    })`,
    { hint: `Run: chmod 600 ${shellWord(path)}` },
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
