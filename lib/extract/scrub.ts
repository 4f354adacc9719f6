/**
 * Takes out of a vault what older rules did not know for secrets: the first run that writes after they have grown does it,
 * in the items, in former versions, and in what restores kept.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { InexactError, MalformedError } from "../codec/errors.ts";
import { readJson } from "../codec/json_reader.ts";
import { writeJson } from "../codec/json_writer.ts";
import { redact } from "../codec/redact.ts";
import { CANONICAL_FORMS } from "../looker/equality.ts";
import { secretRules, SECRETS_REVISION } from "../looker/secrets.ts";
import { scrubBodies } from "../vault/scrub.ts";
import type { Vault } from "../vault/vault.ts";
import { scrubbed } from "./secrets.ts";

/** The key of `meta` that says by which rules the vault's bodies are without secrets. */
const KEY = "secret_rules";
const WITH_LINKS = "+links";

/** Whether a vault keeps links that open public content without a login. */
export function keepsPublicLinks(vault: Vault): boolean {
  return vault.meta(KEY)?.endsWith(WITH_LINKS) ?? false;
}

/** Cleans the vault where its bodies were kept by other rules; a sentence that says what was taken out, or null. */
export function scrubVault(vault: Vault, { keepLinks }: { keepLinks: boolean }): string | null {
  const rules = `${SECRETS_REVISION}${keepLinks ? WITH_LINKS : ""}`;
  if (vault.meta(KEY) === rules) return null;
  const changed = scrubBodies(vault, {
    clean: (_code, bytes) => scrubbed(bytes, { keepLinks }),
    hash: (code, bytes) => CANONICAL_FORMS.hash(code, bytes),
    cleanText: (json) => cleanText(json, keepLinks),
  });
  vault.withTransaction(() => vault.setMeta(KEY, rules));
  if (changed === 0) return null;
  vault.checkpointLog();
  return `${
    counted(changed, "stored body", "stored bodies")
  } (former versions included) held a value that now counts as a secret. It was removed, without a new version. Copies of the vault still hold it.`;
}

function cleanText(json: string, keepLinks: boolean): string | null {
  try {
    const { bytes, paths } = redact(
      readJson(new TextEncoder().encode(json)).bytes,
      secretRules({ keepLinks }),
    );
    return paths.length === 0 ? null : writeJson(bytes);
  } catch (error) {
    if (error instanceof MalformedError || error instanceof InexactError) return null;
    throw error;
  }
}
