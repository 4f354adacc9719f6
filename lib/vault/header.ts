/**
 * Checks a file's first bytes before SQLite opens it, so that a file of another program is never changed.
 *
 * @module
 */
import { count, counted } from "../base/counted.ts";
import { notAFile, VaultError } from "./errors.ts";
import { fileSize } from "./file_size.ts";
import { newerSchema } from "./migrate.ts";
import { type FileIdentity, isSame } from "./place.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";

const MAGIC = "SQLite format 3\0";

/** The header's value for texts in UTF-8. */
const UTF_8 = 1;

/**
 * Checks that the file is the expected one, is a vault of this or an older schema, and is not truncated.
 *
 * @throws {VaultError} that says what the file is instead.
 * @throws {VaultNewerError} if a newer lookervault wrote the vault.
 */
export function checkHeader(path: string, expected: FileIdentity): void {
  using file = Deno.openSync(path, { read: true });
  const { size, isFile, dev, ino } = file.statSync();
  if (!isFile || !isSame({ dev, ino }, expected)) throw notAFile(path);
  if (size === 0) {
    throw new VaultError(`Cannot open the vault ${path}: the file is empty`, {
      hint: "Delete the empty file, then run `lookervault extract`; or point --db at the right file.",
    });
  }
  const header = new Uint8Array(100);
  const read = file.readSync(header) ?? 0;
  if (read < 100 || new TextDecoder().decode(header.subarray(0, 16)) !== MAGIC) {
    throw foreign(path, "it is not a SQLite database");
  }
  const view = new DataView(header.buffer);
  if (view.getUint32(68) !== APPLICATION_ID) throw foreign(path, "it is a database of another program");
  const version = view.getUint32(60);
  if (version === 0) throw foreign(path, "it has no schema version");
  if (version > SCHEMA_VERSION) throw newerSchema(path, version, SCHEMA_VERSION);
  if (view.getUint32(56) !== UTF_8) throw foreign(path, "its texts are not in UTF-8");
  const pageSize = view.getUint16(16) === 1 ? 65536 : view.getUint16(16);
  const promised = view.getUint32(28) * pageSize;
  // A checkpoint that was killed may leave the file shorter than page 1 states. The log still has the rest.
  if (size < promised && (fileSize(`${path}-wal`) ?? 0) === 0) {
    throw new VaultError(
      `Cannot open the vault ${path}: the file is truncated (${count(size)} of ${counted(promised, "byte")})`,
      {
        hint: "Use an older copy of the file. Nothing was changed.",
      },
    );
  }
}

function foreign(path: string, why: string): VaultError {
  return new VaultError(`Cannot open the vault ${path}: ${why}`, {
    hint: "Point --db at a vault of lookervault. This file was not changed.",
  });
}
