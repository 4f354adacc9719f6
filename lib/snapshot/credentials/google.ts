/**
 * Credentials of Google Cloud Storage: a token from the environment, or a token that is requested with a service
 * account's key, a user's login, or the identity token of another cloud.
 *
 * @module
 */
import { importPKCS8, SignJWT } from "jose";
import { CredentialError } from "../errors.ts";
import { textOf } from "../http/send.ts";
import {
  askForToken,
  type CredentialContext,
  fileText,
  jsonObject,
  textOfKey,
  trustedUrl,
} from "./context.ts";
import { type CredentialSource, fixed, type Lease, leased } from "./lease.ts";
import { githubToken } from "./oidc.ts";

const SCOPE = "https://www.googleapis.com/auth/devstorage.full_control";
const HOSTS = [/^(?:[a-z0-9-]+\.)*googleapis\.com$/];
const KEY_FILE = "GOOGLE_APPLICATION_CREDENTIALS", TOKEN_FILE = "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE";

/**
 * Returns the bearer token from `GOOGLE_OAUTH_ACCESS_TOKEN` or from the file `CLOUDSDK_AUTH_ACCESS_TOKEN_FILE`, or a
 * token that is requested with the key file `GOOGLE_APPLICATION_CREDENTIALS`. @throws {CredentialError}
 */
export function googleCredentials(context: CredentialContext): CredentialSource<string> {
  const { env, redactor, clock } = context;
  const given = env("GOOGLE_OAUTH_ACCESS_TOKEN"), tokenFile = env(TOKEN_FILE), keyFile = env(KEY_FILE);
  if (given !== undefined) {
    redactor.add(given);
    return fixed(given);
  }
  if (tokenFile !== undefined) {
    return leased(clock, async () => known(context, await fileText(tokenFile, TOKEN_FILE)));
  }
  if (keyFile !== undefined) return leased(clock, (signal) => tokenOfFile(context, keyFile, signal));
  throw new CredentialError("Cannot log in to Google Cloud Storage: there are no credentials", {
    hint:
      `Set ${KEY_FILE} to a key file, ${TOKEN_FILE} to a file with a token, or GOOGLE_OAUTH_ACCESS_TOKEN.`,
  });
}

/** The time after which a token file is read again, in milliseconds. */
const REREAD_MS = 300_000;

function known({ redactor, clock }: CredentialContext, token: string): Lease<string> {
  redactor.add(token);
  return { value: token, expiresAt: clock.now() + REREAD_MS };
}

async function tokenOfFile(
  context: CredentialContext,
  path: string,
  signal: AbortSignal,
): Promise<Lease<string>> {
  const what = `the file of ${KEY_FILE}`;
  const file = jsonObject(await fileText(path, KEY_FILE), what);
  switch (file["type"]) {
    case "service_account":
      return await serviceAccount(context, file, { what, signal });
    case "authorized_user":
      return await authorizedUser(context, file, { what, signal });
    case "external_account":
      return await externalAccount(context, file, { what, signal });
  }
  throw new CredentialError(
    `Cannot use ${what}: its type must be service_account, authorized_user or external_account`,
  );
}

interface Asking {
  what: string;
  signal: AbortSignal;
}

/** Requests a token with an assertion that is signed with the service account's key (RFC 7523). */
async function serviceAccount(
  context: CredentialContext,
  file: Record<string, unknown>,
  { what, signal }: Asking,
): Promise<Lease<string>> {
  const pem = textOfKey(file, "private_key", what), email = textOfKey(file, "client_email", what);
  context.redactor.add(pem);
  const url = trustedUrl(textOfKey(file, "token_uri", what), HOSTS, `token_uri of ${what}`);
  const key = await importPKCS8(pem, "RS256").catch(() => {
    throw new CredentialError(`Cannot use ${what}: its private_key is not an RSA key in PKCS #8`);
  });
  const now = Math.floor(context.clock.now() / 1000), id = file["private_key_id"];
  const assertion = await new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(typeof id === "string" && { kid: id }) })
    .setIssuer(email).setAudience(textOfKey(file, "token_uri", what)).setIssuedAt(now).setExpirationTime(
      now + 3600,
    )
    .sign(key);
  return await bearer(context, {
    doing: `log in to Google as ${email}`,
    url,
    form: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion },
    signal,
  });
}

