/**
 * Adds a profile to the text of a configuration file.
 *
 * @module
 */
import { parse, stringify } from "smol-toml";
import { type Profile, PROFILE_KEYS } from "./profile.ts";

/** Returns the text with the profile added. Other settings stay. Comments stay only if the profile is new. */
export function withProfile(former: string | null, profile: Profile): string {
  const { name, baseUrl, vault, clientIdEnv, clientSecretEnv } = profile;
  const values = [baseUrl, vault, clientIdEnv, clientSecretEnv];
  const table: Record<string, string> = {};
  for (const [at, value] of values.entries()) table[PROFILE_KEYS[at] ?? ""] = value;
  if (former === null || former.trim() === "") return stringify({ profile: { [name]: table } });
  const document = parse(former.replace(/^\ufeff/, "")) as Record<string, unknown>;
  const profiles = isTable(document["profile"]) ? document["profile"] : {};
  const before = profiles[name];
  if (before === undefined) {
    return `${former.trimEnd()}\n\n${stringify({ profile: { [name]: table } })}`;
  }
  const merged = { ...isTable(before) ? before : {}, ...table };
  return stringify({ ...document, profile: { ...profiles, [name]: merged } });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
