/**
 * What a user owns, receives and can see, at a moment.
 *
 * @module
 */
import { accessOf, foldersOpenTo, membershipOf } from "../model/access.ts";
import { ui, type View } from "./html.ts";
import { ItemList } from "./item_lists.ts";
import { archive, nameOf } from "./store.ts";

/** Returns the items that a user owns, in use or in the trash. */
export function ownedBy(user: number, run: number): number[] {
  const a = archive();
  return a.moment(run).ownedBy(user).filter((i) => ["live", "trash"].includes(a.standing(i, run)));
}

/** Returns the schedules and alerts that are sent to a user. */
export function receivedBy(user: number, run: number): number[] {
  const a = archive(), at = a.moment(run);
  return [...new Set(a.mailsOf(user, run).flatMap((mail) => at.sendersTo(mail)))]
    .filter((i) => a.typeName(i) !== "users" && a.standing(i, run) === "live");
}

/** The lists on the page of a user. */
export function personView(user: number, run: number): View {
  const a = archive(), { groups, roles } = membershipOf(a, user, run);
  const via = (holder: number): string => holder === user ? "directly" : `by ${nameOf(holder, run)}`;
  const viaOfRole = new Map(roles.map(({ role, via }) => [role, via]));
  const open = foldersOpenTo(a, user, run),
    viaOfFolder = new Map(open.map(({ folder, via }) => [folder, via]));
  const isAdmin = roles.some(({ role }) => a.name(role, run) === "Admin");
  const below = inheriting(open.map(({ folder }) => folder), run);
  const folders = [...open.map(({ folder }) => folder), ...below.keys()];
  return ui`
    <${ItemList} title="Owns" items=${ownedBy(user, run)} run=${run} none="No existing items." note=${(
    i: number,
  ) => folderName(i, run)} />
        <${ItemList} title="Receives" items=${receivedBy(user, run)} run=${run}
      none="No schedule and no alert is sent to this address." />
        ${
    isAdmin
      ? ui`
            <h2 class="h-sub">Can see</h2>
            <p>Everything: the role Admin sees all folders.</p>
          `
      : ui`
            <${ItemList} title="Can see" items=${folders} run=${run}
              none="No folder gives access to this person or one of their groups." note=${(i: number) =>
        viaOfFolder.has(i) ? via(viaOfFolder.get(i) ?? -1) : `as in ${nameOf(below.get(i) ?? -1, run)}`} />
          `
  }
        <${ItemList} title="Groups" items=${groups} run=${run} none="None." />
        <${ItemList} title="Roles" items=${
    roles.map(({ role }) => role)
  } run=${run} none="None: this user can see nothing."
      note=${(i: number) => via(viaOfRole.get(i) ?? -1)} />
  `;
}

/** Returns the descendants of folders that inherit their access, each with the folder whose list applies. */
function inheriting(folders: readonly number[], run: number): Map<number, number> {
  const a = archive(), at = a.moment(run), found = new Map<number, number>();
  const walk = (from: number, folder: number): void => {
    for (const i of at.within(folder)) {
      if (a.typeName(i) !== "folders" || a.standing(i, run) !== "live" || found.has(i)) continue;
      if (accessOf(a, i, run).isOwn) continue;
      found.set(i, from);
      if (found.size < 2000) walk(from, i);
    }
  };
  for (const folder of folders) walk(folder, folder);
  return found;
}

function folderName(i: number, run: number): string {
  const folder = archive().folder(i, run);
  return folder < 0 ? "" : nameOf(folder, run);
}