/** Requests a token with the file that `gcloud auth application-default login` writes. */
async function authorizedUser(
  context: CredentialContext,
  file: Record<string, unknown>,
  { what, signal }: Asking,
): Promise<Lease<string>> {
  const secret = textOfKey(file, "client_secret", what), refresh = textOfKey(file, "refresh_token", what);
  context.redactor.add(secret);
  context.redactor.add(refresh);
  const address = file["token_uri"] ?? "https://oauth2.googleapis.com/token";
  return await bearer(context, {
    doing: "log in to Google with a refresh token",
    url: trustedUrl(String(address), HOSTS, `token_uri of ${what}`),
    form: {
      grant_type: "refresh_token",
      client_id: textOfKey(file, "client_id", what),
      client_secret: secret,
      refresh_token: refresh,
    },
    signal,
  });
}

/**
 * Uses workload identity federation: exchanges an identity token for a token from Google and, if set, exchanges the
 * result for a token of a service account.
 */
async function externalAccount(
  context: CredentialContext,
  file: Record<string, unknown>,
  { what, signal }: Asking,
): Promise<Lease<string>> {
  const audience = textOfKey(file, "audience", what);
  const url = trustedUrl(textOfKey(file, "token_url", what), HOSTS, `token_url of ${what}`);
  const impersonation = file["service_account_impersonation_url"];
  const account = impersonation === undefined
    ? null
    : trustedUrl(String(impersonation), HOSTS, `service_account_impersonation_url of ${what}`);
  const subject = context.oidc === "github"
    ? await githubToken(context, audience.replace(/^\/\//, "https://"), signal)
    : await subjectToken(context, file["credential_source"], what);
  context.redactor.add(subject);
  const federated = await bearer(context, {
    doing: "exchange an identity token at Google",
    url,
    form: {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience,
      scope: account === null ? SCOPE : "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token_type: textOfKey(file, "subject_token_type", what),
      subject_token: subject,
    },
    signal,
  });
  if (account === null) return federated;
  return await bearer(context, {
    doing: "act as a service account of Google",
    url: account,
    headers: { authorization: `Bearer ${federated.value}` },
    json: { scope: [SCOPE], lifetime: "3600s" },
    signal,
  });
}

/**
 * Reads the identity token from a file or a variable. Never runs a program or requests a URL, because anybody who can
 * write the file would choose what runs here.
 */
async function subjectToken(context: CredentialContext, source: unknown, what: string): Promise<string> {
  const from = jsonObject(JSON.stringify(source ?? null), `credential_source of ${what}`);
  const { file, environment_variable: variable, format } = from;
  if ((file === undefined) === (variable === undefined) || "executable" in from || "url" in from) {
    throw new CredentialError(
      `Cannot use credential_source of ${what}: it must name a file or an environment_variable`,
      {
        hint:
          "Name a file or an environment variable: lookervault does not run programs or call addresses for credentials. In GitHub Actions, set LOOKERVAULT_OIDC=github.",
      },
    );
  }
  const text = file !== undefined
    ? await fileText(String(file), `credential_source of ${what}`)
    : context.env(String(variable));
  if (text === undefined) {
    throw new CredentialError(`Cannot log in to Google: ${String(variable)} is not set, or cannot be read`, {
      hint: "Use a file: a compiled binary can read only the variables that it was built for.",
    });
  }
  const shape = format === undefined ? {} : jsonObject(JSON.stringify(format), `format of ${what}`);
  if (shape["type"] !== "json") return text;
  return textOfKey(
    jsonObject(text, "the identity token"),
    textOfKey(shape, "subject_token_field_name", what),
    what,
  );
}

/** Requests a bearer token. Accepts both spellings in the responses of Google's services. */
async function bearer(
  context: CredentialContext,
  request: Parameters<typeof askForToken>[1],
): Promise<Lease<string>> {
  const answer = jsonObject(
    textOf((await askForToken(context, request)).body),
    "the response of the token service",
  );
  const value = answer["access_token"] ?? answer["accessToken"];
  if (typeof value !== "string" || value === "") {
    throw new CredentialError(`Cannot ${request.doing}: the response contains no token`);
  }
  context.redactor.add(value);
  const seconds = answer["expires_in"], until = Date.parse(String(answer["expireTime"]));
  const expiresAt = typeof seconds === "number" ? context.clock.now() + seconds * 1000 : until;
  return { value, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt };
}
