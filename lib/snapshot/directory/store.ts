/**
 * Copies in a directory, which may be a mounted share. Files have mode 0600, directories 0700. A file gets its name when
 * it is whole and on the disk; until then it stands beside it as `.NAME.ID.part`.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { digestsOf } from "../digests.ts";
import {
  AlreadyThereError,
  DamagedError,
  LockUnavailableError,
  NotFoundError,
  RefusedError,
} from "../errors.ts";
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
import { isThere, placeIfAbsent, syncDirectory } from "./place.ts";
import { digestFile, filesBelow, fileStream } from "./read.ts";

/** Options of {@linkcode DirectoryStore}. */
export interface DirectoryOptions {
  clock: Clock;
  /** Makes a second name of a file: `Deno.link`. */
  link?: (from: string, to: string) => Promise<void>;
}

const MIB = 1024 * 1024;
const NO_LOCK = "A directory has no locks: who may write to it may delete from it.";
const PART_FILE = /^\.(.+)\.([0-9a-f]{32})\.part$/;

/** A directory as a store. */
export class DirectoryStore implements Store {
  readonly location: string;
  readonly abilities: Abilities = {
    partsInOrder: true,
    partBytes: { least: MIB, most: 1024 * MIB, multipleOf: 1 },
    mostParts: 1_000_000,
    listsUploads: true,
  };
  private readonly link: (from: string, to: string) => Promise<void>;

  constructor(private readonly root: string, private readonly options: DirectoryOptions) {
    this.location = root;
    this.link = options.link ?? Deno.link;
  }

