/**
 * Encrypts and decrypts streams with age. Data is encrypted to recipients, and their identities decrypt it. The command
 * `age -d` can decrypt it too.
 *
 * @module
 */
import { Decrypter, Encrypter } from "age-encryption";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Bytes } from "./bytes.ts";
import { CopyDamagedError } from "./copy_error.ts";

/** Encrypts a stream to recipients. @throws {UsageError} if a recipient is invalid */
export async function* encrypted(source: Bytes, recipients: readonly string[]): Bytes {
  const encrypter = new Encrypter();
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient);
  } catch (error) {
    throw new UsageError(`Cannot encrypt: a recipient is not valid (${messageOf(error)})`, {
      hint:
        "Copy the recipient completely: `lookervault snapshot keygen --out FILE` printed it, and it is in the identity file.",
      cause: error,
    });
  }
  yield* await encrypter.encrypt(ReadableStream.from(source)) as unknown as Bytes;
}

/** The error if no identity matches a recipient of the snapshot: exit 2. */
export class WrongKeyError extends UsageError {
  override readonly code = "wrong_key";
}

/**
 * Decrypts a stream. A damaged header causes the same error as a wrong key. A caller that has the object's digest must
 * check the digest first.
 *
 * @throws {WrongKeyError} {@linkcode CopyDamagedError}
 */
export async function* decrypted(source: Bytes, identities: readonly string[]): Bytes {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const watched = watch(source);
  const stream = ReadableStream.from(watched.bytes);
  let opened = false;
  try {
    const plain = await decrypter.decrypt(stream) as unknown as Bytes;
    opened = true;
    for await (const chunk of plain) yield chunk;
  } catch (error) {
    if (watched.failed()) throw watched.error();
    if (opened) throw new CopyDamagedError("age cannot decrypt it", { cause: error });
    throw new WrongKeyError(
      "Cannot decrypt the snapshot: it was not encrypted to this key",
      {
        hint: "Use the identity of a recipient that the snapshot was pushed with: --identity FILE.",
        cause: error,
      },
    );
  }
}

/** Passes the bytes through, and records whether an error came from their source. */
function watch(source: Bytes): { bytes: Bytes; failed: () => boolean; error: () => unknown } {
  const seen: unknown[] = [];
  async function* pass(): Bytes {
    try {
      yield* source;
    } catch (error) {
      seen.push(error);
      throw error;
    }
  }
  return { bytes: pass(), failed: () => seen.length > 0, error: () => seen[0] };
}
