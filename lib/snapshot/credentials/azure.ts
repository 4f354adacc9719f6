/**
 * Credentials of Azure Blob Storage: a shared access signature, an account's key, or a token that is exchanged for the
 * identity token of another cloud.
 *
 * @module
 */
import { CredentialError } from "../errors.ts";
import { textOf } from "../http/send.ts";
import { askForToken, type CredentialContext, jsonObject, textOfKey, trustedUrl } from "./context.ts";
import { type CredentialSource, fixed, type Lease, leased } from "./lease.ts";
import { identityToken } from "./oidc.ts";

/** The credential of a request. */
export type AzureCredential =
  | { kind: "sas"; parameters: ReadonlyMap<string, string> }
  | { kind: "key"; key: Uint8Array<ArrayBuffer> }
  | { kind: "token"; token: string };

const HOSTS = [/^login\.microsoftonline\.(?:com|us)$/, /^login\.partner\.microsoftonline\.cn$/];

/**
 * Returns the credential from `AZURE_STORAGE_SAS_TOKEN`; otherwise from `AZURE_STORAGE_KEY`; otherwise a token for the
 * application `AZURE_CLIENT_ID` of `AZURE_TENANT_ID`, which is exchanged for the token in `AZURE_FEDERATED_TOKEN_FILE`
 * (or the token from GitHub). @throws {CredentialError}
 */
export function azureCredentials(context: CredentialContext): CredentialSource<AzureCredential> {
  const { env, clock } = context;
  const sas = env("AZURE_STORAGE_SAS_TOKEN"), key = env("AZURE_STORAGE_KEY");
  const tenant = env("AZURE_TENANT_ID"),
    client = env("AZURE_CLIENT_ID"),
    file = env("AZURE_FEDERATED_TOKEN_FILE");
  const federated = tenant !== undefined && client !== undefined &&
    (context.oidc === "github" || file !== undefined);
  if (federated && (context.oidc === "github" || (sas === undefined && key === undefined))) {
    return leased(clock, (signal) => exchange(context, { tenant, client, file, signal }));
  }
  if (sas !== undefined) return fixed(readSas(context, sas));
  if (key !== undefined) return fixed(readKey(context, key));
  throw new CredentialError("Cannot log in to Azure: there are no credentials", {
    hint:
      "Set AZURE_STORAGE_SAS_TOKEN or AZURE_STORAGE_KEY, or AZURE_FEDERATED_TOKEN_FILE with AZURE_TENANT_ID and " +
      "AZURE_CLIENT_ID.",
  });
}

function readSas({ redactor }: CredentialContext, text: string): AzureCredential {
  const parameters = new Map(new URLSearchParams(text.trim().replace(/^\?/, "")));
  const signature = parameters.get("sig");
  redactor.add(text.trim());
  if (signature === undefined) {
    throw new CredentialError("Cannot use AZURE_STORAGE_SAS_TOKEN: it has no signature", {
      hint: "Set it to the part of a SAS address after the question mark: sv=…&sp=…&sig=….",
    });
  }
  redactor.add(signature);
  return { kind: "sas", parameters };
}

function readKey({ redactor }: CredentialContext, text: string): AzureCredential {
  redactor.add(text);
  try {
    return { kind: "key", key: Uint8Array.fromBase64(text) };
  } catch {
    throw new CredentialError("Cannot use AZURE_STORAGE_KEY: it is not base64");
  }
}

/**
 * Requests a token from Microsoft's login for an application that trusts the issuer of the identity token (RFC 7523).
 */
async function exchange(
  context: CredentialContext,
  { tenant, client, file, signal }: {
    tenant: string;
    client: string;
    file: string | undefined;
    signal: AbortSignal;
  },
): Promise<Lease<AzureCredential>> {
  const { env, redactor, clock } = context;
  if (!/^[A-Za-z0-9.-]+$/.test(tenant)) {
    throw new CredentialError("Cannot use AZURE_TENANT_ID: it is not a tenant id");
  }
  const authority = env("AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com/";
  const base = trustedUrl(authority, HOSTS, "AZURE_AUTHORITY_HOST").replace(/\/*$/, "/");
  const assertion = await identityToken(context, {
    file,
    variable: "AZURE_FEDERATED_TOKEN_FILE",
    audience: "api://AzureADTokenExchange",
    signal,
  });
  const answer = await askForToken(context, {
    doing: `log in to Azure as ${client}`,
    url: `${base}${tenant}/oauth2/v2.0/token`,
    form: {
      grant_type: "client_credentials",
      client_id: client,
      scope: "https://storage.azure.com/.default",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    },
    signal,
  });
  const what = "the response of Azure's login", body = jsonObject(textOf(answer.body), what);
  const token = textOfKey(body, "access_token", what), seconds = Number(body["expires_in"]);
  redactor.add(token);
  return {
    value: { kind: "token", token },
    expiresAt: Number.isNaN(seconds) ? null : clock.now() + seconds * 1000,
  };
}
