/**
 * Determines who can see what: groups, roles and the access of folders, at a moment. Pure.
 *
 * @module
 */
import type { Archive } from "./archive.ts";

/** A folder's access: its own list, or the list of an ancestor. */
export interface FolderAccess {
  /** The folder whose list applies; -1 if none has a list. */
  from: number;
  isOwn: boolean;
}

/** Returns the folder whose access list applies to a folder. */
export function accessOf(archive: Archive, folder: number, run: number): FolderAccess {
  if (archive.hasOwnAccess(folder, run)) return { from: folder, isOwn: true };
  for (const above of archive.path(folder, run).toReversed()) {
    if (archive.hasOwnAccess(above, run)) return { from: above, isOwn: false };
  }
  return { from: -1, isOwn: false };
}

/** The groups and roles of a user. */
export interface Membership {
  /** The groups that contain the user, directly or through other groups. */
  groups: number[];
  /** The roles that the user has directly or through a group. */
  roles: { role: number; via: number }[];
}

/**
 * Returns the groups and roles of a user. In the index, a group refers to its members and to its parent groups, and a
 * role to its holders.
 */
export function membershipOf(archive: Archive, user: number, run: number): Membership {
  const moment = archive.moment(run), groups = new Set<number>();
  const typed = (i: number, type: string): boolean => archive.typeName(i) === type;
  for (const { i } of moment.back(user)) if (typed(i, "groups")) groups.add(i);
  for (const { i } of archive.edgesOf(user, run)) if (typed(i, "groups")) groups.add(i);
  for (const group of groups) {
    for (const { i, relation } of archive.edgesOf(group, run)) {
      if (relation === "member" && typed(i, "groups")) groups.add(i);
    }
  }
  const roles = new Map<number, number>();
  for (const holder of [user, ...groups]) {
    for (const { i, relation } of moment.back(holder)) {
      if (relation === "role" && typed(i, "roles") && !roles.has(i)) roles.set(i, holder);
    }
  }
  for (const { i } of archive.edgesOf(user, run)) if (typed(i, "roles") && !roles.has(i)) roles.set(i, user);
  return { groups: [...groups], roles: [...roles].map(([role, via]) => ({ role, via })) };
}

/**
 * Returns the folders whose own access lists name a user or one of the user's groups. `via` is the user or group that
 * the list names.
 */
export function foldersOpenTo(
  archive: Archive,
  user: number,
  run: number,
): { folder: number; via: number }[] {
  const moment = archive.moment(run), open = new Map<number, number>();
  for (const holder of [user, ...membershipOf(archive, user, run).groups]) {
    for (const { i, relation } of moment.back(holder)) {
      if (relation === "access" && archive.typeName(i) === "folders" && !open.has(i)) open.set(i, holder);
    }
  }
  return [...open].map(([folder, via]) => ({ folder, via }));
}
