import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { storeUrls } from "../../lib/snapshot/open_store.ts";

const root = new URL("../../lib/snapshot/", import.meta.url);
const { env, net } = config.permissions.lookervault;

/** Whether the permission set lets a host be asked. */
const mayAsk = (host: string): boolean =>
  net.some((allowed) => allowed === host || (allowed.startsWith("*.") && host.endsWith(allowed.slice(1))));

Deno.test("every variable that credentials are read from may be read by the shipped program", async () => {
  const named = new Set<string>();
  for (
    const path of [
      "open_store.ts",
      "credentials/aws.ts",
      "credentials/google.ts",
      "credentials/azure.ts",
      "credentials/oidc.ts",
    ]
  ) {
    const text = await Deno.readTextFile(new URL(path, root));
    for (const [, name] of text.matchAll(/"((?:AWS|GOOGLE|CLOUDSDK|AZURE|ACTIONS|LOOKERVAULT)_[A-Z_]+)"/g)) {
      named.add(name ?? "");
    }
  }
  assertEquals(named.size >= 18, true, [...named].join());
  assertEquals([...named].filter((name) => !env.includes(name)), []);
});

Deno.test("every host of a store and of its token service may be asked by the shipped program", () => {
  const variables: Readonly<Record<string, string>> = {
    AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
    AWS_REGION: "eu-central-1",
    GOOGLE_APPLICATION_CREDENTIALS: "key.json",
    AZURE_TENANT_ID: "t",
    LOOKERVAULT_OIDC: "github",
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://run-actions-1-azure-eastus.actions.githubusercontent.com/x",
  };
  for (const destination of ["s3://bucket/p", "s3://my.bucket", "gs://bucket", "azure://account/container"]) {
    const hosts = storeUrls(destination, { env: (name) => variables[name] }).map((url) => new URL(url).host);
    assertEquals(hosts.filter((host) => !mayAsk(host)), [], destination);
  }
});
