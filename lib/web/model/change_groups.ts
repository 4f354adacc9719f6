/**
 * Changes in groups, prepared so that a filter needs only one pass over them. Pure.
 *
 * @module
 */
import type { Archive } from "./archive.ts";
import type { NetChange } from "./net_changes.ts";

/** The property by which changes are grouped. */
export type Grouping = "folder" | "owner" | "editor";

/** Changes that belong together. */
export interface Group {
  /** The folder, the owner or the editor: an item, or -1. */
  of: number;
  name: string;
  changes: NetChange[];
}

/** How changes are grouped: by what, after which run, and with which names. */
export interface GroupOptions {
  by: Grouping;
  run: number;
  nameOf: (i: number, run: number) => string;
}

const ORDER = "-+~";

/**
 * The changes in the order of their list: in a group, removed items come before added and changed ones, the newest
 * first. Sorting takes most of the time, so it is done once, and not for each filter.
 */
export class ChangeGroups {
  /** The positions of the changes, in their order. */
  private readonly order: Uint32Array;
  /** For each change, the position of its group. */
  private readonly groupOf: Uint32Array;
  private readonly known: { of: number; name: string }[] = [];

  constructor(
    archive: Archive,
    private readonly changes: readonly NetChange[],
    { by, run, nameOf }: GroupOptions,
  ) {
    const nobody = { folder: "Not in a folder", owner: "No owner", editor: "Unknown editor" }[by];
    const nameOfGroup = (of: number): string =>
      of < 0
        ? nobody
        : by === "folder"
        ? [...archive.path(of, run), of].map((folder) => nameOf(folder, run)).join(" / ")
        : nameOf(of, run);
    const places = new Map<number, number>(), { size, last } = archive;
    // One number for each change sorts faster than a comparison of changes. Each item occurs once.
    const keys = new Float64Array(changes.length), byItem = new Map<number, number>();
    this.groupOf = new Uint32Array(changes.length);
    changes.forEach((one, n) => {
      const { i, k, r } = one, at = archive.standing(i, run) === "unborn" ? last : run;
      const of = by === "editor"
        ? one.by
        : by === "owner"
        ? archive.owner(i, at)
        : archive.typeName(i) === "folders"
        ? i
        : archive.folder(i, at);
      let group = places.get(of);
      if (group === undefined) {
        group = this.known.push({ of, name: nameOfGroup(of) }) - 1;
        places.set(of, group);
      }
      this.groupOf[n] = group;
      keys[n] = (ORDER.indexOf(k) * (last + 2) + last + 1 - r) * size + i;
      byItem.set(i, n);
    });
    this.order = Uint32Array.from(keys.sort(), (key) => byItem.get(key % size) ?? 0);
  }

  /** Returns the groups of the changes for which `isShown` is true, large groups first. It gets the position of a change. */
  groups(isShown: (place: number) => boolean = (): boolean => true): Group[] {
    const lists = this.known.map((): NetChange[] => []);
    for (const place of this.order) {
      const change = this.changes[place];
      if (change !== undefined && isShown(place)) lists[this.groupOf[place] ?? 0]?.push(change);
    }
    return this.known.map(({ of, name }, group) => ({ of, name, changes: lists[group] ?? [] }))
      .filter(({ changes }) => changes.length > 0)
      .sort((a, b) => b.changes.length - a.changes.length || (a.name < b.name ? -1 : 1));
  }
}
