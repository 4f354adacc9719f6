/**
 * The contract against OpenStack Swift's S3: a real server that checks signatures, digests and parts.
 *
 * @module
 */
import { systemClock } from "../../../lib/base/clock.ts";
import { fixed } from "../../../lib/snapshot/credentials/lease.ts";
import { sender } from "../../../lib/snapshot/http/send.ts";
import { S3Client } from "../../../lib/snapshot/s3/client.ts";
import { S3Store } from "../../../lib/snapshot/s3/store.ts";
import { type RealServer, startSwift, swiftMissing } from "../servers/real_server.ts";
import { storeContract, type Subject } from "./contract.ts";

let server: Promise<RealServer> | null = null;
let buckets = 0;
const signal = new AbortController().signal;

async function subject(): Promise<Subject> {
  const { ready } = await (server ??= startSwift());
  const bucket = `copies-${++buckets}`;
  const client = new S3Client({
    bucket,
    region: ready["region"] ?? "",
    endpoint: ready["endpoint"] ?? "",
    credentials: fixed({
      accessKeyId: ready["access_key"] ?? "",
      secretAccessKey: ready["secret_key"] ?? "",
    }),
    send: sender({ clock: systemClock }),
    clock: systemClock,
    redact: String,
  });
  await client.call({ doing: "make a bucket", method: "PUT", signal });
  const again = (): S3Store =>
    new S3Store({ client, location: `s3://${bucket}/some/prefix`, prefix: "some/prefix", pageSize: 2 });
  return { store: again(), again, [Symbol.asyncDispose]: () => Promise.resolve() };
}

storeContract("S3 (Swift)", subject, {
  locks: false,
  missing: swiftMissing(),
  start: async () => void await (server ??= startSwift()),
  end: async () => await (await server)?.[Symbol.asyncDispose](),
});
