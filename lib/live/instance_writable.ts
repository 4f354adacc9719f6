/**
 * Who and what a Looker is that is written to, and what its own spec lets be written beyond what this version knows.
 *
 * @module
 */
import { asText } from "../codec/json_value.ts";
import { isRecordable } from "../extract/tracker.ts";
import type { CallOptions, LookerClient } from "../looker/client.ts";
import type { WritableExtension } from "../looker/instance_spec.ts";
import { asSpecRecord, readSpec, type SpecRecord } from "../looker/spec_record.ts";
import { keepSpec, storedSpec } from "../vault/api_specs.ts";
import type { Vault } from "../vault/vault.ts";

/** What meeting a Looker takes. */
export interface MeetDeps {
  client: LookerClient;
  call: CallOptions;
  vault: Vault;
  /** ISO 8601 UTC. */
  at: string;
  /** Whether what was read may be kept in the vault. */
  keeps: boolean;
  sameInstance: boolean;
  /** Is told what could not be found out. */
  say: (message: string) => void;
}

/** The dependencies of the check; `release` is the release of that Looker, null if it does not report one. */
export type DestinationSpecDeps = MeetDeps & { release: string | null };

/**
 * Writable properties that the instance's release has beyond the specification of this program. The vault keeps them for each
 * release that was used before. For another release, the instance's specification is read with one call.
 */
export async function destinationWritable(deps: DestinationSpecDeps): Promise<WritableExtension> {
  const record = await specOf(deps);
  if (record === null) return {};
  return deps.sameInstance ? record.writable : withoutIds(record.writable);
}

async function specOf(
  { client, call, release, vault, at, keeps, say }: DestinationSpecDeps,
): Promise<SpecRecord | null> {
  if (release === null) return null;
  const known = asSpecRecord(storedSpec(vault, release));
  if (known !== null) return known;
  try {
    const record = await readSpec(client, { ...call, release, at });
    if (keeps) keepSpec(vault, record);
    return record;
  } catch (error) {
    if (!isRecordable(error)) throw error;
    say(`it is unknown what Looker ${release} can write beyond this version: ${error.message}`);
    return null;
  }
}

/**
 * Of another instance nothing is sent that may be an id of this one: what a property refers to that this version does not
 * know, it cannot translate.
 */
export function withoutIds(extension: WritableExtension): WritableExtension {
  return Object.fromEntries(
    Object.entries(extension).map(([schema, names]) => [
      schema,
      names.split(" ").filter((word) => !/_ids?$/.test(word.split(":")[0] ?? "")).join(" "),
    ]),
  );
}

/** A Looker that is met. */
export interface Met {
  /** The API user. */
  user: { id: string | null; email: string | null };
  /** The address at which people find it; null where it does not tell. */
  web: string | null;
  writable: WritableExtension;
}

/** Asks a Looker who the API user is, which release it is, and what can be written there. */
export async function meet(deps: MeetDeps): Promise<Met> {
  const { client, call, say } = deps;
  const asked = client.call("versions", { fields: "looker_release_version,web_server_url" }, call)
    .catch((error: unknown) => {
      if (!isRecordable(error)) throw error;
      say(`the identity of the target instance is unknown: ${error.message}`);
      return null;
    });
  const [me, versions] = await Promise.all([client.call("me", { fields: "id,email" }, call), asked]);
  return {
    user: { id: asText(me.id), email: me.email ?? null },
    web: versions?.web_server_url ?? null,
    writable: await destinationWritable({ ...deps, release: versions?.looker_release_version ?? null }),
  };
}
