/**
 * Downloads a snapshot. Writes it to a file next to its final path. The file moves to the final path only when it is
 * complete.
 *
 * @module
 */
import { vaultError } from "../vault/errors.ts";
import { checkPlace, lstat } from "../vault/place.ts";
import { checkHeader } from "../vault/header.ts";
import type { Copy } from "./catalog.ts";
import type { Store } from "./store.ts";
import { unpacked, type UnpackOptions } from "./unpack.ts";

/** A snapshot that was downloaded. Disposing deletes the file, unless it was moved. */
export interface PulledCopy extends Disposable {
  readonly path: string;
}

/**
 * Writes the content of a snapshot to `PLACE.pull` (0600). If it throws, it leaves no file.
 *
 * @throws {CopyDamagedError} {@linkcode WrongKeyError} {@linkcode StoreError}
 * @throws {VaultNewerError} if a newer lookervault wrote the vault
 */
export async function pullBeside(
  place: string,
  { store, copy, ...options }: UnpackOptions & { store: Store; copy: Copy },
): Promise<PulledCopy> {
  checkPlace(place);
  const path = `${place}.pull`;
  removePulled(path);
  try {
    await write(path, unpacked(store, copy, options));
    const there = checkPlace(path);
    if (there !== null) checkHeader(path, there);
  } catch (error) {
    removePulled(path);
    throw vaultError(error, "write next to", place);
  }
  return { path, [Symbol.dispose]: () => removePulled(path) };
}

async function write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
  }
  await file.sync();
}

/** Removes the downloaded file, and the files next to it that a killed process may have left. */
function removePulled(path: string): void {
  for (const name of [path, `${path}-wal`, `${path}-shm`, `${path}.lock`]) {
    if (lstat(name) !== null) Deno.removeSync(name);
  }
}
