import { systemClock } from "../../lib/base/clock.ts";
import type { ExtractOptions } from "../../lib/extract/options.ts";
import { type ExtractDeps, runExtract } from "../../lib/extract/run.ts";
import type { ExtractSummary, TypeSummary } from "../../lib/extract/summary.ts";
import { connect } from "../../lib/looker/connect.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import type { Sim } from "../sim/mod.ts";

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
      using vault = openVaultForWriting(path, { clock, types: CONTENT_TYPES });
      await using connection = connect({
        baseUrl: sim.url,
        clientId: sim.options.clientId,
        clientSecret: sim.options.clientSecret,
        timeoutSeconds: 5,
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

/** A type's line of a summary. */
export function line(summary: ExtractSummary, type: string): TypeSummary {
  const found = summary.types.find((one) => one.type === type);
  if (found === undefined) throw new Error(`The summary has no ${type}`);
  return found;
}
