/**
 * Opens the vault with its index, for the commands that search.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { messageOf } from "../base/errors.ts";
import type { Searcher } from "../inspect/search/searcher.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";
import { sessionConfig } from "./connection.ts";
import { readVault } from "./open_vault.ts";

/** Indexing more versions than this takes seconds, so a message is printed. */
const MANY = 2000;

/**
 * Opens the configured vault and its index. Creates or updates the index, gives up writing except to `files`, and
 * passes the searcher to `use`.
 *
 * @throws {UsageError} if the configuration cannot be read.
 */
export async function withSearcher<T>(
  context: CommandContext,
  use: (searcher: Searcher) => T | Promise<T>,
  { files = [] }: { files?: readonly string[] } = {},
): Promise<T> {
  const [{ Searcher }, { indexFiles }] = await Promise.all([
    import("../inspect/search/searcher.ts"),
    import("../vault/index/file.ts"),
  ]);
  context.goOffline();
  const config = await sessionConfig(context);
  return await readVault(context, { config, files: [...indexFiles(config.db), ...files] }, async (vault) => {
    let told = false;
    using searcher = new Searcher(vault, {
      progress(_done, total) {
        if (told || total < MANY) return;
        told = true;
        context.log.info(`Indexing ${counted(total, "version")}. Later searches are fast.`);
      },
      noted(note) {
        if (note !== "in memory") return;
        context.log.warning(
          `Cannot write an index next to ${config.db}: each search builds it again`,
        );
      },
    });
    await context.endWriting(files.length > 0 ? { files: [...files] } : {});
    return await use(searcher);
  });
}

/**
 * Updates the index after a run, so that its items can be found. An error of the index does not make the backup
 * incomplete.
 */
export async function bringUpIndex(context: CommandContext, vault: Vault): Promise<void> {
  try {
    (await import("../inspect/search/refresh.ts")).refreshSearch(vault);
  } catch (error) {
    context.log.warning(`The search index was not updated: ${messageOf(error)}`);
  }
}
