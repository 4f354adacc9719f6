/**
 * Records a run in the vault, or continues the record of the run that it resumes.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import { UsageError } from "../base/errors.ts";
import type { InstanceInfo, Rights } from "../looker/instance_info.ts";
import { beginSession, describeSession, resumeSession } from "../vault/sessions.ts";
import { ADDRESSES, bindInstance, otherInstance } from "../vault/instance.ts";
import type { Vault } from "../vault/vault.ts";
import type { ExtractDeps } from "./deps.ts";
import type { ExtractOptions } from "./options.ts";
import type { Interrupted } from "./resume.ts";

/**
 * Checks that the vault belongs to `instance`. Ids of another instance would overwrite those of the vault.
 *
 * @throws {UsageError} if the vault belongs to another instance.
 */
export function requireSameInstance(vault: Vault, instance: string): void {
  const known = otherInstance(vault, instance);
  if (known === null) return;
  throw new UsageError(`Cannot back up ${instance} into ${vault.path}: the vault is a backup of ${known}`, {
    hint:
      `Choose another file with --db: a vault holds one instance. If ${known} has moved to ${instance}, run \`lookervault relocate --to ${
        shellWord(instance)
      }\`.`,
  });
}

/** A run, new or resumed. */
export interface OpenedSession {
  id: string;
  mode: string;
  startedAt: string;
  interrupted: Interrupted | null;
}

/** Records the run and emits its `started` event. */
export function openSession(
  options: ExtractOptions,
  deps: ExtractDeps,
  { id, mode, startedAt, interrupted }: OpenedSession,
): void {
  const { vault, connection: { instance }, hostUser, lookervaultVersion, sink } = deps;
  const { types, workers } = options;
  vault.withTransaction(() => {
    if (interrupted !== null) return resumeSession(vault, id);
    beginSession(vault, { id, mode, instance, startedAt, hostUser, lookervaultVersion, options, types });
  });
  sink({
    event: "started",
    session_id: id,
    mode,
    instance,
    db: vault.path,
    types,
    workers,
    ...(interrupted && { resumed: { started_at: startedAt, stored: interrupted.session.stored } }),
  });
}

/** Records the instance of the run and its API user. */
export function recordUser(
  vault: Vault,
  id: string,
  { info: { url, looker_version, user }, rights, addresses }: {
    info: InstanceInfo;
    rights: Rights;
    addresses: readonly string[];
  },
): void {
  vault.withTransaction(() => {
    bindInstance(vault, url);
    if (addresses.length > 0) vault.setMeta(ADDRESSES, vault.cleanJson(addresses));
    if (looker_version !== null) vault.setMeta("looker_version", vault.clean(looker_version));
    describeSession(vault, id, {
      lookerVersion: looker_version,
      userId: user.id,
      userEmail: user.email,
      roles: user.roles,
      rights,
    });
  });
}

/** Returns a new id for a run: 48 random bits as hexadecimal digits. It is short because every row contains it. */
export function newSessionId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(-12);
}
