/**
 * Who becomes Admin by a restore. Pure: computed from the current rights and the changes of the restore.
 *
 * @module
 */
import type { Holder, RightsFact } from "./facts.ts";

/** The permission that makes somebody an administrator. */
const ADMINISTER = "administer";
/** The role that every Looker has. */
const ADMIN = "Admin";

/** A role of the destination. */
export interface LiveRole {
  name: string;
  /** The id of its permission set; null where it shows none. */
  set: string | null;
}

/** The rights of the destination, as far as they matter here. */
export interface LiveRights {
  roles: ReadonlyMap<string, LiveRole>;
  /** Permissions by permission set. */
  sets: ReadonlyMap<string, readonly string[]>;
  /** Who holds a role directly, of those roles that {@linkcode rolesToRead} names. */
  holders: ReadonlyMap<string, readonly Holder[]>;
  /** The groups in which a group is. */
  parents: ReadonlyMap<string, readonly string[]>;
}

/** Somebody who becomes Admin, and by what. */
export interface NewAdmin {
  readonly holder: Holder;
  /** The role, or the group that has one. */
  readonly through: { readonly kind: "roles" | "groups"; readonly id: string };
}

/** Whether a fact can make somebody Admin, so that the rights of the destination must be read. */
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

/** The roles of the destination that let somebody administer it, before or after. */
export function rolesToRead(
  live: Omit<LiveRights, "holders" | "parents">,
  facts: readonly RightsFact[],
): string[] {
  const before = adminRoles(live, []), after = adminRoles(live, facts);
  return [...new Set([...before, ...after])].filter((id) => live.roles.has(id));
}

/** Everybody who becomes Admin, each once by each way. */
export function newAdmins(live: LiveRights, facts: readonly RightsFact[]): NewAdmin[] {
  const before = stateOf(live, []), after = stateOf(live, facts);
  const found = new Map<string, NewAdmin>();
  const add = (holder: Holder, through: NewAdmin["through"]): void => {
    if (before.isAdmin(holder)) return;
    found.set(`${holder.kind}/${holder.id} ${through.kind}/${through.id}`, { holder, through });
  };
  for (const [role, holders] of after.holders) {
    for (const holder of holders) {
      // Members of a group that had no such role become Admin with it.
      add(holder, { kind: "roles", id: role });
    }
  }
  for (const fact of facts) {
    if (fact.what === "member" && fact.gains && after.groups.has(fact.of.id)) {
      add(fact.holder, { kind: "groups", id: fact.of.id });
    } else if (fact.what === "enabled" && fact.gains) {
      const held = [...after.holders].find(([, holders]) => holders.some((one) => isSame(one, fact.holder)));
      const group = fact.groups.find((id) => after.groups.has(id));
      // Who could not sign in was no Admin, whatever they held.
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

/** Roles whose permission set lets somebody administer Looker, after the facts. */
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
  /** Direct holders of each role that administers. */
  holders: Map<string, Holder[]>;
  /** Groups whose members are Admin. */
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
  // Groups below one that has a role have it too.
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
