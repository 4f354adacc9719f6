/**
 * The context that reads credentials, and the requests to token services.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Redactor } from "../../base/redactor.ts";
import { CredentialError, DeniedError, UnreachableError } from "../errors.ts";
import { bytesOf, isBusy, type Send, type StoreAnswer, textOf } from "../http/send.ts";

/** The inputs for reading credentials. All of them are passed in, because no library reads the environment. */
export interface CredentialContext {
  /** The environment: `Io.env`. */
  env: (name: string) => string | undefined;
  clock: Clock;
  /** Receives every secret before its first use. */
  redactor: Redactor;
  send: Send;
  /** With `github`, identity tokens come from GitHub Actions, even if a file is set. Never detected automatically. */
  oidc?: "github" | undefined;
}

/** Reads the file whose path is in a variable. Removes spaces and line ends around the text. */
export async function fileText(path: string, variable: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    throw new CredentialError(
      `Cannot read the file of ${variable}: ${path} does not exist, or access is denied`,
      {
        cause: error,
        hint: `Check the path in ${variable}.`,
      },
    );
  }
}

/** Parses a JSON object. @throws {CredentialError} whose message quotes none of the text */
export function jsonObject(text: string, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The errors of JSON.parse quote the text, which may be a secret.
  }
  throw new CredentialError(`Cannot use ${what}: it is not a JSON object`);
}

/** Returns a non-empty string from a JSON object. @throws {CredentialError} */
export function textOfKey(object: Record<string, unknown>, key: string, what: string): string {
  const value = object[key];
  if (typeof value === "string" && value !== "") return value;
  throw new CredentialError(`Cannot use ${what}: it has no ${key}`);
}

/**
 * Checks the URL of a token service. It must use https with one of the known hosts, or have this machine as its host.
 * @throws {CredentialError}
 */
export function trustedUrl(text: string, hosts: readonly RegExp[], what: string): string {
  const url = URL.parse(text);
  const local = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  const known = url !== null && url.protocol === "https:" && hosts.some((host) => host.test(url.hostname));
  if (url !== null && (local || known) && url.username === "" && url.password === "") return url.href;
  throw new CredentialError(`Cannot use ${what}: its host does not issue such credentials`, {
    hint: "Check where the file or the variable comes from. Nothing was sent to that host.",
  });
}

/** Sends a request to a token service. @throws {DeniedError} with the service's message, without secrets */
export async function askForToken(
  { send, redactor }: CredentialContext,
  { doing, url, headers = {}, form, json, signal }: {
    doing: string;
    url: string;
    headers?: Record<string, string>;
    form?: Record<string, string>;
    json?: unknown;
    signal: AbortSignal;
  },
): Promise<StoreAnswer> {
  const body = form !== undefined
    ? bytesOf(new URLSearchParams(form).toString())
    : json !== undefined
    ? bytesOf(JSON.stringify(json))
    : undefined;
  const type = form !== undefined ? "application/x-www-form-urlencoded" : "application/json";
  const answer = await send({
    doing,
    method: body === undefined ? "GET" : "POST",
    url,
    headers: { ...(body !== undefined && { "content-type": type }), ...headers },
    ...(body !== undefined && { body }),
    signal,
  });
  if (answer.status >= 200 && answer.status < 300) return answer;
  const said = redactor.redact(textOf(answer.body)).replace(/\s+/g, " ").slice(0, 300);
  const message = `Cannot ${doing}: ${new URL(url).host} returned ${answer.status}${
    said === "" ? "" : `: ${said}`
  }`;
  if (isBusy(answer.status)) throw new UnreachableError(message);
  throw new DeniedError(message, {
    hint: "Check the trust between the token's issuer and the role or account.",
  });
}
