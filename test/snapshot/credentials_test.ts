/**
 * How credentials are got, against stand-ins of the token services of Amazon, Google, Microsoft and GitHub.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { systemClock } from "../../lib/base/clock.ts";
import { createRedactor, type Redactor } from "../../lib/base/redactor.ts";
import { awsCredentials } from "../../lib/snapshot/credentials/aws.ts";
import { azureCredentials } from "../../lib/snapshot/credentials/azure.ts";
import type { CredentialContext } from "../../lib/snapshot/credentials/context.ts";
import { googleCredentials } from "../../lib/snapshot/credentials/google.ts";
import { leased } from "../../lib/snapshot/credentials/lease.ts";
import { CredentialError, DeniedError, UnreachableError } from "../../lib/snapshot/errors.ts";
import { sender } from "../../lib/snapshot/http/send.ts";
import { Stub, type StubRequest } from "./servers/stub.ts";

const signal = new AbortController().signal;

interface Setting extends AsyncDisposable {
  stub: Stub;
  redactor: Redactor;
  context: CredentialContext;
  /** Writes a file and gives its path. */
  file(name: string, text: string): Promise<string>;
}

/** A token service, files, and variables that may name either. */
async function setting(
  answer: (request: StubRequest & { form: URLSearchParams }) => Response | Promise<Response>,
  variables: (there: { url: string; file: Setting["file"] }) => Promise<Record<string, string>>,
  oidc?: "github",
): Promise<Setting> {
  const stub = new Stub((request) =>
    answer({ ...request, form: new URLSearchParams(new TextDecoder().decode(request.body)) })
  );
  const directory = await Deno.makeTempDir({ prefix: "lookervault-credentials-" });
  const file = async (name: string, text: string): Promise<string> => {
    await Deno.writeTextFile(`${directory}/${name}`, text);
    return `${directory}/${name}`;
  };
  const env = await variables({ url: stub.url, file }), redactor = createRedactor();
  return {
    stub,
    redactor,
    file,
    context: {
      env: (name) => env[name],
      clock: systemClock,
      redactor,
      send: sender({ clock: systemClock }),
      oidc,
    },
    [Symbol.asyncDispose]: async () => {
      await stub[Symbol.asyncDispose]();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

const later = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** STS's answer. */
function keys(n: number): Response {
  return new Response(
    `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
      <Credentials><AccessKeyId>ASIA${n}</AccessKeyId><SecretAccessKey>secret-key-${n}</SecretAccessKey>
      <SessionToken>session-token-${n}</SessionToken><Expiration>${later()}</Expiration></Credentials>
    </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
  );
}

Deno.test("Amazon: a token in a file lets us take a role, and is read again when the keys run out", async () => {
  const asked: Record<string, string>[] = [];
  await using all = await setting(({ form }) => {
    asked.push(Object.fromEntries(form));
    return keys(asked.length);
  }, async ({ url, file }) => ({
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/backup",
    AWS_WEB_IDENTITY_TOKEN_FILE: await file("token", "header.identity-1.signature\n"),
    AWS_ENDPOINT_URL_STS: url,
  }));
  const source = awsCredentials(all.context, "eu-west-1");
  const [first, same] = await Promise.all([source.current(signal), source.current(signal)]);
  assertEquals(first, {
    accessKeyId: "ASIA1",
    secretAccessKey: "secret-key-1",
    sessionToken: "session-token-1",
  });
  assertEquals(same, first);
  await all.file("token", "header.identity-2.signature");
  assertEquals((await source.renew(first, signal))?.accessKeyId, "ASIA2");
  assertEquals(asked.map(({ WebIdentityToken }) => WebIdentityToken), [
    "header.identity-1.signature",
    "header.identity-2.signature",
  ]);
  assertEquals(asked[0]?.["Action"], "AssumeRoleWithWebIdentity");
  assertEquals(asked[0]?.["RoleArn"], "arn:aws:iam::123456789012:role/backup");
  const secrets = "secret-key-1 session-token-1 header.identity-2.signature";
  assertEquals(all.redactor.redact(secrets), "*** *** ***");
});

Deno.test("Amazon: a refusal names the role and no token; a busy service is tried again", async () => {
  for (const [status, kind] of [[403, DeniedError], [503, UnreachableError]] as const) {
    await using all = await setting(
      ({ form }) => new Response(`<Error>no ${form.get("WebIdentityToken")}</Error>`, { status }),
      async ({ url, file }) => ({
        AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
        AWS_WEB_IDENTITY_TOKEN_FILE: await file("token", "header.identity.signature"),
        AWS_ENDPOINT_URL_STS: url,
      }),
    );
    const error = await assertRejects(() => awsCredentials(all.context, "us-east-1").current(signal));
    assert(error instanceof kind);
    assert(error.message.includes("role/r") && !error.message.includes("identity.signature"), error.message);
  }
});

Deno.test("Amazon: keys that are set are used as they are, and are not renewed", async () => {
  await using all = await setting(
    () => keys(1),
    () =>
      Promise.resolve({
        AWS_ACCESS_KEY_ID: "AKIA",
        AWS_SECRET_ACCESS_KEY: "the-secret",
        AWS_SESSION_TOKEN: "the-token",
      }),
  );
  const source = awsCredentials(all.context, "us-east-1"), own = await source.current(signal);
  assertEquals(own, { accessKeyId: "AKIA", secretAccessKey: "the-secret", sessionToken: "the-token" });
  assertEquals(await source.renew(own, signal), null);
  assertEquals(all.redactor.redact("the-secret the-token"), "*** ***");
  assertEquals(all.stub.log, []);
});

/** Making one takes a second. */
let pair: Promise<CryptoKeyPair> | null = null;

/** A service account, and what checks its assertions. */
async function account(url: string): Promise<{ json: string; key: CryptoKey }> {
  const { publicKey, privateKey } = await (pair ??= generateKeyPair("RS256", { extractable: true }));
  const json = JSON.stringify({
    type: "service_account",
    private_key_id: "key-1",
    private_key: await exportPKCS8(privateKey),
    client_email: "backup@project.iam.gserviceaccount.com",
    token_uri: `${url}/token`,
  });
  return { json, key: publicKey };
}

Deno.test("Google: a service account's key signs who asks", async () => {
  let key: CryptoKey | null = null, url = "";
  await using all = await setting(async ({ form }) => {
    assert(key !== null);
    const { payload, protectedHeader } = await jwtVerify(form.get("assertion") ?? "", key, {
      issuer: "backup@project.iam.gserviceaccount.com",
      audience: `${url}/token`,
    });
    assertEquals(protectedHeader.kid, "key-1");
    assertEquals(payload["scope"], "https://www.googleapis.com/auth/devstorage.full_control");
    assertEquals(form.get("grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
    return Response.json({ access_token: "ya29.of-the-account", expires_in: 3599 });
  }, async (there) => {
    url = there.url;
    const made = await account(url);
    key = made.key;
    return { GOOGLE_APPLICATION_CREDENTIALS: await there.file("key.json", made.json) };
  });
  const source = googleCredentials(all.context);
  assertEquals(await source.current(signal), "ya29.of-the-account");
  assertEquals(await source.current(signal), "ya29.of-the-account");
  assertEquals(all.stub.log, ["POST /token"]);
  assertEquals(all.redactor.redact("ya29.of-the-account"), "***");
});

Deno.test("Google: a token is taken from a variable, or from a file that is read again", async () => {
  await using all = await setting(() => new Response(null, { status: 500 }), async ({ file }) => ({
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: await file("token", "ya29.first\n"),
  }));
  const source = googleCredentials(all.context), first = await source.current(signal);
  assertEquals(first, "ya29.first");
  assertEquals(await source.renew(first, signal), null);
  await all.file("token", "ya29.second\n");
  assertEquals(await source.renew(first, signal), "ya29.second");
  const env = (name: string): string | undefined =>
    name === "GOOGLE_OAUTH_ACCESS_TOKEN" ? "ya29.given" : undefined;
  assertEquals(await googleCredentials({ ...all.context, env }).current(signal), "ya29.given");
});

Deno.test("Google: a refresh token becomes an access token", async () => {
  await using all = await setting(({ form }) => {
    assertEquals([form.get("grant_type"), form.get("refresh_token")], ["refresh_token", "1//refresh"]);
    return Response.json({ access_token: "ya29.refreshed", expires_in: 3599 });
  }, async ({ url, file }) => ({
    GOOGLE_APPLICATION_CREDENTIALS: await file(
      "adc.json",
      JSON.stringify({
        type: "authorized_user",
        client_id: "id",
        client_secret: "the-secret",
        refresh_token: "1//refresh",
        token_uri: url,
      }),
    ),
  }));
  assertEquals(await googleCredentials(all.context).current(signal), "ya29.refreshed");
});

/** A file of workload identity federation. */
function federation(url: string, source: unknown, impersonate = true): string {
  return JSON.stringify({
    type: "external_account",
    audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/github",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${url}/v1/token`,
    ...(impersonate && { service_account_impersonation_url: `${url}/v1/backup:generateAccessToken` }),
    credential_source: source,
  });
}

/** Google's exchange, then the service account. */
function exchange({ url, form, headers }: StubRequest & { form: URLSearchParams }): Response {
  if (url.pathname === "/v1/token") {
    assertEquals(form.get("grant_type"), "urn:ietf:params:oauth:grant-type:token-exchange");
    assertEquals(form.get("audience")?.startsWith("//iam.googleapis.com/"), true);
    return Response.json({ access_token: `federated-${form.get("subject_token")}`, expires_in: 3600 });
  }
  return Response.json({
    accessToken: `account-${headers.get("authorization")?.replace("Bearer ", "")}`,
    expireTime: later(),
  });
}

Deno.test("Google: workload identity federation takes a token from a file, a JSON file or a variable", async () => {
  await using all = await setting(exchange, async ({ url, file }) => {
    const token = await file("token", "from-a-file\n"),
      json = await file("token.json", '{"value":"from-json"}');
    return {
      MY_TOKEN: "from-a-variable",
      plain: await file("1.json", federation(url, { file: token })),
      json: await file(
        "2.json",
        federation(url, { file: json, format: { type: "json", subject_token_field_name: "value" } }),
      ),
      variable: await file("3.json", federation(url, { environment_variable: "MY_TOKEN" }, false)),
    };
  });
  const tokenFor = (which: string): Promise<string> =>
    googleCredentials({
      ...all.context,
      env: (name) => all.context.env(name === "GOOGLE_APPLICATION_CREDENTIALS" ? which : name),
    }).current(signal);
  assertEquals(await tokenFor("plain"), "account-federated-from-a-file");
  assertEquals(await tokenFor("json"), "account-federated-from-json");
  assertEquals(await tokenFor("variable"), "federated-from-a-variable");
});

Deno.test("Google: a file that names a program or an address is refused, and nothing is run or asked", async () => {
  const sources = [
    { executable: { command: "/bin/sh -c 'touch /tmp/owned'" } },
    { url: "http://169.254.169.254/token" },
    { file: "/dev/null", executable: { command: "/bin/true" } },
    { file: "/dev/null", url: "http://127.0.0.1" },
    { environment_id: "aws1" },
    { file: "a", environment_variable: "B" },
    null,
    "file",
  ];
  for (const source of sources) {
    await using all = await setting(exchange, async ({ url, file }) => ({
      GOOGLE_APPLICATION_CREDENTIALS: await file("f.json", federation(url, source)),
    }));
    await assertRejects(() => googleCredentials(all.context).current(signal), CredentialError);
    assertEquals(all.stub.log, []);
  }
});

Deno.test("Google: a file cannot send a key or a token to another host", async () => {
  const made = await account("https://oauth2.googleapis.com.evil.example");
  const files = [
    made.json,
    federation("http://oauth2.googleapis.com", { file: "/dev/null" }),
    federation("https://evil.example", { file: "/dev/null" }),
    federation("https://me:x@sts.googleapis.com", { file: "/dev/null" }),
  ];
  for (const text of files) {
    await using all = await setting(exchange, async ({ file }) => ({
      GOOGLE_APPLICATION_CREDENTIALS: await file("f.json", text),
    }));
    const send = (): never => {
      throw new Error("sent");
    };
    await assertRejects(() => googleCredentials({ ...all.context, send }).current(signal), CredentialError);
  }
});

Deno.test("Google: what is wrong with a file is said without quoting it", async () => {
  for (
    const text of [
      "not json: hunter2",
      '["hunter2"]',
      '{"type":"hunter2"}',
      '{"type":"service_account","private_key":"hunter2"}',
    ]
  ) {
    await using all = await setting(exchange, async ({ file }) => ({
      GOOGLE_APPLICATION_CREDENTIALS: await file("f.json", text),
    }));
    const error = await assertRejects(() => googleCredentials(all.context).current(signal), CredentialError);
    assertEquals(error.message.includes("hunter2"), false);
  }
});

/** Microsoft's login. */
function microsoft({ url, form }: StubRequest & { form: URLSearchParams }): Response {
  assertEquals(url.pathname, "/my-tenant/oauth2/v2.0/token");
  assertEquals([form.get("client_id"), form.get("scope")], [
    "my-client",
    "https://storage.azure.com/.default",
  ]);
  return Response.json({ access_token: `azure-${form.get("client_assertion")}`, expires_in: 3600 });
}

Deno.test("Azure: a token in a file becomes one of Azure", async () => {
  await using all = await setting(microsoft, async ({ url, file }) => ({
    AZURE_TENANT_ID: "my-tenant",
    AZURE_CLIENT_ID: "my-client",
    AZURE_FEDERATED_TOKEN_FILE: await file("token", "identity"),
    AZURE_AUTHORITY_HOST: url,
  }));
  assertEquals(await azureCredentials(all.context).current(signal), {
    kind: "token",
    token: "azure-identity",
  });
  assertEquals(all.redactor.redact("azure-identity"), "***");
});

Deno.test("Azure: a signature is read with or without its question mark, and learnt as a secret", async () => {
  await using all = await setting(microsoft, () => Promise.resolve({}));
  const of = (variables: Record<string, string>): CredentialContext => ({
    ...all.context,
    env: (name) => variables[name],
  });
  const credential = await azureCredentials(of({ AZURE_STORAGE_SAS_TOKEN: "?sv=1&sig=abcd%2Bef%3D" }))
    .current(signal);
  assert(credential.kind === "sas");
  assertEquals(credential.parameters.get("sig"), "abcd+ef=");
  assertEquals(all.redactor.redact("x abcd+ef= abcd%2Bef%3D"), "x *** ***");
  for (const bad of [{ AZURE_STORAGE_SAS_TOKEN: "sv=1" }, { AZURE_STORAGE_KEY: "not base64!" }]) {
    await assertRejects(async () => await azureCredentials(of(bad)).current(signal), CredentialError);
  }
});

Deno.test("GitHub's identity tokens are asked for when that is said, with each cloud's audience", async () => {
  const audiences: (string | null)[] = [];
  const answer = (request: StubRequest & { form: URLSearchParams }): Response => {
    if (request.url.pathname !== "/idtoken") {
      if (request.form.get("Action") !== null) return keys(1);
      return request.url.pathname.startsWith("/my-tenant") ? microsoft(request) : exchange(request);
    }
    assertEquals(request.headers.get("authorization"), "Bearer the-bearer");
    audiences.push(request.url.searchParams.get("audience"));
    return Response.json({ value: `github-${audiences.length}` });
  };
  const variables = async (
    { url, file }: { url: string; file: Setting["file"] },
  ): Promise<Record<string, string>> => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/idtoken?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "the-bearer",
    AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
    AWS_ENDPOINT_URL_STS: url,
    AZURE_TENANT_ID: "my-tenant",
    AZURE_CLIENT_ID: "my-client",
    AZURE_AUTHORITY_HOST: url,
    GOOGLE_APPLICATION_CREDENTIALS: await file(
      "f.json",
      federation(url, { url: "http://ignored.example" }, false),
    ),
  });
  await using all = await setting(answer, variables, "github");
  assertEquals((await awsCredentials(all.context, "us-east-1").current(signal)).accessKeyId, "ASIA1");
  assertEquals(await azureCredentials(all.context).current(signal), {
    kind: "token",
    token: "azure-github-2",
  });
  assertEquals(await googleCredentials(all.context).current(signal), "federated-github-3");
  assertEquals(audiences, [
    "sts.amazonaws.com",
    "api://AzureADTokenExchange",
    "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/github",
  ]);
  assertEquals(all.redactor.redact("the-bearer github-1"), "*** ***");

  // Not said: the same variables mean nothing.
  await using silent = await setting(answer, variables);
  await assertRejects(
    async () => await awsCredentials(silent.context, "us-east-1").current(signal),
    CredentialError,
  );
  assertEquals(silent.stub.log, []);
});

Deno.test("GitHub's address has to be GitHub's", async () => {
  await using all = await setting(() => keys(1), () =>
    Promise.resolve({
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://actions.githubusercontent.com.evil.example/x",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "the-bearer",
      AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
    }), "github");
  await assertRejects(
    () => awsCredentials(all.context, "us-east-1").current(signal),
    CredentialError,
    "its host does not issue",
  );
});

Deno.test("a lease is fetched again shortly before its end, once for all who ask", async () => {
  let now = 0, fetched = 0;
  const source = leased({ ...systemClock, now: () => now }, () => {
    fetched++;
    return Promise.resolve({ value: `v${fetched}`, expiresAt: now + 600_000 });
  });
  const ask = (): Promise<string[]> => Promise.all([source.current(signal), source.current(signal)]);
  assertEquals(await ask(), ["v1", "v1"]);
  now = 479_000;
  assertEquals(await ask(), ["v1", "v1"]);
  now = 481_000;
  assertEquals(await ask(), ["v2", "v2"]);
  assertEquals(await source.renew("v1", signal), "v2");
  assertEquals(await source.renew("v2", signal), "v3");
  assertEquals(fetched, 3);
});
