/**
 * Stores snapshots in a directory, which can be on a mounted share. Files have mode 0600, directories 0700. A file gets
 * its name only when it is complete and synced to the disk. Until then, it is in the same directory as `.NAME.ID.part`.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { NotFoundError, RefusedError } from "../errors.ts";
import {
  type Abilities,
  type CallOptions,
  type GetOptions,
  keyProblem,
  type ObjectBody,
  type ObjectRef,
  type PutOptions,
  type Store,
  type StoredObject,
  type StoreFacts,
  type UnfinishedUpload,
  type Upload,
  type UploadedPart,
  type WholeDigests,
} from "../store.ts";
import { fileFailure } from "./failure.ts";
import { isPartFile, Paths, uploadOf } from "./paths.ts";
import { removeIfThere, syncDirectory } from "./place.ts";
import { fileInfo, filesBelow, fileStream, timeOf } from "./read.ts";
import { DirectoryWriter, NO_LOCK } from "./writer.ts";

/** Options of {@linkcode DirectoryStore}. */
export interface DirectoryOptions {
  clock: Clock;
  /** Creates a hard link to a file: `Deno.link`. */
  link?: (from: string, to: string) => Promise<void>;
}

const MIB = 1024 * 1024;

/** A directory as a store. */
export class DirectoryStore implements Store {
  readonly location: string;
  readonly abilities: Abilities = {
    partsInOrder: true,
    partBytes: { least: MIB, most: 1024 * MIB, multipleOf: 1 },
    mostParts: 1_000_000,
    listsUploads: true,
  };
  private readonly paths: Paths;
  private readonly writer: DirectoryWriter;

  constructor(root: string, { clock, link = Deno.link }: DirectoryOptions) {
    this.location = root;
    this.paths = new Paths(root);
    this.writer = new DirectoryWriter(this.paths, { clock, link });
  }

  /**
   * Returns the facts about the directory. The first write creates a missing directory, so only a missing parent is an
   * error.
   */
  facts(_options: CallOptions): Promise<StoreFacts> {
    return this.paths.doing("check", () => this.paths.root, async (root) => {
      const { isDirectory } = await Deno.stat(root).catch((error) => {
        if (error instanceof Deno.errors.NotFound) return Deno.stat(dirname(root));
        throw error;
      });
      if (!isDirectory) throw new RefusedError(`Cannot use ${root}: it is not a directory`);
      return { lock: "no", why: NO_LOCK, versions: false, atomicPut: this.writer.links };
    });
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    return this.writer.putIfAbsent(key, bytes, options);
  }

  beginUpload(key: string, options: PutOptions & { partBytes: number }): Promise<Upload> {
    return this.writer.beginUpload(key, options);
  }

  uploadedParts(upload: Upload, options: CallOptions): Promise<UploadedPart[]> {
    return this.writer.uploadedParts(upload, options);
  }

  putPart(
    upload: Upload,
    part: { number: number; bytes: Uint8Array<ArrayBuffer> },
    options: CallOptions,
  ): Promise<UploadedPart> {
    return this.writer.putPart(upload, part, options);
  }

  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    options: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    return this.writer.completeUpload(upload, parts, options);
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const chosen = (name: string): boolean => !name.startsWith(".");
    try {
      for await (
        const { path, bytes, modifiedAt } of filesBelow(this.paths.root, prefix, { chosen, signal })
      ) {
        if (keyProblem(path) === null) yield { key: path, bytes, modifiedAt, md5: null, lockedUntil: null };
      }
    } catch (error) {
      throw fileFailure(error, "list", this.paths.root);
    }
  }

  stat({ key }: ObjectRef, _options: CallOptions): Promise<StoredObject> {
    return this.paths.doing("check", () => this.paths.of(key), async (path) => {
      const { size, mtime } = await fileInfo(path);
      return { key, bytes: size, modifiedAt: timeOf(mtime), md5: null, lockedUntil: null };
    });
  }

  get({ key }: ObjectRef, { range = { from: 0 }, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    return this.paths.doing("read", () => this.paths.of(key), async (path) => {
      await fileInfo(path);
      const file = await Deno.open(path);
      try {
        const { size, mtime, ino } = await file.stat();
        const tag = `${ino ?? 0}-${size}-${mtime?.getTime() ?? 0}`;
        if (ifTag !== undefined && ifTag !== tag) {
          throw new NotFoundError(`Cannot continue reading ${path}: the file has been replaced`);
        }
        const to = Math.min(range.to ?? size, size), from = Math.min(range.from, to);
        return { bytes: size, tag, stream: fileStream(file, { from, to, path, signal }) };
      } catch (error) {
        file.close();
        throw error;
      }
    });
  }

  abortUpload(upload: Pick<Upload, "key" | "id">, _options: CallOptions): Promise<boolean> {
    return this.paths.doing("remove", () => this.paths.part(upload), async (path) => {
      await removeIfThere(path);
      return true;
    });
  }

  async *unfinishedUploads(prefix: string, { signal }: CallOptions): AsyncIterable<UnfinishedUpload> {
    try {
      for await (
        const { path, modifiedAt } of filesBelow(this.paths.root, prefix, { chosen: isPartFile, signal })
      ) {
        yield { ...uploadOf(path), startedAt: modifiedAt };
      }
    } catch (error) {
      throw fileFailure(error, "list", this.paths.root);
    }
  }

  remove({ key }: ObjectRef, _options: CallOptions): Promise<void> {
    return this.paths.doing("remove", () => this.paths.of(key), async (path) => {
      await removeIfThere(path);
      await syncDirectory(dirname(path));
    });
  }
}
