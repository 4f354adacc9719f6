/**
 * Stores of stand-ins, with the rights and troubles that a test wishes for.
 *
 * @module
 */
import { AzureClient } from "../../../lib/snapshot/azure/client.ts";
import { AzureStore } from "../../../lib/snapshot/azure/store.ts";
import type { AzureCredential } from "../../../lib/snapshot/credentials/azure.ts";
import { systemClock } from "../../../lib/base/clock.ts";
import { createRedactor, type Redactor } from "../../../lib/base/redactor.ts";
import type { AwsKeys } from "../../../lib/snapshot/credentials/aws.ts";
import { type CredentialSource, fixed } from "../../../lib/snapshot/credentials/lease.ts";
import { GcsClient } from "../../../lib/snapshot/gcs/client.ts";
import { GcsStore } from "../../../lib/snapshot/gcs/store.ts";
import { type Send, sender } from "../../../lib/snapshot/http/send.ts";
import { S3Client } from "../../../lib/snapshot/s3/client.ts";
import { S3Store } from "../../../lib/snapshot/s3/store.ts";
import type { Store } from "../../../lib/snapshot/store.ts";
import { AzureStub, type AzureStubOptions } from "../servers/azure_stub.ts";
import { GcsStub, type GcsStubOptions } from "../servers/gcs_stub.ts";
import { S3Stub, type S3StubOptions } from "../servers/s3_stub.ts";
import type { Stub } from "../servers/stub.ts";

/** What a store of a rig is opened with. */
export interface Wish<T = unknown> {
  /** `push`: what the page of set-ups gives a backup machine. */
  may?: "everything" | "push";
  credentials?: CredentialSource<T>;
  send?: Send;
}

/** A stand-in and its stores. */
export interface Rig extends AsyncDisposable {
  stub: Stub;
  redactor: Redactor;
  open(wish?: Wish): Store;
  /** Credentials that run out when `end` is called, then `next` others: none where that is false. */
  expiring(next: boolean): { store: Store; end: () => void };
}

/** A sender that gives up soon: stand-ins answer at once. */
export const quickSender = (): Send => sender({ clock: systemClock, timeout: 5 });

/** S3 by {@linkcode S3Stub}. */
export function s3Rig(
  options: S3StubOptions = {},
): Rig & { stub: S3Stub; client: (keys: AwsKeys) => S3Client } {
  const stub = new S3Stub(options), redactor = createRedactor();
  const client = (credentials: CredentialSource<AwsKeys>, send = quickSender()): S3Client =>
    new S3Client({
      bucket: "copies",
      region: "us-east-1",
      endpoint: stub.url,
      credentials,
      send,
      clock: systemClock,
      redact: redactor.redact,
    });
  const PUSH = [
    "AbortMultipartUpload",
    "GetBucketObjectLockConfiguration",
    "GetBucketVersioning",
    "GetObject",
    "GetObjectRetention",
    "ListBucket",
    "ListBucketVersions",
    "PutObject",
    "PutObjectRetention",
  ] as const;
  const storeOf = (one: S3Client): S3Store =>
    new S3Store({ client: one, location: "s3://copies/p", prefix: "p", pageSize: 3 });
  return {
    stub,
    redactor,
    client: (keys) => client(fixed(keys)),
    open: ({ may, credentials, send } = {}) => {
      const own = fixed(stub.key(may === "push" ? { may: PUSH } : {}));
      return storeOf(client(credentials as CredentialSource<AwsKeys> | undefined ?? own, send));
    },
    expiring(next) {
      const { credentials, end } = ending(
        () => stub.key({ token: `token-${crypto.randomUUID()}` }),
        (keys) => {
          const key = stub.keys.get(keys.accessKeyId);
          if (key !== undefined) key.until = 0;
        },
        next,
      );
      return { store: storeOf(client(credentials)), end };
    },
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  };
}

/** Google Cloud Storage by {@linkcode GcsStub}. */
export function gcsRig(options: GcsStubOptions = {}): Rig & { stub: GcsStub } {
  const stub = new GcsStub(options), redactor = createRedactor();
  const storeOf = (credentials: CredentialSource<string>, send = quickSender()): GcsStore => {
    const client = new GcsClient({
      bucket: "copies",
      endpoint: stub.url,
      credentials,
      send,
      clock: systemClock,
      redactor,
    });
    return new GcsStore({ client, location: "gs://copies/p", prefix: "p", pageSize: 3 });
  };
  const PUSH = ["bucket", "create", "get", "list", "setRetention"] as const;
  return {
    stub,
    redactor,
    open: ({ may, credentials, send } = {}) => {
      const own = fixed(stub.token(may === "push" ? { may: PUSH } : {}));
      return storeOf(credentials as CredentialSource<string> | undefined ?? own, send);
    },
    expiring(next) {
      const { credentials, end } = ending(() => stub.token(), (token) => {
        const known = stub.tokens.get(token);
        if (known !== undefined) known.until = 0;
      }, next);
      return { store: storeOf(credentials), end };
    },
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  };
}

/** Azure Blob Storage by {@linkcode AzureStub}. */
export function azureRig(options: AzureStubOptions = {}): Rig & { stub: AzureStub } {
  const stub = new AzureStub(options), redactor = createRedactor();
  const storeOf = (credentials: CredentialSource<AzureCredential>, send = quickSender()): AzureStore => {
    const client = new AzureClient({
      account: "backup",
      container: "copies",
      endpoint: `${stub.url}/backup`,
      credentials,
      send,
      clock: systemClock,
      redact: redactor.redact,
    });
    return new AzureStore({ client, location: "azure://backup/copies/p", prefix: "p", pageSize: 3 });
  };
  const PUSH = ["list", "lock", "properties", "read", "write"] as const;
  const credential = (token: string): AzureCredential => ({ kind: "token", token });
  return {
    stub,
    redactor,
    open: ({ may, credentials, send } = {}) => {
      const own = fixed(credential(stub.token(may === "push" ? { may: PUSH } : {})));
      return storeOf(credentials as CredentialSource<AzureCredential> | undefined ?? own, send);
    },
    expiring(next) {
      const { credentials, end } = ending(() => credential(stub.token()), (one) => {
        const known = one.kind === "token" ? stub.tokens.get(one.token) : undefined;
        if (known !== undefined) known.until = 0;
      }, next);
      return { store: storeOf(credentials), end };
    },
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  };
}

/** Credentials that end when they are told to. */
function ending<T>(
  make: () => T,
  end: (credential: T) => void,
  next: boolean,
): { credentials: CredentialSource<T>; end: () => void } {
  let current = make();
  return {
    end: () => end(current),
    credentials: {
      current: () => Promise.resolve(current),
      renew: () => Promise.resolve(next ? current = make() : null),
    },
  };
}
