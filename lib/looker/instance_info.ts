/**
 * The version of Looker and the API user. `info` shows these facts, and each session records them.
 *
 * @module
 */
import { asText, asTexts } from "../codec/json_value.ts";
import { BadAnswerError, StatusError } from "../http/errors.ts";
import type { Answer, CallOptions, LookerClient } from "./client.ts";

/** Facts about an instance and the API user. */
export interface InstanceInfo {
  url: string;
  looker_version: string | null;
  api_versions: string[];
  user: { id: string | null; display_name: string | null; email: string | null; roles: string[] };
}

/** What an API user may see. Looker silently omits from its listings what the user may not see. */
export interface Rights {
  /** The ids of all roles, including roles from groups, sorted. */
  roles: readonly string[];
  /** All permissions of these roles, sorted; null if the user may not see roles. */
  permissions: readonly string[] | null;
}

/** Whether a role with this name is Looker's own Admin role, which sees everything. Only the complete name counts. */
export function isAdminRole(name: string): boolean {
  return name.trim().toLowerCase() === "admin";
}

/** Reads `versions`, `me` and, if visible, the names of the user's roles: three requests. */
export async function instanceInfo(
  client: LookerClient,
  url: string,
  options: CallOptions,
): Promise<InstanceInfo> {
  return (await instanceAndRights(client, url, options)).info;
}

/** An operation that Looker refuses or answers incorrectly, and the error. */
export interface Untold {
  operation: "versions" | "me" | "all_roles";
  error: StatusError | BadAnswerError;
}

/**
 * Sends the same three requests as {@linkcode instanceInfo}. Also returns what the user may see, and the addresses
 * that the instance reports. `untold` receives each operation that Looker refuses, so that a run that does not need
 * its result can continue. Without `untold`, the error is thrown.
 */
export async function instanceAndRights(
  client: LookerClient,
  url: string,
  { untold, ...rest }: CallOptions & { untold?: (what: Untold) => void },
): Promise<{ info: InstanceInfo; rights: Rights; addresses: string[] }> {
  const options = { ...rest, quick: true };
  const unless = (operation: Untold["operation"]) => (error: unknown): Record<string, never> => {
    const isAnswer = error instanceof StatusError || error instanceof BadAnswerError;
    // A failed login is not a response to this operation, and no other operation would succeed.
    if (!isAnswer || error.operation !== operation || untold === undefined) throw error;
    untold({ operation, error });
    return {};
  };
  const [versions, me]: [Answer<"versions">, Answer<"me">] = await Promise.all([
    client.call("versions", {}, options).catch(unless("versions")),
    client.call("me", {}, options).catch(unless("me")),
  ]);
  const ids = asTexts(me.role_ids);
  const listed = ids.length > 0
    ? await client.call("all_roles", { ids, fields: "id,name,permission_set(permissions)" }, options)
      .catch(forbidden).catch(unless("all_roles"))
    : [];
  const roles = Array.isArray(listed) ? listed : [];
  const permissions = new Set(roles.flatMap((role) => textsOf(role?.permission_set?.permissions)));
  return {
    info: {
      url,
      looker_version: textOf(versions.looker_release_version),
      api_versions: listOf(versions.supported_versions).flatMap((v) => textOf(v?.version) ?? []),
      user: {
        id: asText(me.id),
        display_name: named(me.display_name) ?? named(me.email),
        email: named(me.email),
        roles: roles.map((role) => named(role?.name) ?? asText(role?.id) ?? "?"),
      },
    },
    addresses: [versions.web_server_url, versions.api_server_url]
      .flatMap((address) => typeof address === "string" && address !== "" ? [address] : []),
    rights: {
      roles: ids.toSorted(),
      permissions: permissions.size === 0 ? null : [...permissions].sort(),
    },
  };
}

/**
 * Returns a name; null if it is blank or not a text. Looker serves `""` for many null values, and no server is
 * trusted to follow a spec.
 */
function named(text: unknown): string | null {
  return typeof text !== "string" || text.trim() === "" ? null : text;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function listOf<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: readonly unknown[] | null | undefined): string[] {
  return listOf(value).filter((one) => typeof one === "string");
}

/** Returns no roles if the user may not list them (Looker returns 403, or 404 to hide them). */
function forbidden(error: unknown): [] {
  if (error instanceof StatusError && (error.status === 403 || error.status === 404)) return [];
  throw error;
}
