/** How users prove who they are. @module */
import {
  type Answer,
  bodyObject,
  type Call,
  find,
  type Handlers,
  many,
  noContent,
  pathId,
  value,
} from "../call.ts";
import { alreadyExists, invalid, notFound, Refusal } from "../errors.ts";
import { asObject, asText, isObject, type JsonObject } from "../json.ts";
import { HOST } from "../present.ts";
import { type Item, madeItem } from "../table.ts";

/** Handlers. */
export const credentials: Handlers = {
  ...Object.fromEntries(
    ["email", "google", "saml", "ldap", "oidc", "totp", "looker_openid"].map((kind) => [
      `user_credentials_${kind}`,
      (call: Call): Answer => value(call, credential(call, `credentials_${kind}`)),
    ]),
  ),
  all_user_credentials_api3s: (call) => value(call, find(call, "users").get("credentials_api3") ?? []),
  all_user_credentials_embeds: (call) => value(call, find(call, "users").get("credentials_embed") ?? []),
  search_credentials_email: (call) => {
    const items = call.store.table("users").all().flatMap((user) => {
      const email = user.get("credentials_email");
      return isObject(email) ? [madeItem(user.id, () => email, { served: call.store.served })] : [];
    });
    const match = {
      emails: (item: Item, wanted: string): boolean => wanted.split(",").includes(asText(item.get("email"))),
    };
    return many(call, items, { match });
  },
  create_user_credentials_email: (call) => {
    const user = find(call, "users");
    if (isObject(user.get("credentials_email"))) {
      throw new Refusal(409, "The user already has an email credential");
    }
    return save(call, user, {
      can: {},
      created_at: call.now(),
      type: "email",
      user_id: user.id,
      is_disabled: false,
      url: `${HOST}/api/4.0/users/${user.id}/credentials_email`,
    });
  },
  update_user_credentials_email: (call) =>
    save(call, find(call, "users"), credential(call, "credentials_email")),
  delete_user_credentials_email: (call) => {
    credential(call, "credentials_email");
    call.store.patch("users", pathId(call), { credentials_email: null });
    return noContent();
  },
  send_user_credentials_email_password_reset: (call) => {
    const old = credential(call, "credentials_email");
    const credentials_email = {
      ...old,
      password_reset_url: `${HOST}/password/reset/SECRET-${call.now()}`,
      password_reset_url_expired: false,
    };
    call.store.patch("users", pathId(call), { credentials_email });
    call.store.mails.push({ why: "password_reset", id: pathId(call) });
    return value(call, credentials_email);
  },
};

function save(call: Call, user: Item, old: JsonObject): Answer {
  const next = { ...old, ...bodyObject(call) };
  const email = asText(next["email"]).toLowerCase();
  if (email === "") throw invalid("email", "missing_field", "email is required");
  const twin = call.store.table("users").index("email", emailOf).get(email)?.find((one) =>
    one.id !== user.id
  );
  if (twin) throw alreadyExists("email", "Email is already in use");
  call.store.patch("users", user.id, { credentials_email: next });
  return value(call, next);
}

function emailOf(user: Item): string {
  return asText(asObject(user.peek("credentials_email"))["email"]).toLowerCase();
}

function credential(call: Call, name: string): JsonObject {
  const found = find(call, "users", pathId(call, "user_id")).get(name);
  if (!isObject(found)) throw notFound();
  return found;
}