  facts(_options: CallOptions): Promise<StoreFacts> {
    return this.doing("look at", () => this.root, async () => {
      const probe = join(this.root, `.${crypto.randomUUID()}.probe`), second = `${probe}2`;
      await Deno.writeFile(probe, new Uint8Array(), { createNew: true, mode: 0o600 });
      let atomicPut = false;
      try {
        await this.link(probe, second);
        atomicPut = true;
        await Deno.remove(second);
      } catch {
        // No second names there: `placeIfAbsent` has another way.
      }
      await Deno.remove(probe);
      return { lock: "no", why: NO_LOCK, versions: false, atomicPut };
    });
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncIterable<StoredObject> {
    const chosen = (name: string): boolean => !name.startsWith(".");
    try {
      for await (const { path, bytes, modifiedAt } of filesBelow(this.root, prefix, { chosen, signal })) {
        if (keyProblem(path) === null) yield { key: path, bytes, modifiedAt, md5: null, lockedUntil: null };
      }
    } catch (error) {
      throw fileFailure(error, "list", this.root);
    }
  }

  stat({ key }: ObjectRef, _options: CallOptions): Promise<StoredObject> {
    return this.doing("look at", () => this.path(key), async (path) => {
      const { size, mtime } = await fileInfo(path);
      return { key, bytes: size, modifiedAt: time(mtime), md5: null, lockedUntil: null };
    });
  }

  get({ key }: ObjectRef, { range = { from: 0 }, ifTag, signal }: GetOptions): Promise<ObjectBody> {
    return this.doing("read", () => this.path(key), async (path) => {
      await fileInfo(path);
      const file = await Deno.open(path);
      try {
        const { size, mtime, ino } = await file.stat();
        const tag = `${ino ?? 0}-${size}-${mtime?.getTime() ?? 0}`;
        if (ifTag !== undefined && ifTag !== tag) {
          throw new NotFoundError(`Cannot read on in ${path}: it is another file now`);
        }
        const to = Math.min(range.to ?? size, size), from = Math.min(range.from, to);
        return { bytes: size, tag, stream: fileStream(file, { from, to, path, signal }) };
      } catch (error) {
        file.close();
        throw error;
      }
    });
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    return this.doing("write", () => this.path(key), async () => {
      const upload = await this.begun(key, options);
      const temporary = this.partFile(upload);
      try {
        await writeAt(temporary, 0, bytes, { end: true });
        return await this.placed(upload, digestsOf(bytes), options.signal);
      } catch (error) {
        await Deno.remove(temporary).catch(() => {});
        throw error;
      }
    });
  }

  beginUpload(key: string, { partBytes, ...options }: PutOptions & { partBytes: number }): Promise<Upload> {
    return this.doing("write", () => this.path(key), async (path) => {
      if (await isThere(path)) throw taken(path);
      return { ...await this.begun(key, options), partBytes };
    });
  }

  private async begun(key: string, { lockUntil, signal }: PutOptions): Promise<Pick<Upload, "key" | "id">> {
    signal.throwIfAborted();
    if (lockUntil !== undefined) {
      throw new LockUnavailableError(`Cannot lock ${this.path(key)}: ${NO_LOCK}`, {
        hint: "Leave --lock out, or push to a store that locks: S3, Google Cloud Storage or Azure.",
      });
    }
    await this.makeDirectories(key);
    const upload = { key, id: crypto.randomUUID().replaceAll("-", "") };
    (await Deno.open(this.partFile(upload), { write: true, createNew: true, mode: 0o600 })).close();
    return upload;
  }

  /** Makes the root too, but not what it stands in: that may be a share that is not mounted. */
  private async makeDirectories(key: string): Promise<void> {
    let path = this.root;
    for (const name of ["", ...dirname(key).split("/")]) {
      path = join(path, name);
      try {
        await Deno.mkdir(path, { mode: 0o700 });
        await syncDirectory(dirname(path));
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
  }

  /** The last bytes of a file may be a part that was cut off: only what is surely whole is told. */
  uploadedParts(upload: Upload, { signal }: CallOptions): Promise<UploadedPart[]> {
    return this.doing("read", () => this.partFile(upload), async (path) => {
      const parts: UploadedPart[] = [];
      await digestFile(path, {
        signal,
        partBytes: upload.partBytes,
        onPart: ({ bytes, md5 }) => parts.push({ number: parts.length + 1, bytes, md5, tag: "" }),
      });
      return parts;
    });
  }

  putPart(
    upload: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    { signal }: CallOptions,
  ): Promise<UploadedPart> {
    return this.doing("write", () => this.partFile(upload), async (path) => {
      signal.throwIfAborted();
      const at = (number - 1) * upload.partBytes;
      if ((await Deno.lstat(path)).size < at) {
        throw new RefusedError(
          `Cannot write part ${number} of ${this.path(upload.key)}: one before it is missing`,
        );
      }
      await writeAt(path, at, bytes, { end: bytes.length < upload.partBytes });
      return { number, bytes: bytes.length, md5: null, tag: "" };
    });
  }

  completeUpload(
    upload: Upload,
    _parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    return this.doing("write", () => this.path(upload.key), async (path) => {
      const temporary = this.partFile(upload);
      if (!await isThere(temporary)) return await this.existing(path, upload, whole, signal);
      const { bytes, sha256 } = await digestFile(temporary, { signal });
      if (bytes === whole.bytes && sha256 === whole.sha256) return await this.placed(upload, whole, signal);
      await Deno.remove(temporary);
      throw new DamagedError(`Cannot finish ${path}: the disk holds other bytes than were written`, {
        retryable: false,
        hint: "Run the same command again; if it happens again, look at the disk.",
      });
    });
  }

  abortUpload(upload: Pick<Upload, "key" | "id">, _options: CallOptions): Promise<boolean> {
    return this.doing("remove", () => this.partFile(upload), async (path) => {
      await removeFile(path);
      return true;
    });
  }

  async *unfinishedUploads(prefix: string, { signal }: CallOptions): AsyncIterable<UnfinishedUpload> {
    const chosen = (name: string): boolean => PART_FILE.test(name);
    try {
      for await (const { path, modifiedAt } of filesBelow(this.root, prefix, { chosen, signal })) {
        const [, name = "", id = ""] = PART_FILE.exec(basename(path)) ?? [];
        const key = path.includes("/") ? `${dirname(path)}/${name}` : name;
        yield { key, id, startedAt: modifiedAt };
      }
    } catch (error) {
      throw fileFailure(error, "list", this.root);
    }
  }

  remove({ key }: ObjectRef, _options: CallOptions): Promise<void> {
    return this.doing("remove", () => this.path(key), async (path) => {
      await removeFile(path);
      await syncDirectory(dirname(path));
    });
  }

  /** Gives a finished file its name. */
  private async placed(
    upload: Pick<Upload, "key" | "id">,
    whole: WholeDigests,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    const path = this.path(upload.key), temporary = this.partFile(upload);
    const placed = await placeIfAbsent(temporary, path, { clock: this.options.clock, link: this.link });
    if (!placed) await Deno.remove(temporary);
    return await this.existing(path, upload, whole, signal, placed);
  }

  /** The object that stands there, when it is the one that was to be written. */
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
    return { key, bytes: size, modifiedAt: time(mtime), md5: whole.md5, lockedUntil: null };
  }

  private path(key: string): string {
    const wrong = keyProblem(key);
    if (wrong !== null) throw new RefusedError(`Cannot use the name ${JSON.stringify(key)}: ${wrong}`);
    return join(this.root, key);
  }

  private partFile({ key, id }: Pick<Upload, "key" | "id">): string {
    if (!/^[0-9a-f]{32}$/.test(id)) {
      throw new RefusedError(`Cannot go on with the upload of ${key}: it is not known`);
    }
    const path = this.path(key);
    return join(dirname(path), `.${basename(path)}.${id}.part`);
  }

  private async doing<T>(what: string, pathOf: () => string, work: (path: string) => Promise<T>): Promise<T> {
    const path = pathOf();
    try {
      return await work(path);
    } catch (error) {
      throw fileFailure(error, what, path);
    }
  }
}

function taken(path: string): AlreadyThereError {
  return new AlreadyThereError(`Cannot write ${path}: there is another file of that name`, {
    hint: "Nothing is overwritten. Run the same command again: a new copy has a new name.",
  });
}

/** Writes bytes at a place of a file and onto the disk; what is behind them is cut off at the file's `end`. */
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

async function fileInfo(path: string): Promise<Deno.FileInfo> {
  const info = await Deno.lstat(path);
  if (!info.isFile) throw new RefusedError(`Cannot use ${path}: it is not a file`);
  return info;
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function time(at: Date | null): string {
  return (at ?? new Date(0)).toISOString();
}
