/**
 * The contract against Azurite, which checks the signatures of Shared Key and of SAS.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { createHmac } from "node:crypto";
import { systemClock } from "../../../lib/base/clock.ts";
import { AzureClient } from "../../../lib/snapshot/azure/client.ts";
import { AzureStore } from "../../../lib/snapshot/azure/store.ts";
import type { AzureCredential } from "../../../lib/snapshot/credentials/azure.ts";
import { fixed } from "../../../lib/snapshot/credentials/lease.ts";
import {
  DamagedError,
  DeniedError,
  ExpiredCredentialError,
  NotFoundError,
} from "../../../lib/snapshot/errors.ts";
import { type Send, sender } from "../../../lib/snapshot/http/send.ts";
import { azuriteMissing, type RealServer, startAzurite } from "../servers/real_server.ts";
import { storeContract, type Subject } from "./contract.ts";

let server: Promise<RealServer> | null = null;
let containers = 0;
const signal = new AbortController().signal;
const missing = azuriteMissing();

/** A container that nobody has used, and clients of it. */
async function container(): Promise<{ name: string; key: string; client: (options?: Wish) => AzureClient }> {
  const { ready } = await (server ??= startAzurite());
  const name = `copies-${++containers}`, key = ready["key"] ?? "";
  const client = ({ credential, send }: Wish = {}): AzureClient =>
    new AzureClient({
      account: "backup",
      container: name,
      endpoint: ready["endpoint"] ?? "",
      credentials: fixed(credential ?? { kind: "key", key: Uint8Array.fromBase64(key) }),
      send: send ?? sender({ clock: systemClock }),
      clock: systemClock,
      redact: String,
    });
  await client().call({ doing: "make a container", method: "PUT", query: { restype: "container" }, signal });
  return { name, key, client };
}

interface Wish {
  credential?: AzureCredential;
  send?: Send;
}

function storeOf(client: AzureClient): AzureStore {
  return new AzureStore({ client, location: "azure://backup/copies/p", prefix: "p", pageSize: 2 });
}

async function subject(): Promise<Subject> {
  const { client } = await container(), again = (): AzureStore => storeOf(client());
  return { store: again(), again, [Symbol.asyncDispose]: () => Promise.resolve() };
}

storeContract("Azure (Azurite)", subject, {
  locks: false,
  missing,
  start: async () => void await (server ??= startAzurite()),
});

/** A signature for a whole container. */
function sas(
  container: string,
  key: string,
  { until, may }: { until: number; may: string },
): AzureCredential {
  const se = new Date(until).toISOString().slice(0, 19) + "Z", sv = "2021-12-02";
  const text = [may, "", se, `/blob/backup/${container}`, "", "", "", sv, "c", "", "", "", "", "", "", ""]
    .join("\n");
  const sig = createHmac("sha256", Uint8Array.fromBase64(key)).update(text).digest("base64");
  return { kind: "sas", parameters: new Map(Object.entries({ sp: may, se, sv, sr: "c", sig })) };
}

const NOTE = new TextEncoder().encode("note");
const leftOut = missing === null ? "" : ` (left out: ${missing})`;

Deno.test({
  name: `Azure: a signature that may write and not delete suffices to write, and deletes nothing${leftOut}`,
  ignore: missing !== null,
  fn: async () => {
    const { name, key, client } = await container();
    const store = storeOf(
      client({ credential: sas(name, key, { until: Date.now() + 600_000, may: "rcwl" }) }),
    );
    await store.putIfAbsent("a.json", NOTE, { signal });
    await assertRejects(() => store.remove({ key: "a.json" }, { signal }), DeniedError);
    assertEquals((await Array.fromAsync(store.list("", { signal }))).length, 1);
  },
});

Deno.test({
  name: `Azure: a container that is not there is said before anything is sent${leftOut}`,
  ignore: missing !== null,
  fn: async () => {
    const { client } = await container();
    await client().call({ doing: "remove it", method: "DELETE", query: { restype: "container" }, signal });
    const begun = storeOf(client()).beginUpload("a.db", { partBytes: 1024 * 1024, signal });
    const error = await assertRejects(() => begun, NotFoundError, "ContainerNotFound");
    assertEquals(error.hint?.startsWith("Create the container"), true);
  },
});

Deno.test({
  name: `Azure: a signature that ran out is told apart from a wrong one${leftOut}`,
  ignore: missing !== null,
  fn: async () => {
    const { name, key, client } = await container();
    const with_ = (credential: AzureCredential): AzureStore => storeOf(client({ credential }));
    const old = sas(name, key, { until: Date.now() - 60_000, may: "rcwl" });
    await assertRejects(() => with_(old).putIfAbsent("a.json", NOTE, { signal }), ExpiredCredentialError);
    const wrong = sas(name, btoa("another key"), { until: Date.now() + 600_000, may: "rcwl" });
    await assertRejects(() => with_(wrong).putIfAbsent("a.json", NOTE, { signal }), DeniedError);
  },
});

Deno.test({
  name: `Azure: a byte that is flipped on the way is noticed by the store${leftOut}`,
  ignore: missing !== null,
  fn: async () => {
    const { client } = await container(), send = sender({ clock: systemClock });
    const flipping: Send = (request) => {
      const body = request.method === "PUT" ? request.body?.slice() : undefined;
      if (body?.[0] !== undefined) body[0] ^= 1;
      return send({ ...request, ...(body && { body }) });
    };
    const store = storeOf(client({ send: flipping }));
    await assertRejects(() => store.putIfAbsent("a.json", NOTE, { signal }), DamagedError);
    const upload = await store.beginUpload("b.db", { partBytes: 1024 * 1024, signal });
    await assertRejects(() => store.putPart(upload, { number: 1, bytes: NOTE }, { signal }), DamagedError);
    assertEquals(await Array.fromAsync(store.list("", { signal })), []);
  },
});

Deno.test({
  name: `Azure: the server ends${leftOut}`,
  ignore: missing !== null,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => await (await server)?.[Symbol.asyncDispose](),
});
