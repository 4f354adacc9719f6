/**
 * Updates the index of a vault, if it exists, after a run has stored something.
 *
 * @module
 */
import { type IndexNote, refreshIndex } from "../../vault/index/open.ts";
import type { Vault } from "../../vault/vault.ts";
import { DESCRIBE_RULES, describer } from "./describe.ts";
import { ownHosts } from "./own_hosts.ts";

/**
 * Updates the index and returns a note about it; null if there is no index. @throws {VaultError} if this process may
 * not open the index
 */
export function refreshSearch(vault: Vault): IndexNote | null {
  return refreshIndex(vault, { describe: describer(ownHosts(vault)), rules: DESCRIBE_RULES });
}
