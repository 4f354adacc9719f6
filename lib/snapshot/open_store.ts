/**
 * The store of a destination.
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
  /** The environment, for credentials and regions: `Io.env`. No library looks at it by itself. */
  env: (name: string) => string | undefined;
  clock: Clock;
  /** Learns every secret before it is used. */
  redactor: Redactor;
  /** Another server than the cloud's own: what speaks S3, or an emulator. https, or this machine. */
  endpoint?: string | undefined;
  /** How S3 locks: `compliance` (the default) cannot be ended by anybody, `governance` by who may. */
  lockMode?: "compliance" | "governance";
  /** Seconds that an answer may take, beside the time that its bytes need. */
  timeout?: number;
}

/** The variable that says who gives out identity tokens. */
const OIDC = "LOOKERVAULT_OIDC";

/** Opens the store of a destination. Nothing is sent before the first call. @throws {UsageError} {CredentialError} */
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
 * The addresses that a destination's store needs, for a process that gives up all other hosts; empty for a directory. Token
 * services are among them where credentials are exchanged.
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
  throw new UsageError(`Cannot use ${OIDC}: ${JSON.stringify(text)} is not known`, {
    hint: "The only value is `github`, for identity tokens from GitHub Actions.",
  });
}

/** https, or this machine; no user, query or fragment, which could be a secret. */
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
