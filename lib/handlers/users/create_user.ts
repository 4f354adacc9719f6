/**
 * Creates users. Each step can be resumed: a user is never deleted, so an incomplete user must be found and completed.
 *
 * @module
 */
import type { Task, Writer } from "../task.ts";
import { isPlaceholder } from "../../live/placeholders.ts";
import type { Props } from "../../live/reader.ts";
import { asObjects, asText, type JsonObject, sameJson } from "../../codec/json_value.ts";
import { StatusError } from "../../http/errors.ts";
import { withoutNulls } from "../../live/form_changes.ts";
import type { LightListing } from "../handler.ts";
import { own } from "../object_handler.ts";
import { writeLinks } from "./user_links.ts";
import { EMAIL, embedId, isServiceAccount, OWN_REQUESTS, type UserForm } from "./user_form.ts";

/** The step that creates an email credential. */
const CREDENTIAL = "credentials_email";

/** Creates a user of any kind, with credential and links. Returns the id. */
export async function createUser(task: Task<UserForm>, listing: LightListing): Promise<string> {
  const { source, wanted, writer } = task;
  const props: Props = { get: (name) => source[name] };
  const made = isServiceAccount(props)
    ? await createServiceAccount(task, listing)
    : embedId(props) !== null && wanted.email === undefined
    ? await createEmbedUser(task, embedId(props) ?? "")
    : await createPerson(task, listing);
  const id = asText(made["id"]) ?? "";
  const from = asText(source["personal_folder_id"]), to = asText(made["personal_folder_id"]);
  if (from !== null && to !== null) writer.map("folders", from, to);
  await writeLinks(task, id, { ...made, _vault: { groups: made["group_ids"] ?? [] } });
  return id;
}

/** Sets the address of a user's email credential, or creates the credential. Looker sends no email. */
export async function putEmail(
  writer: Writer,
  id: string,
  { email, has }: { email: JsonObject; has: boolean },
): Promise<void> {
  const body = withoutNulls(email);
  if (has) return void await writer.send("update_user_credentials_email", { user_id: id }, body);
  const find = (): Promise<JsonObject | null> => writer.get("user_credentials_email", { user_id: id });
  try {
    await writer.create({
      operation: "create_user_credentials_email",
      params: { user_id: id },
      body,
      step: CREDENTIAL,
      idKey: "user_id",
      find,
    });
  } catch (error) {
    // Either the user already has a credential, or another user has the address.
    if (!(error instanceof StatusError) || error.status !== 409 || await find() === null) throw error;
  }
}

async function createPerson(task: Task<UserForm>, listing: LightListing): Promise<JsonObject> {
  const { ref, wanted, writer } = task;
  const body = sendable(wanted);
  const sso = wanted.sso_email ?? null;
  const email: JsonObject = sso === null ? wanted.email ?? {} : { email: sso };
  const hasEmail = asText(email["email"]) !== null;
  await writer.intend([ref.type, ...(hasEmail ? [CREDENTIAL] : [])], { isHidden: true });
  const made = await writer.create({
    operation: "create_user",
    params: { fields: "id,personal_folder_id,group_ids" },
    body,
    step: ref.type,
    creates: { kind: ref.type, id: ref.id },
    isHidden: true,
    find: () => findUser(writer, listing, (user) => isBare(user) && hasNames(user, body)),
  });
  if (hasEmail) {
    await writer.attempt(EMAIL, () => putEmail(writer, asText(made["id"]) ?? "", { email, has: false }));
  }
  writer.warn(howToSignIn(asText(email["email"]), sso));
  return made;
}

function howToSignIn(email: string | null, sso: string | null): string {
  if (sso !== null) {
    return `created again with the address ${sso}: Looker links single sign-on when the user signs in`;
  }
  if (email === null) return "created again without any way to sign in, as in the backup";
  return 'created again without a password: the user sets one with "Forgot your password?"; no mail was sent';
}

async function createEmbedUser(task: Task, external: string): Promise<JsonObject> {
  const { ref, writer } = task;
  const made = await writer.create({
    operation: "create_embed_user",
    body: { external_user_id: external },
    step: ref.type,
    creates: { kind: ref.type, id: ref.id },
    find: () => writer.get("user_for_credential", { credential_type: "embed", credential_id: external }),
  });
  return await complete(task, made);
}

async function createServiceAccount(task: Task, listing: LightListing): Promise<JsonObject> {
  const { ref, wanted, writer } = task, name = wanted["service_account_name"] ?? null;
  const made = await writer.create({
    operation: "create_service_account",
    body: withoutNulls({ service_account_name: name, is_disabled: wanted["is_disabled"] ?? null }),
    step: ref.type,
    creates: { kind: ref.type, id: ref.id },
    find: () =>
      findUser(
        writer,
        listing,
        (user) => user["is_service_account"] === true && user["service_account_name"] === name,
      ),
  });
  writer.warn("created again without API keys: create new ones in Looker");
  return await complete(task, made);
}

/**
 * Writes the properties that the create operation of this kind does not accept. Returns the full user, which that
 * operation does not return.
 */
async function complete({ wanted, writer }: Task, made: JsonObject): Promise<JsonObject> {
  const id = asText(made["id"]);
  const user = await writer.get("user", { user_id: id }) ?? made;
  const { service_account_name: _name, ...body } = sendable(wanted);
  const differing = Object.entries(body).filter(([name, value]) => !sameJson(user[name] ?? null, value));
  await writer.patch("update_user", { user_id: id }, Object.fromEntries(differing));
  return user;
}

/** Returns the body of `create_user`. References to items that do not exist yet wait for the second pass. */
function sendable(wanted: JsonObject): JsonObject {
  const { home_folder_id, ...body } = withoutNulls(own(wanted, { ownRequests: OWN_REQUESTS }));
  return home_folder_id === undefined || isPlaceholder(home_folder_id) ? body : { ...body, home_folder_id };
}

async function findUser(
  writer: Writer,
  { operation, fields }: LightListing,
  fits: (user: JsonObject) => boolean,
): Promise<JsonObject | null> {
  const rows = await writer.list(operation, { fields });
  return rows.find((user) => fits(user) && !writer.isTaken("users", asText(user["id"]) ?? "")) ?? null;
}

/** Whether nobody can sign in as this user, so that it may be an incomplete one. */
function isBare(user: JsonObject): boolean {
  return asText(user["email"]) === null && asObjects(user["credentials_embed"]).length === 0 &&
    user["is_service_account"] !== true;
}

function hasNames(user: JsonObject, body: JsonObject): boolean {
  return ["first_name", "last_name"].every((name) => asText(user[name]) === asText(body[name]));
}
