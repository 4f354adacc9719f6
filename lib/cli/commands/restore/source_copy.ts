/**
 * The source of `restore --from-snapshot`: a snapshot, downloaded next to the vault while the restore runs.
 *
 * @module
 */
import { sameAddress } from "../../../base/address.ts";
import { UsageError } from "../../../base/errors.ts";
import { CANONICAL_FORMS } from "../../../looker/equality.ts";
import { INSTANCE } from "../../../vault/instance.ts";
import { openVaultForReading } from "../../../vault/open.ts";
import type { Vault } from "../../../vault/vault.ts";
import { requirePlace } from "../snapshot/snapshot_flags.ts";
import { pulledCopy } from "../../snapshot_pull.ts";
import { findCopy, identities, openCopies } from "../../snapshot_store.ts";
import type { RestoreRequest } from "./restore_task.ts";

/** A snapshot that is downloaded and open. Disposing it removes its files. */
export interface SourceCopy extends Disposable {
  readonly vault: Vault;
  readonly stamp: string;
  /** The files that are removed at the end. */
  readonly files: readonly string[];
  /**
   * Checks that the vault with the journal is of the same instance as the snapshot. Stores the instance in a new vault.
   *
   * @throws {UsageError} if the instances differ.
   */
  checkJournal(journal: Vault, how: { dryRun: boolean }): void;
}

/** Downloads the requested snapshot. @throws {UsageError} if it does not exist. */
export async function openSourceCopy(
  { context, config: given, instance, to }: RestoreRequest,
  ref: string,
): Promise<SourceCopy> {
  const config = requirePlace(given), keys = identities(config, context);
  const store = await openCopies(context, config, { also: [instance.baseUrl] });
  // With --to, the configured instance is the target. The snapshots are of another: the vault's, or the only one.
  const selecting = to === undefined ? config : { ...config, baseUrl: undefined };
  const { copy } = await findCopy(context, selecting, { store, ref });
  const pulled = await pulledCopy(context, { store, copy, keys, beside: config.db });
  try {
    const vault = openVaultForReading(pulled.path, { forms: CANONICAL_FORMS });
    return {
      vault,
      stamp: copy.stamp,
      files: ["", "-wal", "-shm", ".lock"].map((ending) => pulled.path + ending),
      checkJournal(journal, { dryRun }): void {
        const own = journal.meta(INSTANCE);
        if (own !== null && !sameAddress(own, copy.instance)) {
          throw new UsageError(
            `Cannot restore from the snapshot ${copy.stamp}: it is a copy of ${copy.instance}, ` +
              `and the vault ${config.db} is a backup of ${own}`,
            { hint: "Give another vault for the journal, or a new file: --db FILE." },
          );
        }
        if (own !== null || dryRun) return;
        journal.withTransaction(() => journal.setMeta(INSTANCE, vault.meta(INSTANCE) ?? copy.instance));
      },
      [Symbol.dispose](): void {
        vault[Symbol.dispose]();
        pulled[Symbol.dispose]();
      },
    };
  } catch (error) {
    pulled[Symbol.dispose]();
    throw error;
  }
}
