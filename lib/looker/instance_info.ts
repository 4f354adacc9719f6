/**
 * Who and what answers: the facts that `info` shows and each session records.
 *
 * @module
 */
import { StatusError } from "../http/errors.ts";
import type { CallOptions, LookerClient } from "./client.ts";

/** Facts about an instance and the API user. */
export interface InstanceInfo {
  url: string;
  looker_version: string | null;
  api_versions: string[];
  user: { id: string | null; display_name: string | null; email: string | null; roles: string[] };
}

/** Reads `versions`, `me` and the names of the user's roles, if it may see them: three calls. */
export async function instanceInfo(
  client: LookerClient,
  url: string,
  options: CallOptions,
): Promise<InstanceInfo> {
  const [versions, me] = await Promise.all([
    client.call("versions", {}, options),
    client.call("me", {}, options),
  ]);
  const roles = me.role_ids?.length
    ? await client.call("all_roles", { ids: me.role_ids, fields: "id,name" }, options).catch(forbidden)
    : [];
  return {
    url,
    looker_version: versions.looker_release_version ?? null,
    api_versions: (versions.supported_versions ?? []).flatMap((v) => v.version ?? []),
    user: {
      id: me.id ?? null,
      display_name: me.display_name ?? null,
      email: me.email ?? null,
      roles: roles.map((role) => role.name ?? role.id ?? "?"),
    },
  };
}

/** No roles, when the user may not list them (Looker says 403, or hides them with 404). */
function forbidden(error: unknown): [] {
  if (error instanceof StatusError && (error.status === 403 || error.status === 404)) return [];
  throw error;
}
