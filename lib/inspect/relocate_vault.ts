/**
 * Moves a vault to a new address of its Looker: collects the evidence that both addresses are the same instance, and
 * records the change.
 *
 * @module
 */
import type { ContentTypeEntry } from "../looker/registry/entry.ts";
import { factsOf } from "../looker/content_types.ts";
import { canonicalAddress, sameAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { UsageError } from "../base/errors.ts";
import { Body } from "../codec/body.ts";
import { asText, type JsonObject } from "../codec/json_value.ts";
import { StatusError } from "../http/errors.ts";
import { ApiReader } from "../live/reader.ts";
import { answering } from "../looker/alive.ts";
import type { Connection } from "../looker/connect.ts";
import { type ContentType, typeCode } from "../looker/content_type_names.ts";
import { utcTimestamp } from "../looker/timestamps.ts";
import { identities, INSTANCE, moveInstance } from "../vault/instance.ts";
import type { Vault } from "../vault/vault.ts";
import { readBody } from "../vault/versions.ts";
import {
  cloneWarning,
  contradiction,
  type Evidence,
  evidenceOf,
  type OldAddress,
  type RelocateReport,
  type Side,
  type Trait,
} from "./relocation.ts";

/** The operation and the traits of each type. Each type takes one request. */
const ASKED = Object.entries(factsOf("traits")) as [ContentType, NonNullable<ContentTypeEntry["traits"]>][];

/** The maximum number of a type's bodies to read for traits that have no column. */
const MOST_BODIES = 500;

/** Returns the vault's instance. @throws {UsageError} if the vault has none */
function instanceOf(vault: Vault): string {
  const known = vault.meta(INSTANCE);
  if (known !== null) return known;
  throw new UsageError(`Cannot relocate the vault ${vault.path}: it contains no backup`, {
    hint: "Point --db at a vault that `lookervault extract` created.",
  });
}

/** The inputs for requests to both addresses. */
export interface ProofDeps {
  clock: Clock;
  signal: AbortSignal;
  /** Denies this process every host except the new address and `former`, before any request. */
  keepHost: (former: string) => void;
  /** Connects to the new address. */
  connect: () => Promise<Connection>;
}

/**
 * Collects the evidence that the Looker at the new address is the vault's instance. Changes nothing.
 *
 * @throws {UsageError} if the evidence contradicts it
 */
export async function proveRelocation(
  vault: Vault,
  address: string,
  { clock, signal, keepHost, connect }: ProofDeps,
): Promise<RelocateReport> {
  const { path: db } = vault, written = instanceOf(vault);
  const from = canonicalAddress(written), to = canonicalAddress(address);
  const blank = { command: "relocate", db, from, to, moved: { mappings: 0, restores: 0 } } as const;
  if (sameAddress(from, to)) {
    return { ...blank, status: "unchanged", evidence: [], old_address: null, calls: 0, warnings: [] };
  }
  keepHost(written);
  const old: OldAddress = { url: from, ...await answering(written, { clock, signal }) };
  await using connection = await connect();
  const evidence: Evidence[] = [];
  for (const [type, asked] of ASKED) {
    const rows = await rowsOf(connection, asked, signal);
    for (const trait of asked.keys) {
      const there = Array.isArray(rows) ? sidesOf(rows, trait) : rows;
      evidence.push(evidenceOf({ type, trait }, heldOf(vault, type, trait), there));
    }
  }
  const why = contradiction(evidence);
  if (why !== null) {
    throw new UsageError(
      `Cannot relocate the vault ${db} to ${to}: it is not the same instance as ${from}: ${why}`,
      {
        hint:
          `Use another vault for ${to} (--db), or restore into ${to} with --to. If it is the same instance, ` +
          "check that the API user can see everything there.",
      },
    );
  }
  const clone = cloneWarning(old, to);
  const unread = evidence.filter(({ trait }) => trait !== "slug").flatMap(({ type, unread }) =>
    unread === null ? [] : [`${type} could not be read there: ${unread}`]
  );
  await connection[Symbol.asyncDispose]();
  return {
    ...blank,
    status: "planned",
    evidence,
    old_address: old,
    calls: connection.limiter.calls,
    warnings: [...clone === null ? [] : [clone], ...unread],
  };
}

/**
 * Records the new address after the user confirmed it. @throws {UsageError} if the vault's address has changed
 * meanwhile
 */
export function recordRelocation(vault: Vault, report: RelocateReport): RelocateReport {
  const from = instanceOf(vault);
  if (!sameAddress(from, report.from)) {
    throw new UsageError(
      `Cannot relocate the vault ${report.db}: it is now a backup of ${from}`,
      {
        hint: "Rerun the command with --dry-run.",
      },
    );
  }
  return { ...report, status: "completed", moved: moveInstance(vault, { from, to: report.to }) };
}

/** Returns the values of a trait in the vault. */
function heldOf(vault: Vault, type: ContentType, trait: Trait): Side[] {
  const code = typeCode(type), known = identities(vault, code);
  if (trait === "created_at") return known.map(({ id, createdAt }) => ({ id, value: createdAt }));
  return known.slice(0, MOST_BODIES).map(({ id }) => {
    const bytes = readBody(vault, code, id);
    return { id, value: bytes === null ? null : asText(Body.parse(bytes).get(trait)) };
  });
}

/** Returns what the new address lists of a type, or the reason if the API user may not see it. */
async function rowsOf(
  { client }: Connection,
  { operation, keys: traits }: NonNullable<ContentTypeEntry["traits"]>,
  signal: AbortSignal,
): Promise<JsonObject[] | { unread: string }> {
  try {
    return await new ApiReader(client, { signal }).list(operation, { fields: ["id", ...traits].join(",") });
  } catch (error) {
    if (error instanceof StatusError && (error.status === 403 || error.status === 404)) {
      return { unread: error.message };
    }
    throw error;
  }
}

function sidesOf(rows: readonly JsonObject[], trait: Trait): Side[] {
  return rows.flatMap((row) => {
    const id = asText(row["id"]);
    const value = trait === "created_at" ? utcTimestamp(row[trait]) : asText(row[trait]);
    return id === null ? [] : [{ id, value }];
  });
}
