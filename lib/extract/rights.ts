/**
 * Compares what a run may see with what an earlier run could see. Looker omits from its listings what an API user may
 * not see, so a missing item may still exist. Pure.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import type { Rights } from "../looker/instance_info.ts";
import type { SeenBy } from "../vault/session_users.ts";

/** The API user of a run. */
export interface ApiUser {
  id: string | null;
  email: string | null;
  rights: Rights;
}

/**
 * Returns why a run's listings may show less than the listings of `before`, as the end of a sentence; null if they do
 * not.
 */
export function narrower(before: SeenBy | null, now: ApiUser): string | null {
  if (before === null || now.id === null) return null;
  const when = before.startedAt.slice(0, 16);
  if (before.userId !== null && before.userId !== now.id) {
    return `the API user is ${named(now.id, now.email)}, and the backup of ${when}Z was made by ${
      named(before.userId, before.userEmail)
    }`;
  }
  const known = rightsOf(before.rights);
  if (known === null) return null;
  const roles = without(known.roles, now.rights.roles);
  if (roles.length > 0) {
    const lost = counted(roles.length, "role");
    return `the API user has lost ${lost} since the backup of ${when}Z (id ${some(roles)})`;
  }
  if (known.permissions === null) return null;
  if (now.rights.permissions === null) {
    return `the API user can no longer see its own permissions, but could for the backup of ${when}Z`;
  }
  const permissions = without(known.permissions, now.rights.permissions);
  if (permissions.length === 0) return null;
  return `the API user has lost permissions since the backup of ${when}Z: ${some(permissions)}`;
}

function named(id: string, email: string | null): string {
  return email === null ? id : `${id} (${email})`;
}

/** Returns the rights that a session row contains; null if the value has another shape. */
export function rightsOf(value: unknown): Rights | null {
  if (typeof value !== "object" || value === null) return null;
  const { roles, permissions } = value as Partial<Record<keyof Rights, unknown>>;
  if (!Array.isArray(roles)) return null;
  return {
    roles: roles.map(String),
    permissions: Array.isArray(permissions) ? permissions.map(String) : null,
  };
}

function without(all: readonly string[], kept: readonly string[]): string[] {
  const there = new Set(kept);
  return all.filter((one) => !there.has(one));
}

/** The maximum number of permissions to name. */
const NAMED = 5;

function some(names: readonly string[]): string {
  return names.length <= NAMED
    ? names.join(", ")
    : `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;
}
