/**
 * Writes the files of a directory. Each file is written under a temporary name and synced to the disk before it gets
 * its final name.
 *
 * @module
 */
import { dirname, join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { digestsOf } from "../digests.ts";
import {
  AlreadyThereError,
  DamagedError,
  LockUnavailableError,
  NotFoundError,
  RefusedError,
} from "../errors.ts";
import type { CallOptions, PutOptions, StoredObject, Upload, UploadedPart, WholeDigests } from "../store.ts";
import type { Paths } from "./paths.ts";
import { isThere, placeIfAbsent, syncDirectory } from "./place.ts";
import { digestFile, fileInfo, timeOf } from "./read.ts";

/** The reason why locks are not available. */
export const NO_LOCK = "a directory has no locks: whoever can write to it can delete from it";

/** Options of {@linkcode DirectoryWriter}. */
export interface WriterOptions {
  clock: Clock;
  /** Creates a hard link to a file. */
  link: (from: string, to: string) => Promise<void>;
}

/** Writes the objects of one directory. */
export class DirectoryWriter {
  /** Whether the disk supports hard links. True until a write shows otherwise. */
  links = true;

  constructor(private readonly paths: Paths, private readonly options: WriterOptions) {}

  /** See `Store`. */
  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    return this.paths.doing("write", () => this.paths.of(key), async () => {
      const upload = await this.begun(key, options);
      const temporary = this.paths.part(upload);
      try {
        await writeAt(temporary, 0, bytes, { end: true });
        return await this.placed(upload, digestsOf(bytes), options.signal);
      } catch (error) {
        await Deno.remove(temporary).catch(() => {});
        throw error;
      }
    });
  }

  /** See `Store`. */
  beginUpload(key: string, { partBytes, ...options }: PutOptions & { partBytes: number }): Promise<Upload> {
    return this.paths.doing("write", () => this.paths.of(key), async (path) => {
      if (await isThere(path)) throw taken(path);
      return { ...await this.begun(key, options), partBytes };
    });
  }

  private async begun(key: string, { lockUntil, signal }: PutOptions): Promise<Pick<Upload, "key" | "id">> {
    signal.throwIfAborted();
    if (lockUntil !== undefined) {
      throw new LockUnavailableError(`Cannot lock ${this.paths.of(key)}: ${NO_LOCK}`, {
        hint: "Remove --lock, or push to a store that locks objects: S3, Google Cloud Storage or Azure.",
      });
    }
    await this.makeDirectories(key);
    const upload = { key, id: crypto.randomUUID().replaceAll("-", "") };
    (await Deno.open(this.paths.part(upload), { write: true, createNew: true, mode: 0o600 })).close();
    return upload;
  }

  /** Creates missing directories, including the root, but not the root's parent, which may be an unmounted share. */
  private async makeDirectories(key: string): Promise<void> {
    let path = this.paths.root;
    for (const name of ["", ...dirname(key).split("/")]) {
      path = join(path, name);
      try {
        await Deno.mkdir(path, { mode: 0o700 });
        await syncDirectory(dirname(path));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) {
          throw new NotFoundError(`Cannot create the directory ${path}: ${dirname(path)} does not exist`, {
            cause: error,
            hint: "Create it first. If it is on a share, mount the share.",
          });
        }
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
  }

  /** Returns only parts of full size, because the last bytes of a file may be a truncated part. */
  uploadedParts(upload: Upload, { signal }: CallOptions): Promise<UploadedPart[]> {
    return this.paths.doing("read", () => this.paths.part(upload), async (path) => {
      const parts: UploadedPart[] = [];
      await digestFile(path, {
        signal,
        partBytes: upload.partBytes,
        onPart: ({ bytes, md5 }) => parts.push({ number: parts.length + 1, bytes, md5, tag: "" }),
      });
      return parts;
    });
  }

  /** See `Store`. */
  putPart(
    upload: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    { signal }: CallOptions,
  ): Promise<UploadedPart> {
    return this.paths.doing("write", () => this.paths.part(upload), async (path) => {
      signal.throwIfAborted();
      const at = (number - 1) * upload.partBytes;
      if ((await Deno.lstat(path)).size < at) {
        throw new RefusedError(
          `Cannot write part ${number} of ${this.paths.of(upload.key)}: a part before it is missing`,
        );
      }
      await writeAt(path, at, bytes, { end: bytes.length < upload.partBytes });
      return { number, bytes: bytes.length, md5: null, tag: "" };
    });
  }

  /** See `Store`. */
  completeUpload(
    upload: Upload,
    _parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    return this.paths.doing("write", () => this.paths.of(upload.key), async (path) => {
      const temporary = this.paths.part(upload);
      if (!await isThere(temporary)) return await this.existing(path, upload, whole, signal);
      const { bytes, sha256 } = await digestFile(temporary, { signal });
      if (bytes === whole.bytes && sha256 === whole.sha256) return await this.placed(upload, whole, signal);
      await Deno.remove(temporary);
      throw new DamagedError(
        `Cannot finish ${path}: the bytes on the disk differ from those that were written`,
        {
          retryable: false,
          hint: "Rerun the command. If it happens again, check the disk.",
        },
      );
    });
  }

  /** Moves a finished file to its final name. */
  private async placed(
    upload: Pick<Upload, "key" | "id">,
    whole: WholeDigests,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    const path = this.paths.of(upload.key), temporary = this.paths.part(upload);
    const placed = await placeIfAbsent(temporary, path, {
      clock: this.options.clock,
      link: (from, to) => this.link(from, to),
    });
    if (!placed) await Deno.remove(temporary);
    return await this.existing(path, upload, whole, signal, placed);
  }

  /** Returns the object at the path if it has the expected content. @throws {AlreadyThereError} otherwise */
  private async existing(
    path: string,
    { key }: Pick<Upload, "key">,
    whole: WholeDigests,
    signal: AbortSignal,
    ours = false,
  ): Promise<StoredObject> {
    const { size, mtime } = await fileInfo(path);
    if (!ours && (size !== whole.bytes || (await digestFile(path, { signal })).sha256 !== whole.sha256)) {
      throw taken(path);
    }
    return { key, bytes: size, modifiedAt: timeOf(mtime), md5: whole.md5, lockedUntil: null };
  }

  private async link(from: string, to: string): Promise<void> {
    try {
      await this.options.link(from, to);
    } catch (error) {
      const isTaken = error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotFound;
      this.links &&= isTaken;
      throw error;
    }
  }
}

function taken(path: string): AlreadyThereError {
  return new AlreadyThereError(`Cannot write ${path}: a file with that name exists`, {
    hint: "Rerun the command: a new snapshot has a new name. Nothing was overwritten.",
  });
}

/** Writes bytes at a position of a file and syncs them to the disk. With `end`, truncates the file after them. */
async function writeAt(
  path: string,
  at: number,
  bytes: Uint8Array,
  { end }: { end: boolean },
): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.seek(at, Deno.SeekMode.Start);
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  if (end) await file.truncate(at + bytes.length);
  await file.sync();
}
