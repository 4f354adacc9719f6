/**
 * Determines who becomes Admin through a restore. Pure: computed from the current rights and the changes of the
 * restore.
 *
 * @module
 */
import type { Holder, RightsFact } from "./facts.ts";

/** The permission of an administrator. */
const ADMINISTER = "administer";
/** The administrator role that every Looker instance has. */
const ADMIN = "Admin";

/** A role of the target instance. */
export interface LiveRole {
  name: string;
  /** The id of the role's permission set; null if Looker does not return it. */
  set: string | null;
}

/** The rights in the target instance that matter here. */
export interface LiveRights {
  roles: ReadonlyMap<string, LiveRole>;
  /** The permissions by permission set. */
  sets: ReadonlyMap<string, readonly string[]>;
  /** The direct holders of the roles that {@linkcode rolesToRead} returns. */
  holders: ReadonlyMap<string, readonly Holder[]>;
  /** The parent groups of each group. */
  parents: ReadonlyMap<string, readonly string[]>;
}

/** A user or a group that becomes Admin, and the cause. */
export interface NewAdmin {
  readonly holder: Holder;
  /** The role, or the group that has such a role. */
  readonly through: { readonly kind: "roles" | "groups"; readonly id: string };
}

/** Whether a change can make a user Admin, so that the rights of the target instance must be read. */
export function canMakeAdmin(fact: RightsFact): boolean {
  switch (fact.what) {
    case "role":
    case "member":
    case "enabled":
      return fact.gains;
    case "entries":
      return fact.of.kind === "permission_sets" && fact.after.includes(ADMINISTER) &&
        fact.before?.includes(ADMINISTER) !== true;
    case "set":
      return fact.set.kind === "permission_sets";
    default:
      return false;
  }
}

/** Returns the roles of the target instance that make their holders administrators, before or after the restore. */
export function rolesToRead(
  live: Omit<LiveRights, "holders" | "parents">,
  facts: readonly RightsFact[],
): string[] {
  const before = adminRoles(live, []), after = adminRoles(live, facts);
  return [...new Set([...before, ...after])].filter((id) => live.roles.has(id));
}

/** Returns every user and group that becomes Admin, one time for each cause. */
export function newAdmins(live: LiveRights, facts: readonly RightsFact[]): NewAdmin[] {
  const before = stateOf(live, []), after = stateOf(live, facts);
  const found = new Map<string, NewAdmin>();
  const add = (holder: Holder, through: NewAdmin["through"]): void => {
    if (before.isAdmin(holder)) return;
    found.set(`${holder.kind}/${holder.id} ${through.kind}/${through.id}`, { holder, through });
  };
  for (const [role, holders] of after.holders) {
    for (const holder of holders) {
      // If a group gets such a role for the first time, its members become Admin too.
      add(holder, { kind: "roles", id: role });
    }
  }
  for (const fact of facts) {
    if (fact.what === "member" && fact.gains && after.groups.has(fact.of.id)) {
      add(fact.holder, { kind: "groups", id: fact.of.id });
    } else if (fact.what === "enabled" && fact.gains) {
      const held = [...after.holders].find(([, holders]) => holders.some((one) => isSame(one, fact.holder)));
      const group = fact.groups.find((id) => after.groups.has(id));
      // A user who could not sign in was not Admin, whatever roles the user held.
      if (held !== undefined) {
        found.set(`enabled ${fact.holder.id}`, {
          holder: fact.holder,
          through: { kind: "roles", id: held[0] },
        });
      } else if (group !== undefined) {
        found.set(`enabled ${fact.holder.id}`, {
          holder: fact.holder,
          through: { kind: "groups", id: group },
        });
      }
    }
  }
  return [...found.values()];
}

/** Returns the roles that make their holders administrators of Looker after the changes. */
function adminRoles(
  { roles, sets }: Pick<LiveRights, "roles" | "sets">,
  facts: readonly RightsFact[],
): Set<string> {
  const permissions = new Map(sets), setOf = new Map([...roles].map(([id, { set }]) => [id, set]));
  for (const fact of facts) {
    if (fact.what === "entries" && fact.of.kind === "permission_sets") {
      permissions.set(fact.of.id, fact.after);
    }
    if (fact.what === "set" && fact.set.kind === "permission_sets") setOf.set(fact.of.id, fact.set.id);
  }
  const admins = new Set<string>();
  for (const [id, set] of setOf) {
    const administers = set !== null && permissions.get(set)?.includes(ADMINISTER) === true;
    if (administers || roles.get(id)?.name === ADMIN) admins.add(id);
  }
  return admins;
}

interface State {
  /** The direct holders of each administrator role. */
  holders: Map<string, Holder[]>;
  /** The groups whose members are Admin. */
  groups: Set<string>;
  isAdmin: (holder: Holder) => boolean;
}

function stateOf(live: LiveRights, facts: readonly RightsFact[]): State {
  const holders = new Map<string, Holder[]>();
  for (const role of adminRoles(live, facts)) holders.set(role, [...live.holders.get(role) ?? []]);
  const parents = new Map([...live.parents].map(([id, above]) => [id, new Set(above)]));
  for (const fact of facts) {
    if (fact.what === "role") {
      const some = holders.get(fact.of.id);
      if (some === undefined) continue;
      const others = some.filter((one) => !isSame(one, fact.holder));
      holders.set(fact.of.id, fact.gains ? [...others, fact.holder] : others);
    } else if (fact.what === "member" && fact.holder.kind === "groups") {
      const above = parents.get(fact.holder.id) ?? new Set<string>();
      if (fact.gains) above.add(fact.of.id);
      else above.delete(fact.of.id);
      parents.set(fact.holder.id, above);
    }
  }
  const groups = new Set<string>();
  for (const some of holders.values()) for (const { kind, id } of some) if (kind === "groups") groups.add(id);
  // A group below a group with such a role has the role too.
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, above] of parents) {
      if (groups.has(id) || ![...above].some((one) => groups.has(one))) continue;
      groups.add(id);
      grew = true;
    }
  }
  const all = [...holders.values()].flat();
  const isAdmin = (holder: Holder): boolean =>
    all.some((one) => isSame(one, holder)) || (holder.kind === "groups" && groups.has(holder.id));
  return { holders, groups, isAdmin };
}

function isSame(a: Holder, b: Holder): boolean {
  return a.kind === b.kind && a.id === b.id;
}
