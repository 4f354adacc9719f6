/**
 * The identity of the target instance and its API user, and the writable properties of its own specification that this
 * version does not know.
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

/** The inputs of {@linkcode meet}. */
export interface MeetDeps {
  client: LookerClient;
  call: CallOptions;
  vault: Vault;
  /** The current time, ISO 8601 UTC. */
  at: string;
  /** Whether the specification may be stored in the vault. */
  keeps: boolean;
  sameInstance: boolean;
  /** Receives a message about facts that could not be determined. */
  say: (message: string) => void;
}

/** The dependencies of the check. `release` is the instance's release; null if it does not report one. */
export type DestinationSpecDeps = MeetDeps & { release: string | null };

/**
 * Returns writable properties that the instance's release has beyond the specification of this program. The vault
 * stores them for each release that was used before. For another release, the instance's specification is read with one
 * request.
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
 * Removes properties that may contain ids. The restore cannot translate the references of properties that it does not
 * know, so it does not send them to another instance.
 */
export function withoutIds(extension: WritableExtension): WritableExtension {
  return Object.fromEntries(
    Object.entries(extension).map(([schema, names]) => [
      schema,
      names.split(" ").filter((word) => !/_ids?$/.test(word.split(":")[0] ?? "")).join(" "),
    ]),
  );
}

/** The identity of a Looker instance. */
export interface Met {
  /** The API user. */
  user: { id: string | null; email: string | null };
  /** The address of the web interface; null if the instance does not report it. */
  web: string | null;
  writable: WritableExtension;
}

/** Reads the API user, the release and the writable properties of a Looker instance. */
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
