/**
 * Who may see what: groups of people, access of folders, at a moment. Pure.
 *
 * @module
 */
import type { Archive } from "./archive.ts";

/** A folder's access: its own list, or that of a folder above it. */
export interface FolderAccess {
  /** The folder whose list counts; -1 when none has one. */
  from: number;
  isOwn: boolean;
}

/** The folder whose access list applies to a folder. */
export function accessOf(archive: Archive, folder: number, run: number): FolderAccess {
  if (archive.hasOwnAccess(folder, run)) return { from: folder, isOwn: true };
  for (const above of archive.path(folder, run).toReversed()) {
    if (archive.hasOwnAccess(above, run)) return { from: above, isOwn: false };
  }
  return { from: -1, isOwn: false };
}

/** What a person has by groups and roles. */
export interface Membership {
  /** Groups that they are in, also by other groups. */
  groups: number[];
  /** Roles that they have themselves, or by a group. */
  roles: { role: number; via: number }[];
}

/** The groups and roles of somebody. A group names its members and the groups that it is in, a role who holds it. */
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

/** Folders whose own access lists name somebody or a group of theirs, by whom. */
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
