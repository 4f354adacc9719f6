/**
 * Opens the store of a destination.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Clock } from "../base/clock.ts";
import { UsageError } from "../base/errors.ts";
import type { Redactor } from "../base/redactor.ts";
import type { CredentialContext } from "./credentials/context.ts";
import { type Destination, destinationText, parseDestination } from "./destination.ts";
import { sender } from "./http/send.ts";
import { bucketUrl, stsUrl } from "./s3/address.ts";
import type { Store } from "./store.ts";

/** Options of {@linkcode openStore}. */
export interface OpenStoreOptions {
  /** The environment for credentials and regions: `Io.env`. No library reads the environment directly. */
  env: (name: string) => string | undefined;
  clock: Clock;
  /** Receives every secret before its first use. */
  redactor: Redactor;
  /**
   * The URL of a server to use in place of the cloud's own: a server with the S3 protocol, or an emulator. Must be
   * https unless the host is this machine.
   */
  endpoint?: string | undefined;
  /**
   * The mode of S3 locks. Nobody can end a `compliance` lock (the default). Users with the permission can end a
   * `governance` lock.
   */
  lockMode?: "compliance" | "governance";
  /** The timeout of a response, in seconds. The time that the request's body needs is added to it. */
  timeout?: number;
}

/** The environment variable that names the provider of identity tokens. */
const OIDC = "LOOKERVAULT_OIDC";

/** Opens the store of a destination. Sends nothing before the first request. @throws {UsageError} {CredentialError} */
export async function openStore(text: string, options: OpenStoreOptions): Promise<Store> {
  const destination = parseDestination(text), { clock } = options;
  if (destination.kind === "directory") {
    const { DirectoryStore } = await import("./directory/store.ts");
    return new DirectoryStore(resolve(destination.path), { clock });
  }
  const context: CredentialContext = {
    env: options.env,
    clock,
    redactor: options.redactor,
    send: sender({ clock, ...(options.timeout !== undefined && { timeout: options.timeout }) }),
    oidc: oidcOf(options.env(OIDC)),
  };
  const endpoint = options.endpoint === undefined ? {} : { endpoint: checkedEndpoint(options.endpoint) };
  const location = destinationText(destination), { prefix } = destination;
  const { redact } = options.redactor, { send } = context;
  const lockMode = options.lockMode === undefined ? {} : { lockMode: options.lockMode };
  switch (destination.kind) {
    case "s3": {
      const [{ awsCredentials }, { S3Client }, { S3Store }] = await Promise.all([
        import("./credentials/aws.ts"),
        import("./s3/client.ts"),
        import("./s3/store.ts"),
      ]);
      const region = regionOf(options.env), credentials = awsCredentials(context, region);
      const { bucket } = destination;
      const client = new S3Client({ bucket, region, ...endpoint, credentials, send, clock, redact });
      return new S3Store({ client, location, prefix, ...lockMode });
    }
    case "gcs": {
      const [{ googleCredentials }, { GcsClient }, { GcsStore }] = await Promise.all([
        import("./credentials/google.ts"),
        import("./gcs/client.ts"),
        import("./gcs/store.ts"),
      ]);
      const credentials = googleCredentials(context), { bucket } = destination, { redactor } = options;
      const client = new GcsClient({ bucket, ...endpoint, credentials, send, clock, redactor });
      return new GcsStore({ client, location, prefix, ...lockMode });
    }
    case "azure": {
      const [{ azureCredentials }, { AzureClient }, { AzureStore }] = await Promise.all([
        import("./credentials/azure.ts"),
        import("./azure/client.ts"),
        import("./azure/store.ts"),
      ]);
      const credentials = azureCredentials(context), { account, container } = destination;
      const client = new AzureClient({ account, container, ...endpoint, credentials, send, clock, redact });
      return new AzureStore({ client, location, prefix, ...lockMode });
    }
  }
}

/**
 * Returns the URLs that the store of a destination needs, for a process that denies itself all other hosts. Includes
 * token services if credentials are exchanged. Returns an empty array for a directory.
 */
export function storeUrls(
  text: string,
  { env, endpoint }: Pick<OpenStoreOptions, "env" | "endpoint">,
): string[] {
  const destination = parseDestination(text);
  if (destination.kind === "directory") return [];
  const urls = [endpoint === undefined ? ownUrl(destination, env) : checkedEndpoint(endpoint)];
  if (destination.kind === "s3" && env("AWS_ROLE_ARN") !== undefined) {
    urls.push(env("AWS_ENDPOINT_URL_STS") ?? stsUrl(regionOf(env)));
  }
  if (destination.kind === "gcs" && env("GOOGLE_APPLICATION_CREDENTIALS") !== undefined) {
    urls.push(
      "https://oauth2.googleapis.com/",
      "https://sts.googleapis.com/",
      "https://iamcredentials.googleapis.com/",
    );
  }
  if (destination.kind === "azure" && env("AZURE_TENANT_ID") !== undefined) {
    urls.push(env("AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com/");
  }
  const github = oidcOf(env(OIDC)) === "github" ? env("ACTIONS_ID_TOKEN_REQUEST_URL") : undefined;
  return github === undefined ? urls : [...urls, github];
}

function ownUrl(
  destination: Exclude<Destination, { kind: "directory" }>,
  env: OpenStoreOptions["env"],
): string {
  if (destination.kind === "gcs") return "https://storage.googleapis.com/";
  if (destination.kind === "azure") return `https://${destination.account}.blob.core.windows.net/`;
  return bucketUrl({ bucket: destination.bucket, region: regionOf(env) });
}

function regionOf(env: OpenStoreOptions["env"]): string {
  const region = env("AWS_REGION") ?? env("AWS_DEFAULT_REGION") ?? "us-east-1";
  if (/^[a-z0-9-]+$/.test(region)) return region;
  throw new UsageError(`Cannot use AWS_REGION: ${JSON.stringify(region)} is not a region`);
}

function oidcOf(text: string | undefined): "github" | undefined {
  if (text === undefined || text === "github") return text;
  throw new UsageError(`Cannot use ${OIDC}: ${JSON.stringify(text)} is not supported`, {
    hint: "Set it to `github`, for identity tokens from GitHub Actions, or remove it.",
  });
}

/**
 * Checks an endpoint. The URL must use https unless its host is this machine. A user, query or fragment is rejected,
 * because it could be a secret.
 */
function checkedEndpoint(text: string): string {
  const url = URL.parse(text);
  const isLocal = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === null || (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal))) {
    throw new UsageError("Cannot use the endpoint: it is not an https address", {
      hint:
        "Use https. http is allowed only for this machine, because others could read and change the data.",
    });
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new UsageError(`Cannot use the endpoint ${url.origin}: it may have only a host, a port and a path`);
  }
  return url.href.replace(/\/+$/, "");
}
