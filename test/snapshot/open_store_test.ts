import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { createRedactor } from "../../lib/base/redactor.ts";
import { CredentialError } from "../../lib/snapshot/errors.ts";
import { openStore, type OpenStoreOptions, storeUrls } from "../../lib/snapshot/open_store.ts";

type Variables = Readonly<Record<string, string>>;

function options(variables: Variables, endpoint?: string): OpenStoreOptions {
  const redactor = createRedactor();
  return {
    env: (name) => variables[name],
    clock: systemClock,
    redactor,
    ...(endpoint !== undefined && { endpoint }),
  };
}

const AWS = { AWS_ACCESS_KEY_ID: "AKIA1234", AWS_SECRET_ACCESS_KEY: "secret-of-aws" };

Deno.test("openStore() opens each kind, and says where it is", async () => {
  const table: [destination: string, variables: Variables, location: string][] = [
    ["/mnt/copies", {}, "/mnt/copies"],
    ["s3://bucket/prefix", AWS, "s3://bucket/prefix"],
    ["gs://bucket", { GOOGLE_OAUTH_ACCESS_TOKEN: "ya29.token" }, "gs://bucket"],
    [
      "azure://account/container/p",
      { AZURE_STORAGE_KEY: btoa("a key of azure") },
      "azure://account/container/p",
    ],
  ];
  for (const [destination, variables, location] of table) {
    assertEquals((await openStore(destination, options(variables))).location, location);
  }
});

Deno.test("openStore() without credentials says which variables to set, and sends nothing", async () => {
  for (
    const [destination, variable] of [
      ["s3://bucket", "AWS_ACCESS_KEY_ID"],
      ["gs://bucket", "GOOGLE_APPLICATION_CREDENTIALS"],
      ["azure://account/box", "AZURE_STORAGE_SAS_TOKEN"],
    ] as const
  ) {
    const error = await assertRejects(() => openStore(destination, options({})), CredentialError);
    assertEquals(error.hint?.includes(variable), true);
  }
});

Deno.test("openStore() takes no half of a key, no strange region, no strange source of tokens", async () => {
  const half = { AWS_ACCESS_KEY_ID: "AKIA1234" };
  await assertRejects(() => openStore("s3://bucket", options(half)), CredentialError, "only one of");
  await assertRejects(
    () => openStore("s3://bucket", options({ ...AWS, AWS_REGION: "x.evil/" })),
    UsageError,
    "not a region",
  );
  await assertRejects(
    () => openStore("s3://bucket", options({ ...AWS, LOOKERVAULT_OIDC: "gitlab" })),
    UsageError,
    "gitlab",
  );
});

Deno.test("openStore() takes an endpoint of https or on this machine, without a secret in it", async () => {
  for (
    const good of [
      "https://minio.example:9000",
      "http://127.0.0.1:9000/",
      "http://localhost:1",
      "http://[::1]:9/x",
    ]
  ) {
    await openStore("s3://bucket", options(AWS, good));
  }
  for (
    const bad of [
      "http://minio.example",
      "minio:9000",
      "https://me:hidden@host",
      "https://host/?sig=hidden",
      "ftp://h",
    ]
  ) {
    const error = await assertRejects(() => openStore("s3://bucket", options(AWS, bad)), UsageError);
    assertEquals(error.message.includes("hidden"), false);
  }
});

Deno.test("storeUrls() names the hosts that a store and its token service need", () => {
  const urls = (destination: string, variables: Variables = {}, endpoint = ""): string[] =>
    storeUrls(destination, options(variables, endpoint || undefined)).map((url) => new URL(url).host);
  assertEquals(urls("./copies"), []);
  assertEquals(urls("s3://bucket/p", { AWS_REGION: "eu-west-1" }), ["bucket.s3.eu-west-1.amazonaws.com"]);
  assertEquals(urls("s3://my.bucket"), ["s3.us-east-1.amazonaws.com"]);
  assertEquals(urls("s3://bucket", {}, "https://minio.example:9000"), ["minio.example:9000"]);
  assertEquals(urls("s3://bucket", { AWS_ROLE_ARN: "arn:aws:iam::1:role/r", AWS_REGION: "cn-north-1" }), [
    "bucket.s3.cn-north-1.amazonaws.com.cn",
    "sts.cn-north-1.amazonaws.com.cn",
  ]);
  assertEquals(urls("gs://bucket"), ["storage.googleapis.com"]);
  assertEquals(urls("azure://account/box", { AZURE_TENANT_ID: "t" }), [
    "account.blob.core.windows.net",
    "login.microsoftonline.com",
  ]);
  assertThrows(() => storeUrls("ftp://x", options({})), UsageError);
});
