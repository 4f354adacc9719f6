/**
 * The keys of age: recipients encrypt, and identities decrypt. Only the standard forms are supported.
 *
 * @module
 */
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { UsageError } from "../base/errors.ts";

/** A new identity and its recipient. */
export interface KeyPair {
  /** `AGE-SECRET-KEY-1...`, a secret. */
  identity: string;
  /** `age1...` */
  recipient: string;
}

/**
 * Generates an identity. With `postQuantum`, the identity is safe from quantum computers and requires age 1.3 or later.
 */
export async function newIdentity({ postQuantum }: { postQuantum: boolean }): Promise<KeyPair> {
  const identity = postQuantum ? await generateHybridIdentity() : await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Returns the text of an identity file in the format of age-keygen. */
export function identityFile({ identity, recipient }: KeyPair, createdAt: string): string {
  return `# created: ${createdAt}\n# public key: ${recipient}\n${identity}\n`;
}

/**
 * Parses the text of an identity file. The error does not show any of the text.
 *
 * @throws {UsageError} if there is no identity, or if a line is neither an identity nor a comment
 */
export function identitiesOf(text: string, path: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const isKey = (line: string): boolean => /^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{20,}$/i.test(line);
  if (keys.length > 0 && keys.every(isKey)) return keys;
  const isRecipient = keys.some((line) => /^age1/.test(line));
  const why = keys.length === 0
    ? "it contains no key"
    : isRecipient
    ? "it contains a recipient, which can only encrypt"
    : "one of its lines is not an age identity";
  throw new UsageError(`Cannot use the identity file ${path}: ${why}`, {
    hint:
      "Use a file from `lookervault snapshot keygen --out FILE` or age-keygen: it has a line that starts with AGE-SECRET-KEY-1.",
  });
}

/** The prefix of a recipient that age calls post-quantum. All other recipients are X25519. */
const POST_QUANTUM = "age1pq1";

/** Checks the recipients before anything else is done. @throws {UsageError} */
export function checkRecipients(recipients: readonly string[]): void {
  for (const recipient of recipients) {
    if (/^AGE-SECRET-KEY-/i.test(recipient)) {
      throw new UsageError("Cannot encrypt: the recipient is a secret key", {
        hint: "Give its public key, which starts with age1, and keep the secret key off this machine.",
      });
    }
    if (!/^age1[0-9a-z]{20,}$/.test(recipient)) {
      throw new UsageError(
        `Cannot encrypt to ${JSON.stringify(recipient.slice(0, 80))}: it is not a recipient`,
        {
          hint:
            "Give a recipient, which starts with age1: `lookervault snapshot keygen --out FILE` creates a key and prints its recipient.",
        },
      );
    }
  }
  const strong = recipients.filter((one) => one.startsWith(POST_QUANTUM)).length;
  if (strong > 0 && strong < recipients.length) {
    throw new UsageError(
      "Cannot encrypt to post-quantum recipients together with others: the others are not safe from quantum computers",
      {
        hint: "Use recipients of one kind: age does not allow a mix.",
      },
    );
  }
}
