/**
 * The commands that ask the index: open the vault for reading and its index for as long as that takes, ask, close both.
 *
 * @module
 */
import type { ExitCode } from "../base/errors.ts";
import { Searcher } from "../inspect/search/searcher.ts";
import { indexFiles } from "../vault/index/file.ts";
import { openVaultForReading } from "../vault/open.ts";
import type { CommandContext } from "./command_context.ts";
import { sessionConfig } from "./connection.ts";

/** More versions than that take some seconds, of which somebody should know. */
const MANY = 2000;

/**
 * Opens the configured vault and its index, makes or brings that up, gives up writing, and hands both to `use`.
 *
 * @throws {UsageError} when the configuration cannot be read.
 */
export async function searched(
  context: CommandContext,
  use: (searcher: Searcher) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  context.goOffline();
  const { db } = sessionConfig(context);
  await context.endWriting({ hold: db, files: indexFiles(db) });
  using vault = openVaultForReading(db);
  let told = false;
  using searcher = new Searcher(vault, {
    progress(_done, total) {
      if (told || total < MANY) return;
      told = true;
      context.log.info(`Indexing ${total} versions, once: later searches take a moment.`);
    },
    noted(note) {
      if (note !== "in memory") return;
      context.log.warning(`Nothing can be written beside ${db}: the index is made anew for each search`);
    },
  });
  await context.endWriting();
  return await use(searcher);
}
