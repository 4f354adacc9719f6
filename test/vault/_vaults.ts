import type { ContentItem } from "../../lib/vault/content_item.ts";
import { Body } from "../../lib/codec/body.ts";
import { compress } from "../../lib/codec/compress.ts";
import { sha256 } from "../../lib/codec/digest.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { type ContentType, TYPE_CODES, typeCode } from "../../lib/looker/content_type_names.ts";
import { CANONICAL_FORMS, canonicalHash } from "../../lib/looker/equality.ts";
import { type OpenForWritingOptions, openVaultForWriting } from "../../lib/vault/open.ts";
import { beginSession } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { FakeClock } from "../http/fake_clock.ts";

/** A directory that is gone with its test. */
export class TempDir implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "lookervault-vault-" });

  file(name = "v.db"): string {
    return `${this.path}/${name}`;
  }

  /** The names of the files in it, sorted. */
  files(): string[] {
    return [...Deno.readDirSync(this.path)].map((entry) => entry.name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

export const T0 = Date.UTC(2026, 0, 1);

/** ISO time `minutes` after the first moment of 2026. */
export const minute = (minutes: number): string => new Date(T0 + minutes * 60_000).toISOString();

export const WRITING: OpenForWritingOptions = {
  clock: new FakeClock({ epoch: T0 }),
  types: TYPE_CODES,
  forms: CANONICAL_FORMS,
  hostUser: "ada",
};

/** A vault open for writing with one session, `s1`, begun. */
export function newVault(path: string): Vault {
  const vault = openVaultForWriting(path, WRITING);
  vault.withTransaction(() => begin(vault, "s1"));
  return vault;
}

export function begin(vault: Vault, id: string): void {
  beginSession(vault, {
    id,
    mode: "full",
    instance: "https://acme.looker.com",
    startedAt: minute(0),
    hostUser: "ada",
    lookervaultVersion: "0",
    options: {},
    types: ["dashboards"],
  });
}

/** An item of a body. */
export function item(
  type: ContentType,
  id: string,
  body: unknown,
  given: Partial<ContentItem> = {},
): ContentItem {
  const json = typeof body === "string" ? body : JSON.stringify(body);
  const { bytes } = Body.of(readJson(new TextEncoder().encode(json)));
  return {
    type: typeCode(type),
    id,
    name: null,
    ownerId: null,
    ownerEmail: null,
    folderId: null,
    createdAt: null,
    updatedAt: null,
    trashed: false,
    size: bytes.length,
    contentHash: sha256(bytes),
    canonicalHash: canonicalHash(type, bytes),
    ...compress(bytes),
    ...given,
  };
}

/** The text of a row's cell, or null. */
export function cell(vault: Vault, sql: string, ...values: (string | number)[]): unknown {
  const row = vault.prepare(sql).get(...values);
  return row === undefined ? undefined : Object.values(row)[0];
}

/** A digest of a file's bytes. */
export function digestOf(path: string): string {
  return sha256(Deno.readFileSync(path)).toHex();
}
