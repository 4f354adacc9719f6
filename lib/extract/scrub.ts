/**
 * Removes from a vault the secrets that older rules did not recognize. The first run that writes after the rules have
 * changed does this, in the items, in their older versions and in the journal of restores.
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

/** The key of `meta` that names the rules by which secrets were removed from the vault's bodies. */
const KEY = "secret_rules";
const WITH_LINKS = "+links";

/** Whether a vault keeps links that open public content without a login. */
export function keepsPublicLinks(vault: Vault): boolean {
  return vault.meta(KEY)?.endsWith(WITH_LINKS) ?? false;
}

/**
 * Removes secrets from the vault if its bodies were stored by other rules. Returns a sentence about what was removed,
 * or null.
 */
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
  } (including former versions) contained a value that now counts as a secret. It was removed without a new version. Copies of the vault still contain it.`;
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
