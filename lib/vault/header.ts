/**
 * Looks at a file's first bytes before SQLite does, so that a file of another program is never touched.
 *
 * @module
 */
import { VaultError } from "./errors.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";

const MAGIC = "SQLite format 3\0";

/**
 * Checks that the file is a vault of this or an older schema, and not cut short.
 *
 * @throws {VaultError} saying what else it is.
 */
export function checkHeader(path: string): void {
  const size = Deno.statSync(path).size;
  if (size === 0) {
    throw new VaultError(`Cannot open the vault ${path}: the file is empty`, {
      hint: "Delete the empty file, then run `lookervault extract`; or point --db at the right one.",
    });
  }
  const header = new Uint8Array(100);
  using file = Deno.openSync(path, { read: true });
  const read = file.readSync(header) ?? 0;
  if (read < 100 || new TextDecoder().decode(header.subarray(0, 16)) !== MAGIC) {
    throw foreign(path, "it is not a SQLite database");
  }
  const view = new DataView(header.buffer);
  if (view.getUint32(68) !== APPLICATION_ID) throw foreign(path, "it is a database of another program");
  const version = view.getUint32(60);
  if (version > SCHEMA_VERSION) {
    throw new VaultError(
      `Cannot open the vault ${path}: it has schema ${version}, and this lookervault knows up to ${SCHEMA_VERSION}`,
      { hint: "Use the newer lookervault that wrote it." },
    );
  }
  const pageSize = view.getUint16(16) === 1 ? 65536 : view.getUint16(16);
  const promised = view.getUint32(28) * pageSize;
  if (size < promised && !hasWal(path)) {
    throw new VaultError(
      `Cannot open the vault ${path}: the file is cut short (${size} of ${promised} bytes)`,
      {
        hint: "Take an older copy of the file; nothing was changed.",
      },
    );
  }
}

function hasWal(path: string): boolean {
  try {
    return Deno.statSync(`${path}-wal`).size > 0;
  } catch {
    return false;
  }
}

function foreign(path: string, why: string): VaultError {
  return new VaultError(`Cannot open the vault ${path}: ${why}`, {
    hint: "Point --db at a file that lookervault made. This one was not touched.",
  });
}
