/**
 * How a command begins that only reads the vault.
 *
 * @module
 */
import { sessionConfig } from "./connection.ts";
import type { Session } from "./session.ts";

/**
 * Gives up the network, and writing but for `files`, before anything of the vault is read. Gives the vault's path.
 *
 * @throws {UsageError} when the configuration cannot be read.
 */
export async function onlyReading(session: Session, files: readonly string[] = []): Promise<string> {
  session.goOffline();
  const { db } = sessionConfig(session);
  await session.endWriting({ hold: db, files });
  return db;
}
