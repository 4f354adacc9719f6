/**
 * The state from which an interrupted push resumes: a small file next to its spool, which is always replaced
 * atomically.
 *
 * @module
 */
import * as v from "valibot";
import { lstat } from "../vault/place.ts";
import type { Sum } from "./manifest.ts";
import type { Upload, WholeDigests } from "./store.ts";

/** Facts about the vault at the time of the snapshot. */
export interface CopyFacts {
  /** The instance's address. */
  instance: string;
  schema: number;
  items: number;
  session: string | null;
  plain: Sum;
  recipients: number;
  /** Identifies the content of the vault, to detect later changes. */
  state: string;
}

/** The state of a push. */
export interface PushState {
  format: 1;
  /** The location of the store, to recognize the same store. */
  location: string;
  /** The folder and timestamp of the snapshot in the store. */
  folder: string;
  stamp: string;
  /** The key of the snapshot's object. */
  key: string;
  /** Null before the upload has started. The upload of Google is a secret. */
  upload: Upload | null;
  /** The content of the spool; null while it is being written. */
  copy: { facts: CopyFacts; stored: WholeDigests } | null;
}

const TEXT = v.pipe(v.string(), v.maxLength(10_000)),
  COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const SUM = v.object({ bytes: COUNT, sha256: TEXT });

const STATE = v.object({
  format: v.literal(1),
  location: TEXT,
  folder: TEXT,
  stamp: TEXT,
  key: TEXT,
  upload: v.nullable(
    v.object({ key: TEXT, id: TEXT, partBytes: COUNT, lockUntil: v.exactOptional(TEXT) }),
  ),
  copy: v.nullable(v.object({
    facts: v.object({
      instance: TEXT,
      schema: COUNT,
      items: COUNT,
      session: v.nullable(TEXT),
      plain: SUM,
      recipients: COUNT,
      state: TEXT,
    }),
    stored: v.object({ bytes: COUNT, sha256: TEXT, md5: TEXT }),
  })),
});

/**
 * Reads the state of an interrupted push. Returns null if there is none or if it cannot be read. In that case, the push
 * starts from the beginning.
 */
export function readPushState(path: string): PushState | null {
  if (lstat(path) === null) return null;
  try {
    const result = v.safeParse(STATE, JSON.parse(Deno.readTextFileSync(path)));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** Writes the state. After a power failure, the file contains either the former or the new state. */
export function writePushState(path: string, state: PushState): void {
  const beside = `${path}.new`;
  if (lstat(beside) !== null) Deno.removeSync(beside);
  {
    using file = Deno.openSync(beside, { createNew: true, write: true, mode: 0o600 });
    const bytes = new TextEncoder().encode(`${JSON.stringify(state)}\n`);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    file.syncSync();
  }
  Deno.renameSync(beside, path);
}
