/**
 * The writable part of a user, and how users are recognized.
 *
 * @module
 */
import type { Props } from "../../live/reader.ts";
import { asObject, asObjects, asText, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import { pick } from "../../live/form_changes.ts";
import type { KeptName, LightListing } from "../handler.ts";
import type { Refs } from "../references.ts";
import { writableForm } from "../object_handler.ts";

/** The writable part of a user. */
export interface UserForm extends JsonObject {
  /** The email credential; null if the user has none. */
  email?: JsonObject | null;
  /** The address with which single sign-on will identify the user. */
  sso_email?: string;
  /** Direct groups and roles, and own values by attribute. Present only if users are restored alone. */
  groups?: string[];
  roles?: string[];
  values?: JsonObject;
}

/** Keys of a form. */
export const EMAIL = "email", SSO_EMAIL = "sso_email";
export const LINKS = { groups: "groups", roles: "roles", values: "values" } as const;

/** Keys that have separate requests. */
export const OWN_REQUESTS: readonly string[] = [EMAIL, SSO_EMAIL, ...Object.values(LINKS)];

/** Credentials of external sign-on methods. They are created again when the user signs in. */
const SIGN_ON = ["google", "saml", "ldap", "oidc", "looker_openid"].map((name) => `credentials_${name}`);

/** The listing of all users, with the properties that identify them. */
export const USER_LISTING: LightListing = {
  operation: "all_users",
  fields: [
    "id,email,first_name,last_name,is_disabled,personal_folder_id,is_service_account,service_account_name",
    "credentials_email(email),credentials_embed(external_user_id)",
    ...SIGN_ON.map((name) => `${name}(email)`),
  ].join(","),
};

/** Returns the writable part of an ordinary user or an embed user. */
export function plainForm(body: JsonObject, refs: Refs): UserForm {
  const form = writableForm(body, refs, {
    schema: "User",
    drop: ["credentials_email", "home_folder_id", "models_dir_validated"],
    basics: { ownRequests: OWN_REQUESTS },
  });
  // Looker returns a removed name as null or as an empty text.
  for (const name of ["first_name", "last_name"]) if (form[name] === "") form[name] = null;
  const credential = asObject(body["credentials_email"]), email = asText(credential["email"]);
  const props: Props = { get: (name) => body[name] };
  const other = signOnEmails(props)[0] ?? null;
  return {
    ...form,
    ...(body["credentials_email"] !== undefined && {
      email: email === null ? null : pickThere(credential, ["email", "forced_password_reset_at_next_login"]),
    }),
    ...(email === null && other !== null && { sso_email: other }),
  };
}

/** Returns the writable part of a service account. It has one name, and nobody signs in as it. */
export function serviceForm(body: JsonObject, refs: Refs): UserForm {
  const { first_name: _first, last_name: _last, [EMAIL]: _email, [SSO_EMAIL]: _sso, ...form } = plainForm(
    body,
    refs,
  );
  return { ...pickThere(body, ["service_account_name"]), ...form };
}

/** Returns the properties of `keys` that an object has. */
function pickThere(object: JsonObject, keys: readonly string[]): JsonObject {
  return pick(object, keys.filter((name) => Object.hasOwn(object, name)));
}

/**
 * Returns the id of the home folder. The folder may not exist yet, because a personal folder is created with its user.
 */
export function homeFolder(body: JsonObject, refs: Refs): string | null {
  const id = asText(body["home_folder_id"]);
  return id === null ? null : refs.later?.("folders", id) ?? (refs.later ? null : refs.may("folders", id));
}

/** Returns an address in lower case. In Looker, addresses must differ in more than case. */
export function emailOf(item: Props, credential: string): string | null {
  return asText(asObject(item.get(credential))["email"])?.toLowerCase() ?? null;
}

/** Returns the id of an embed user in the application that embeds Looker. */
export function embedId(item: Props): string | null {
  const ids = asObjects(item.get("credentials_embed")).map((one) => asText(one["external_user_id"]));
  return ids.find((id) => id !== null) ?? null;
}

/** Whether a user is a service account. */
export function isServiceAccount(item: Props): boolean {
  return item.get("is_service_account") === true;
}

/** Returns the addresses of a user's single sign-on credentials. */
export function signOnEmails(item: Props): string[] {
  return SIGN_ON.flatMap((name) => emailOf(item, name) ?? []);
}

/** Returns an address that no email can reach (RFC 2606), for a user whose address another user needs. */
export function temporaryAddress(userId: string): string {
  return `restoring-user-${userId}@lookervault.invalid`;
}

/** Returns the email credential of a form with such an address; null if there is none. */
export function otherAddress(now: JsonValue, id: string): JsonValue | null {
  return asText(asObject(now)["email"]) === null ? null : { ...asObject(now), email: temporaryAddress(id) };
}

/** The email address, which a disabled user keeps. */
export const ADDRESS: KeptName = {
  of: (item) => asText(asObject(item.get("credentials_email"))["email"]),
  async read(reader, id) {
    const held = await reader.get("user_credentials_email", { user_id: id, fields: "email" });
    return asText(held?.["email"]);
  },
  async giveUp(writer, id) {
    await writer.send("update_user_credentials_email", { user_id: id }, { email: temporaryAddress(id) });
  },
  before(form, id) {
    const { [EMAIL]: email, ...rest } = form;
    return asText(asObject(email)["email"]) === temporaryAddress(id) ? rest : form;
  },
};
