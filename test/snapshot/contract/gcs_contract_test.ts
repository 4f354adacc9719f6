import { systemClock } from "../../../lib/base/clock.ts";
import { createRedactor } from "../../../lib/base/redactor.ts";
import { fixed } from "../../../lib/snapshot/credentials/lease.ts";
import { GcsClient } from "../../../lib/snapshot/gcs/client.ts";
import { GcsStore } from "../../../lib/snapshot/gcs/store.ts";
import { sender } from "../../../lib/snapshot/http/send.ts";
import { GcsStub, type GcsStubOptions } from "../servers/gcs_stub.ts";
import { storeContract, type Subject } from "./contract.ts";

async function subject(options: GcsStubOptions): Promise<Subject> {
  const stub = await Promise.resolve(new GcsStub(options)), credentials = fixed(stub.token());
  const again = (): GcsStore =>
    new GcsStore({
      client: new GcsClient({
        bucket: "copies",
        endpoint: stub.url,
        credentials,
        send: sender({ clock: systemClock }),
        clock: systemClock,
        redactor: createRedactor(),
      }),
      location: "gs://copies/some/prefix",
      prefix: "some/prefix",
      pageSize: 2,
    });
  return { store: again(), again, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

storeContract("Google (stub)", () => subject({}), { locks: false });

storeContract(
  "Google with versions and retention (stub)",
  () => subject({ versioning: true, objectRetention: true }),
  {
    locks: true,
    sizes: [1],
  },
);
