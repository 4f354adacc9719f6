import { systemClock } from "../../../lib/base/clock.ts";
import { DirectoryStore } from "../../../lib/snapshot/directory/store.ts";
import { storeContract, type Subject } from "./contract.ts";

/** A directory that is not there yet. */
async function subject(link?: () => Promise<void>): Promise<Subject> {
  const parent = await Deno.makeTempDir({ prefix: "lookervault-store-" });
  const again = (): DirectoryStore =>
    new DirectoryStore(`${parent}/copies`, { clock: systemClock, ...(link && { link }) });
  await Deno.mkdir(`${parent}/copies`);
  return { store: again(), again, [Symbol.asyncDispose]: () => Deno.remove(parent, { recursive: true }) };
}

storeContract("directory", () => subject(), { locks: false });

storeContract(
  "share without second names",
  () => subject(() => Promise.reject(new Deno.errors.NotSupported("no links here"))),
  { locks: false, sizes: [1] },
);
