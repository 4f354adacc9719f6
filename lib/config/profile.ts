/**
 * Profiles: several Lookers in one configuration file, each with its address, its vault, and the names of the variables
 * that hold its key. A key goes to its own address only.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import { UsageError } from "../base/errors.ts";
import { nearest } from "./nearest.ts";

/** What a table `[profile.NAME]` says, as it is there. */
export interface Profile {
  name: string;
  baseUrl: string;
  /** The vault's path, relative to the file. */
  vault: string;
  /** Names of the variables of the key. */
  clientIdEnv: string;
  clientSecretEnv: string;
  /** Where its copies go; undefined for where those of the file go. */
  snapshotDest: string | undefined;
}

/** The keys of a profile's table. */
export const PROFILE_KEYS = ["base_url", "vault", "client_id_env", "client_secret_env", "snapshot_dest"];

/** What a profile may be called: it is in names of files and variables. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Variables that lookervault may read. */
const VARIABLE = /^LOOKERVAULT_[A-Z0-9_]+$/;
/** Variables that mean something else already. */
const TAKEN = /^LOOKERVAULT_(BASE_URL|CONFIG|DB|PROFILE|TIMEOUT|WORKERS|BATCH_SIZE)$/;

/** The variable that holds a part of a profile's key where its table names none. */
export function variableOf(name: string, part: "CLIENT_ID" | "CLIENT_SECRET"): string {
  return `LOOKERVAULT_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_${part}`;
}

/** Whether a profile may have this name. */
export function isProfileName(name: string): boolean {
  return NAME.test(name);
}

/** Reads the table `profile` of a file. @throws {UsageError} naming the key and what is allowed. */
export function readProfiles(table: unknown, path: string): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  if (!isTable(table)) throw wrong("profile", path, "it must be tables such as [profile.prod]");
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

/** A key that two profiles share would go to the addresses of both. */
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

/** The profile that was asked for. @throws {UsageError} that names those there are. */
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
        ? `Add it: lookervault init --profile ${isProfileName(name) ? name : "NAME"}.`
        : `Did you mean ${close}? There are: ${names.join(", ")}.`,
    },
  );
}

function wrong(key: string, path: string, why: string): UsageError {
  return new UsageError(`Cannot use ${key} in ${path}: ${why}`, { hint: `Correct ${key} in ${path}.` });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
