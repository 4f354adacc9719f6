/**
 * Credentials of S3: keys from the environment, or a role that is assumed with an identity token.
 *
 * @module
 */
import { CredentialError, RefusedError } from "../errors.ts";
import { textOf } from "../http/send.ts";
import { parseXml, textAt, type XmlElement } from "../http/xml.ts";
import { stsUrl } from "../s3/address.ts";
import { askForToken, type CredentialContext, trustedUrl } from "./context.ts";
import { type CredentialSource, fixed, type Lease, leased } from "./lease.ts";
import { identityToken } from "./oidc.ts";

/** The keys that sign requests. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The duration of an assumed role, in seconds. The role's own limit is never shorter. */
const SECONDS = 3600;

/**
 * Returns the keys from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or the keys of the role
 * `AWS_ROLE_ARN`, which is assumed with the token in `AWS_WEB_IDENTITY_TOKEN_FILE` (or the token from GitHub). @throws
 * {CredentialError}
 */
export function awsCredentials(context: CredentialContext, region: string): CredentialSource<AwsKeys> {
  const { env, redactor, clock } = context;
  const accessKeyId = env("AWS_ACCESS_KEY_ID"), secretAccessKey = env("AWS_SECRET_ACCESS_KEY");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new CredentialError(
      "Cannot sign for S3: only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set",
      { hint: "Set both variables." },
    );
  }
  const role = env("AWS_ROLE_ARN"), file = env("AWS_WEB_IDENTITY_TOKEN_FILE");
  const isWeb = role !== undefined && (context.oidc === "github" || file !== undefined);
  // An explicit setting for tokens from GitHub takes precedence over keys that happen to be set.
  if (accessKeyId !== undefined && secretAccessKey !== undefined && !(isWeb && context.oidc === "github")) {
    const sessionToken = env("AWS_SESSION_TOKEN");
    redactor.add(secretAccessKey);
    if (sessionToken !== undefined) redactor.add(sessionToken);
    return fixed({ accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) });
  }
  if (isWeb) return leased(clock, (signal) => assumeRole(context, { role, file, region, signal }));
  throw new CredentialError("Cannot sign for S3: there are no credentials", {
    hint: role === undefined && file === undefined
      ? "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE."
      : "Set both AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE.",
  });
}

const HOSTS = [/^sts(?:-fips)?(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/];

/** Sends AssumeRoleWithWebIdentity to STS. The request is not signed, because the token identifies the caller. */
async function assumeRole(
  context: CredentialContext,
  { role, file, region, signal }: {
    role: string;
    file: string | undefined;
    region: string;
    signal: AbortSignal;
  },
): Promise<Lease<AwsKeys>> {
  const { env, redactor } = context;
  const address = env("AWS_ENDPOINT_URL_STS") ?? stsUrl(region);
  const doing = `assume the role ${role}`;
  const token = await identityToken(context, {
    file,
    variable: "AWS_WEB_IDENTITY_TOKEN_FILE",
    audience: "sts.amazonaws.com",
    signal,
  });
  const answer = await askForToken(context, {
    doing,
    url: trustedUrl(address, HOSTS, "AWS_ENDPOINT_URL_STS"),
    form: {
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: env("AWS_ROLE_SESSION_NAME") ?? "lookervault",
      WebIdentityToken: token,
      DurationSeconds: String(SECONDS),
    },
    signal,
  });
  const { value, expiresAt } = readKeys(textOf(answer.body), doing);
  redactor.add(value.secretAccessKey);
  if (value.sessionToken !== undefined) redactor.add(value.sessionToken);
  return { value, expiresAt };
}

function readKeys(xml: string, doing: string): Lease<AwsKeys> {
  let root: XmlElement | null = null;
  try {
    root = parseXml(xml);
  } catch {
    // Do not quote the text in the error, because it may contain keys.
  }
  const of = (name: string): string | null =>
    root === null ? null : textAt(root, "AssumeRoleWithWebIdentityResult", "Credentials", name);
  const accessKeyId = of("AccessKeyId"),
    secretAccessKey = of("SecretAccessKey"),
    sessionToken = of("SessionToken");
  const expiresAt = Date.parse(of("Expiration") ?? "");
  if (accessKeyId === null || secretAccessKey === null || sessionToken === null) {
    throw new RefusedError(`Cannot ${doing}: the response contains no keys`);
  }
  const value = { accessKeyId, secretAccessKey, sessionToken };
  return { value, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt };
}
