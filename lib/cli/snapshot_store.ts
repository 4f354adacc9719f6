/**
 * Opens the store of a command, with only the permissions that it needs, and with retries.
 *
 * @module
 */
import { hostKey } from "../base/address.ts";
import type { Config } from "../config/load.ts";
import { type Catalog, type Copy, readCatalog } from "../snapshot/catalog.ts";
import { retry } from "../snapshot/decorators/retry.ts";
import { instanceFolder } from "../snapshot/name.ts";
import { openStore, storeUrls } from "../snapshot/open_store.ts";
import { parseRef, resolveRef } from "../snapshot/ref.ts";
import type { Store } from "../snapshot/store.ts";
import { openVaultForReading } from "../vault/open.ts";
import { rememberedCopies } from "../vault/copied.ts";
import { fileSize } from "../vault/file_size.ts";
import { identitiesOf } from "../snapshot/identity.ts";
import { UsageError } from "../base/errors.ts";
import type { CommandContext } from "./command_context.ts";

/** A configuration with a destination for snapshots. */
export type PlacedConfig = Config & { snapshotDest: string };

/** Returns the addresses of a destination's store. */
export function urlsOf({ io }: CommandContext, config: PlacedConfig): string[] {
  const { snapshotDest: dest, snapshotEndpoint: endpoint } = config;
  return storeUrls(dest, { env: (name) => io.env(name), endpoint });
}

/** Opens the store. Gives up all other hosts, except the hosts of `also`, which are needed later. */
export async function openCopies(
  context: CommandContext,
  config: PlacedConfig,
  { also = [] }: { also?: readonly string[] } = {},
): Promise<Store> {
  const { io, clock, redactor, log } = context;
  const urls = [...urlsOf(context, config), ...also];
  if (urls.length === 0) context.goOffline();
  else context.keepHost(...urls);
  const store = await openStore(config.snapshotDest, {
    env: (name) => io.env(name),
    clock,
    redactor,
    endpoint: config.snapshotEndpoint,
  });
  return retry(store, {
    clock,
    onRetry: ({ method, key, error, waitMs }) =>
      log.verbose(
        `${method}${key === null ? "" : ` ${key}`}: ${error.message}; again in ${Math.ceil(waitMs / 1000)} s`,
      ),
  });
}

/**
 * Returns the folder whose snapshots are selected: of the configured instance, else of the vault's instance. Null for
 * all folders.
 */
export function folderOf({ baseUrl, db }: Config): string | null {
  if (baseUrl !== undefined) return instanceFolder(baseUrl);
  const instance = vaultInstance(db);
  return instance === null ? null : instanceFolder(instance);
}

/** Returns the instance of the vault, or null if there is none or the vault cannot be read. */
function vaultInstance(path: string): string | null {
  if ((fileSize(path) ?? 0) === 0) return null;
  try {
    using vault = openVaultForReading(path);
    const instance = vault.meta("instance");
    return instance !== null && hostKey(instance) !== null ? instance : null;
  } catch {
    // A damaged vault is a reason to look for snapshots.
    return null;
  }
}

/** Returns, by folder, the newest snapshot in a store that the vault has recorded. */
export function headsOf(path: string, { location }: Store): Map<string, { stamp: string; sha256: string }> {
  if (vaultInstance(path) === null) return new Map();
  using vault = openVaultForReading(path);
  return new Map(
    rememberedCopies(vault).filter((one) => one.location === location).map((one) => [one.folder, one]),
  );
}

/** Finds the snapshot that a reference names. @throws {UsageError} */
export async function findCopy(
  context: CommandContext,
  config: PlacedConfig,
  { store, ref }: { store: Store; ref: string },
): Promise<{ copy: Copy; index: number; catalog: Catalog }> {
  const parsed = parseRef(ref);
  const catalog = await readCatalog(store, { folder: folderOf(config), signal: context.signal });
  const copy = resolveRef(parsed, catalog.copies, store.location);
  return { copy, index: catalog.copies.indexOf(copy) + 1, catalog };
}

/** Returns the keys in the configured file, or none if no file is configured. @throws {UsageError} */
export function identities({ snapshotIdentity: path }: Config, { redactor }: CommandContext): string[] {
  if (path === undefined) return [];
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : "it cannot be read";
    throw new UsageError(`Cannot read the identity file ${path}: ${why}`, {
      hint: "Correct --identity, or LOOKERVAULT_IDENTITY_FILE.",
      cause: error,
    });
  }
  const found = identitiesOf(text, path);
  for (const one of found) redactor.add(one);
  return found;
}
