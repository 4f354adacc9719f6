/**
 * The version of Looker and the API user: the facts that `info` shows and each session records.
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

/** What an API user may see: Looker omits from its listings what they may not see, without an error. */
export interface Rights {
  /** Ids of all roles, those of groups included; sorted. */
  roles: readonly string[];
  /** All permissions of these roles, sorted; null where the user may not see roles. */
  permissions: readonly string[] | null;
}

/** Whether a role of that name is Looker's own Admin, which sees everything; part of a name means nothing. */
export function isAdminRole(name: string): boolean {
  return name.trim().toLowerCase() === "admin";
}

/** Reads `versions`, `me` and the names of the user's roles, if it may see them: three calls. */
export async function instanceInfo(
  client: LookerClient,
  url: string,
  options: CallOptions,
): Promise<InstanceInfo> {
  return (await instanceAndRights(client, url, options)).info;
}

/** What of an instance Looker did not tell, though it answers. */
export interface Untold {
  operation: "versions" | "me" | "all_roles";
  error: StatusError | BadAnswerError;
}

/**
 * The same three calls, with what the user may see, and the addresses that the instance says it has. `untold` is given what Looker refuses to tell: a run that needs none of
 * it goes on. Without it that is thrown.
 */
export async function instanceAndRights(
  client: LookerClient,
  url: string,
  { untold, ...rest }: CallOptions & { untold?: (what: Untold) => void },
): Promise<{ info: InstanceInfo; rights: Rights; addresses: string[] }> {
  const options = { ...rest, quick: true };
  const unless = (operation: Untold["operation"]) => (error: unknown): Record<string, never> => {
    const isAnswer = error instanceof StatusError || error instanceof BadAnswerError;
    // A login that fails is no answer of this operation: then nobody tells anything.
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

/** A name that is one: Looker serves `""` for many a null. What is no text is none: no server is trusted to keep to a spec. */
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

/** No roles, when the user may not list them (Looker says 403, or hides them with 404). */
function forbidden(error: unknown): [] {
  if (error instanceof StatusError && (error.status === 403 || error.status === 404)) return [];
  throw error;
}
