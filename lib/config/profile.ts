/**
 * Profiles: several Looker instances in one configuration file. Each profile has an address, a vault, and the names
 * of the variables that hold its API key. A key is sent only to the address of its profile.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import { UsageError } from "../base/errors.ts";
import { nearest } from "./nearest.ts";

/** The content of a table `[profile.NAME]`, unchanged. */
export interface Profile {
  name: string;
  baseUrl: string;
  /** The path of the vault, relative to the file. */
  vault: string;
  /** The names of the variables that hold the API key. */
  clientIdEnv: string;
  clientSecretEnv: string;
  /** Where the snapshots of the profile are stored; undefined to use the destination that the file sets. */
  snapshotDest: string | undefined;
}

/** The keys of a profile table. */
export const PROFILE_KEYS = ["base_url", "vault", "client_id_env", "client_secret_env", "snapshot_dest"];

/** Valid profile names. The name becomes part of file names and variable names. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** The variables that lookervault may read. */
const VARIABLE = /^LOOKERVAULT_[A-Z0-9_]+$/;
/** The variables that have another meaning. */
const TAKEN = /^LOOKERVAULT_(BASE_URL|CONFIG|DB|PROFILE|TIMEOUT|WORKERS|BATCH_SIZE)$/;

/** Returns the default name of the variable that holds a part of the profile's key. */
export function variableOf(name: string, part: "CLIENT_ID" | "CLIENT_SECRET"): string {
  return `LOOKERVAULT_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_${part}`;
}

/** Whether `name` is a valid profile name. */
export function isProfileName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Reads the table `profile` of a file.
 *
 * @throws {UsageError} with the key and what is allowed.
 */
export function readProfiles(table: unknown, path: string): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  if (!isTable(table)) throw wrong("profile", path, "it must contain tables such as [profile.prod]");
  for (const [name, content] of Object.entries(table)) {
    const key = `profile.${name}`;
    if (!isProfileName(name)) {
      throw wrong(
        key,
        path,
        "a name has letters, digits, dots, - and _, and starts with a letter or a digit",
      );
    }
    if (!isTable(content)) throw wrong(key, path, `it must be a table: [${key}] on a line of its own`);
    for (const known of Object.keys(content)) {
      if (PROFILE_KEYS.includes(known)) continue;
      throw new UsageError(`Cannot use ${key}.${known} in ${path}: there is no such setting`, {
        hint: `Did you mean ${key}.${nearest(known, PROFILE_KEYS)}? A profile has: ${
          PROFILE_KEYS.join(", ")
        }.`,
      });
    }
    const text = (setting: string): string | undefined => {
      const value = content[setting];
      if (value === undefined) return undefined;
      if (typeof value === "string" && value.trim() !== "") return value.trim();
      throw wrong(`${key}.${setting}`, path, "it must be text");
    };
    const variable = (setting: string, part: "CLIENT_ID" | "CLIENT_SECRET"): string => {
      const named = text(setting) ?? variableOf(name, part);
      if (VARIABLE.test(named) && !TAKEN.test(named)) return named;
      throw wrong(
        `${key}.${setting}`,
        path,
        `it must be the name of a separate variable that starts with LOOKERVAULT_, such as ${
          variableOf(name, part)
        }`,
      );
    };
    const baseUrl = text("base_url");
    if (baseUrl === undefined) throw wrong(`${key}.base_url`, path, "it is missing");
    profiles.set(name, {
      name,
      baseUrl,
      vault: text("vault") ?? `${name}.db`,
      clientIdEnv: variable("client_id_env", "CLIENT_ID"),
      clientSecretEnv: variable("client_secret_env", "CLIENT_SECRET"),
      snapshotDest: text("snapshot_dest"),
    });
  }
  refuseShared([...profiles.values()], path);
  return profiles;
}

/**
 * Rejects profiles that use the same vault. Also rejects profiles with different addresses that read the same key,
 * because the key would be sent to both.
 */
function refuseShared(profiles: readonly Profile[], path: string): void {
  for (const [at, one] of profiles.entries()) {
    for (const other of profiles.slice(0, at)) {
      if (other.vault === one.vault) {
        throw new UsageError(
          `Cannot use ${path}: the profiles ${other.name} and ${one.name} use the same vault, ${one.vault}`,
          { hint: "A vault holds one instance: give each profile its own vault." },
        );
      }
      if (sameAddress(one.baseUrl, other.baseUrl)) continue;
      const secret = one.clientSecretEnv;
      if (secret !== other.clientSecretEnv && one.clientIdEnv !== other.clientIdEnv) continue;
      throw new UsageError(
        `Cannot use ${path}: the profiles ${other.name} and ${one.name} read their key from the same variable, ` +
          "but have different addresses",
        { hint: "Set separate variables for each: client_id_env and client_secret_env." },
      );
    }
  }
}

/**
 * Returns the profile with this name.
 *
 * @throws {UsageError} with the names of the existing profiles.
 */
export function chosenProfile(
  profiles: ReadonlyMap<string, Profile>,
  { name, from, file }: { name: string; from: string; file: string | null },
): Profile {
  const found = profiles.get(name);
  if (found !== undefined) return found;
  const names = [...profiles.keys()];
  const close = nearest(name, names);
  throw new UsageError(
    `Cannot use the profile ${name} of ${from}: ${
      file === null ? "there is no configuration file" : `${file} has no such profile`
    }`,
    {
      hint: close === undefined
        ? `Run \`lookervault init --profile ${isProfileName(name) ? name : "NAME"}\` to add it.`
        : `Did you mean ${close}? The profiles are: ${names.join(", ")}.`,
    },
  );
}

function wrong(key: string, path: string, why: string): UsageError {
  return new UsageError(`Cannot use ${key} in ${path}: ${why}`, { hint: `Correct ${key} in ${path}.` });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
