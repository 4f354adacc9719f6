import { systemClock } from "../../lib/base/clock.ts";
import type { ExtractOptions } from "../../lib/extract/options.ts";
import { type ExtractDeps, runExtract } from "../../lib/extract/run.ts";
import type { ExtractSummary, TypeSummary } from "../../lib/extract/summary.ts";
import { connect } from "../../lib/looker/connect.ts";
import { CONTENT_TYPES, TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { CANONICAL_FORMS } from "../../lib/looker/equality.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { type Sim, type SimOptions, startSim } from "../sim/mod.ts";

/** A vault in a directory of its own, and extractions of a simulator into it, without a process. */
export interface Backup extends AsyncDisposable {
  path: string;
  run(options: Partial<ExtractOptions>, deps?: Partial<ExtractDeps>): Promise<ExtractSummary>;
}

/** A place for backups of `sim`. */
export async function backup(sim: Sim): Promise<Backup> {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-test-" });
  const path = `${directory}/vault.db`;
  return {
    path,
    async run(options, deps = {}): Promise<ExtractSummary> {
      const clock = systemClock;
      using vault = openVaultForWriting(path, { clock, types: TYPE_CODES, forms: CANONICAL_FORMS });
      await using connection = connect({
        baseUrl: sim.url,
        clientId: sim.options.clientId,
        clientSecret: sim.options.clientSecret,
        timeoutSeconds: 60,
        workers: 8,
        maxRetries: 2,
      }, { clock, backoff: { minTimeout: 1, maxTimeout: 2, multiplier: 1, jitter: 0 } });
      return await runExtract({
        types: CONTENT_TYPES,
        workers: 8,
        batchSize: 100,
        maxRetries: 2,
        folders: [],
        recursive: false,
        noTrash: false,
        noUserValues: true,
        acceptDeletions: false,
        incremental: false,
        ...options,
      }, {
        connection,
        vault,
        clock,
        sink: () => {},
        signal: new AbortController().signal,
        lookervaultVersion: "test",
        hostUser: null,
        ...deps,
      });
    },
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}

/** How an instance is changed before it is backed up. */
export type Prepare = (sim: Sim) => unknown;

const UNCHANGED: Prepare = () => {};
/** By the change before the backup and by its options: where an instance was backed up, and the vault. */
const PREPARED = new Map<Prepare, Map<string, { port: number; vault: Uint8Array }>>();

/**
 * An instance and a backup of it. Made once in a process for the same options: the next time the same instance answers
 * at the same address, and the vault is a copy. Requests of the backup are in no log then. `prepare` is done before the
 * backup. It is done each time, and must make the same of the same instance.
 */
export async function backedUp(
  options: Omit<SimOptions, "now" | "port">,
  { run = {}, deps = {}, prepare = UNCHANGED }: {
    run?: Partial<ExtractOptions>;
    deps?: Partial<ExtractDeps>;
    prepare?: Prepare | undefined;
  } = {},
): Promise<{ sim: Sim; vault: Backup }> {
  const prepared = PREPARED.getOrInsertComputed(prepare, () => new Map());
  const key = JSON.stringify([options, run]), known = prepared.get(key);
  const same = known === undefined ? null : startAt(known.port, options);
  const sim = same ?? startSim(options), vault = await backup(sim);
  await prepare(sim);
  if (known !== undefined && same !== null) await Deno.writeFile(vault.path, known.vault, { mode: 0o600 });
  else {
    await vault.run(run, deps);
    prepared.set(key, { port: Number(new URL(sim.url).port), vault: await Deno.readFile(vault.path) });
  }
  return { sim, vault };
}

/** A simulator at a port; null where something else answers there by now. */
function startAt(port: number, options: SimOptions): Sim | null {
  try {
    return startSim({ ...options, port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return null;
    throw error;
  }
}

/** A type's line of a summary. */
export function line(summary: ExtractSummary, type: string): TypeSummary {
  const found = summary.types.find((one) => one.type === type);
  if (found === undefined) throw new Error(`The summary has no ${type}`);
  return found;
}
