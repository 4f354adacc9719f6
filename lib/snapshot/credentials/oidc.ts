/**
 * Identity tokens that a cloud exchanges for credentials. They come from a file that another program updates, or from
 * GitHub Actions.
 *
 * @module
 */
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

const GITHUB = [/^(?:[a-z0-9-]+\.)*actions\.githubusercontent\.com$/];

/** Returns an identity token for `audience`. Reads it again each time, because it is valid only for minutes. */
export async function identityToken(
  context: CredentialContext,
  { file, variable, audience, signal }: {
    /** The path of a file with a token. `variable` is the variable that contains the path. */
    file: string | undefined;
    variable: string;
    audience: string;
    signal: AbortSignal;
  },
): Promise<string> {
  const token = context.oidc === "github"
    ? await githubToken(context, audience, signal)
    : await fileText(needed(file, variable), variable);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CredentialError(
      `Cannot use the token of ${variable}: it is empty, or contains invalid characters`,
    );
  }
  context.redactor.add(token);
  return token;
}

/** Requests the identity token that GitHub Actions issues to a job with `permissions: id-token: write`. */
export async function githubToken(
  context: CredentialContext,
  audience: string,
  signal: AbortSignal,
): Promise<string> {
  const { env, redactor } = context;
  const address = env("ACTIONS_ID_TOKEN_REQUEST_URL"), bearer = env("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
  if (address === undefined || bearer === undefined) {
    throw new CredentialError(
      "Cannot get an identity token from GitHub: this job has no permission to request one",
      {
        hint: "Give the job `permissions: id-token: write`.",
      },
    );
  }
  redactor.add(bearer);
  const url = new URL(trustedUrl(address, GITHUB, "ACTIONS_ID_TOKEN_REQUEST_URL"));
  url.searchParams.set("audience", audience);
  const answer = await askForToken(context, {
    doing: "get an identity token from GitHub",
    url: url.href,
    headers: { authorization: `Bearer ${bearer}` },
    signal,
  });
  const what = "GitHub's identity token";
  return textOfKey(jsonObject(textOf(answer.body), what), "value", what);
}

function needed(file: string | undefined, variable: string): string {
  if (file !== undefined) return file;
  throw new CredentialError(`Cannot get an identity token: ${variable} is not set`);
}
