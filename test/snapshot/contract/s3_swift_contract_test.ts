/**
 * The contract against OpenStack Swift's S3: a real server that checks signatures, digests and parts.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../lib/base/clock.ts";
import { fixed } from "../../../lib/snapshot/credentials/lease.ts";
import { DamagedError, DeniedError, RefusedError } from "../../../lib/snapshot/errors.ts";
import { type Send, sender } from "../../../lib/snapshot/http/send.ts";
import { S3Client } from "../../../lib/snapshot/s3/client.ts";
import { S3Store } from "../../../lib/snapshot/s3/store.ts";
import { type RealServer, startSwift, swiftMissing } from "../servers/real_server.ts";
import { keysIn, storeContract, type Subject } from "./contract.ts";

let server: Promise<RealServer> | null = null;
let buckets = 0;
const signal = new AbortController().signal;
const missing = swiftMissing();

interface Wish {
  access_key?: string;
  secret_key?: string;
  region?: string;
  send?: Send;
}

/** A bucket that nobody has used, and clients of it. */
async function newBucket(): Promise<(wish?: Wish) => S3Store> {
  const { ready } = await (server ??= startSwift());
  const bucket = `copies-${++buckets}`;
  const client = ({ send, ...wish }: Wish = {}): S3Client => {
    const { access_key = "", secret_key = "", region = "", endpoint = "" } = { ...ready, ...wish };
    const credentials = fixed({ accessKeyId: access_key, secretAccessKey: secret_key });
    const options = { bucket, region, endpoint, credentials, clock: systemClock, redact: String };
    return new S3Client({ ...options, send: send ?? sender({ clock: systemClock }) });
  };
  await client().call({ doing: "make a bucket", method: "PUT", signal });
  const location = `s3://${bucket}/some/prefix`;
  return (wish) => new S3Store({ client: client(wish), location, prefix: "some/prefix", pageSize: 2 });
}

async function subject(): Promise<Subject> {
  const again = await newBucket();
  return { store: again(), again, [Symbol.asyncDispose]: () => Promise.resolve() };
}

storeContract("S3 (Swift)", subject, {
  locks: false,
  missing,
  start: async () => void await (server ??= startSwift()),
});

const NOTE = new TextEncoder().encode("note");
const leftOut = missing === null ? "" : ` (left out: ${missing})`;

Deno.test({
  name: `S3 (Swift): wrong keys are refused, whatever is wrong with them, and nothing is left${leftOut}`,
  ignore: missing !== null,
  fn: async () => {
    const open = await newBucket();
    for (
      const wish of [{ secret_key: "wrong" }, { access_key: "test:nobody" }, { access_key: "test:limited" }]
    ) {
      await assertRejects(() => open(wish).putIfAbsent("a.json", NOTE, { signal }), DeniedError);
    }
    const error = await assertRejects(
      () => open({ region: "eu-west-9" }).putIfAbsent("a.json", NOTE, { signal }),
      RefusedError,
    );
    assertEquals(error.hint?.includes("AWS_REGION"), true);
    assertEquals(await keysIn(open()), []);
  },
});

Deno.test({
  name: `S3 (Swift): a byte that is flipped on the way is noticed by the store${leftOut}`,
  ignore: missing !== null,
  fn: async () => {
    const open = await newBucket(), send = sender({ clock: systemClock });
    const flipping: Send = (request) => {
      const body = request.method === "PUT" ? request.body?.slice() : undefined;
      if (body?.[0] !== undefined) body[0] ^= 1;
      return send({ ...request, ...(body && { body }) });
    };
    const store = open({ send: flipping });
    await assertRejects(() => store.putIfAbsent("a.json", NOTE, { signal }), DamagedError);
    const upload = await store.beginUpload("b.db", { partBytes: 5 * 1024 * 1024, signal });
    await assertRejects(() => store.putPart(upload, { number: 1, bytes: NOTE }, { signal }), DamagedError);
    assertEquals(await keysIn(open()), []);
  },
});

Deno.test({
  name: `S3 (Swift): the server ends${leftOut}`,
  ignore: missing !== null,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => await (await server)?.[Symbol.asyncDispose](),
});
