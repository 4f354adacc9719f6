/**
 * What has to be known to resume an interrupted push: a small file beside its spool, replaced as a whole.
 *
 * @module
 */
import * as v from "valibot";
import { lstat } from "../vault/place.ts";
import type { Sum } from "./manifest.ts";
import type { Upload, WholeDigests } from "./store.ts";

/** What a copy is of. */
export interface CopyFacts {
  /** The vault's instance. */
  instance: string;
  schema: number;
  items: number;
  session: string | null;
  plain: Sum;
  recipients: number;
  /** Tells whether the vault has changed since. */
  state: string;
}

/** A push under way. */
export interface PushState {
  format: 1;
  /** The store's, to be found again. */
  location: string;
  /** The copy's name in it. */
  folder: string;
  stamp: string;
  /** Of the copy. */
  key: string;
  /** Null before it began. Google's is a secret. */
  upload: Upload | null;
  /** What is in the spool; null while it is being written. */
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

/** The state of an interrupted push; null when there is none, or none that can be read: then it begins again. */
export function readPushState(path: string): PushState | null {
  if (lstat(path) === null) return null;
  try {
    const result = v.safeParse(STATE, JSON.parse(Deno.readTextFileSync(path)));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** Writes the state, so that it is the former or the new one whenever the power goes. */
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
