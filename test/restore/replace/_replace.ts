import { systemClock } from "../../../lib/base/clock.ts";
import { queriesById } from "../../../lib/inspect/search/queries_by_id.ts";
import { replaceableItems } from "../../../lib/inspect/search/replaceable.ts";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { NO_MAPPING, type UseMapping } from "../../../lib/looker/uses/mapping.ts";
import { liveSource } from "../../../lib/restore/replace/mapped_source.ts";
import { vaultSource } from "../../../lib/restore/plan/source.ts";
import type { RestoreSummary } from "../../../lib/restore/restore_summary.ts";
import { ApiReader } from "../../../lib/live/reader.ts";
import { connect } from "../../../lib/looker/connect.ts";
import { openVaultForReading } from "../../../lib/vault/open.ts";
import type { NormalForm, Sim } from "../../sim/mod.ts";
import { restore, type RestoreCase } from "../_in_process.ts";

/** Options of a replacement, with the items that a vault's index names, and what Looker tells of queries. */
export async function replaceOptions(
  path: string,
  sim: Sim,
  mapping: UseMapping,
): Promise<NonNullable<RestoreCase["options"]>> {
  using vault = openVaultForReading(path);
  using searcher = new Searcher(vault);
  await using connection = connect({
    baseUrl: sim.url,
    clientId: sim.options.clientId,
    clientSecret: sim.options.clientSecret,
    timeoutSeconds: 60,
    workers: 4,
    maxRetries: 2,
  }, { clock: systemClock });
  const { queries } = await queriesById(searcher, {
    mapping,
    workers: 4,
    reader: new ApiReader(connection.client, { signal: new AbortController().signal }),
    say: () => {},
  });
  const { items } = replaceableItems(searcher, mapping, { folders: [], owners: [], types: [] }, queries);
  return { scope: { kind: "items", items }, mapping, live: true };
}

/** Replaces names in an instance, by what a vault's index says of it. */
export async function replace(
  path: string,
  sim: Sim,
  { options, ...given }: RestoreCase & { options: NonNullable<RestoreCase["options"]> },
): Promise<RestoreSummary> {
  using vault = openVaultForReading(path);
  const held = vaultSource(vault, vault.meta("instance") ?? "", null);
  const source = liveSource(held, options.mapping ?? NO_MAPPING);
  return await restore(path, sim, { ...given, options, request: { command: "replace", source } });
}

/** An instance's form with a name replaced in its text, where it stands alone; trash as it is. */
export function withName(form: NormalForm, from: RegExp, to: string): NormalForm {
  const types = Object.entries(form).map(([type, items]) => [
    type,
    Object.fromEntries(
      Object.entries(items).map(([name, item]) =>
        name.includes("(trash)") ? [name, item] : [name, JSON.parse(JSON.stringify(item).replace(from, to))]
      ),
    ),
  ]);
  return Object.fromEntries(types);
}
