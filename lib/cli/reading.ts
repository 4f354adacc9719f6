/**
 * How a command begins that only reads the vault.
 *
 * @module
 */
import { sessionConfig } from "./connection.ts";
import type { CommandContext } from "./command_context.ts";

/**
 * Gives up the network, and writing but for `files`, before anything of the vault is read. Gives the vault's path.
 *
 * @throws {UsageError} when the configuration cannot be read.
 */
export async function onlyReading(context: CommandContext, files: readonly string[] = []): Promise<string> {
  context.goOffline();
  const { db } = sessionConfig(context);
  await context.endWriting({ hold: db, files });
  return db;
}
