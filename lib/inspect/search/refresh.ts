/**
 * Updates the index of a vault, if it has one, after a run stored something.
 *
 * @module
 */
import { type IndexNote, refreshIndex } from "../../vault/index/open.ts";
import type { Vault } from "../../vault/vault.ts";
import { DESCRIBE_RULES, describer } from "./describe.ts";
import { ownHosts } from "./own_hosts.ts";

/** Updates it and says what happened to it; null if there is none. @throws {VaultError} where it may not be opened. */
export function refreshSearch(vault: Vault): IndexNote | null {
  return refreshIndex(vault, { describe: describer(ownHosts(vault)), rules: DESCRIBE_RULES });
}
