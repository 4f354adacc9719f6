/**
 * The tree of folders in the tree pattern of WAI-ARIA: one tab stop, arrow keys within the tree.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { fold } from "../model/search.ts";
import { numberText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { archive, nameOf } from "./store.ts";

interface Row {
  folder: number;
  depth: number;
  hasFolders: boolean;
  isGone: boolean;
}

/** The tree. `chosen` is a folder or -1. */
export function Tree(
  { run, chosen, on }: { run: number; chosen: number; on: (folder: number) => void },
): View {
  const a = archive(), at = a.moment(run), box = useRef<HTMLUListElement>(null), hasMoved = useRef(false);
  const foldersIn = (folder: number): number[] =>
    at.within(folder).filter((i) => a.typeName(i) === "folders" && a.standing(i, run) !== "unborn");
  const roots = useMemo(() => foldersIn(-1), [run]);
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(roots.length < 4 ? roots : []));
  const [current, setCurrent] = useState(chosen);
  useEffect(() => {
    if (chosen < 0) return;
    setOpen(new Set([...open, ...a.path(chosen, run)]));
    setCurrent(chosen);
  }, [chosen]);
  const counts = useMemo(() => {
    const sums = new Map<number, number>();
    for (let i = 0; i < a.size; i++) {
      const type = a.typeName(i);
      if ((type !== "dashboards" && type !== "looks") || a.standing(i, run) !== "live") continue;
      for (const folder of a.path(i, run)) sums.set(folder, (sums.get(folder) ?? 0) + 1);
    }
    return sums;
  }, [run]);
  const rows: Row[] = [];
  const walk = (folders: readonly number[], depth: number): void => {
    if (depth > 40) return;
    for (const folder of [...folders].sort((one, other) => nameOf(one, run) < nameOf(other, run) ? -1 : 1)) {
      const inside = foldersIn(folder);
      rows.push({ folder, depth, hasFolders: inside.length > 0, isGone: a.standing(folder, run) !== "live" });
      if (open.has(folder)) walk(inside, depth + 1);
    }
  };
  walk(roots, 0);
  const toggle = (folder: number, isOpen = !open.has(folder)): void => {
    const next = new Set(open);
    if (isOpen) next.add(folder);
    else next.delete(folder);
    setOpen(next);
  };
  const key = (event: KeyboardEvent): void => {
    const place = Math.max(0, rows.findIndex(({ folder }) => folder === current)), row = rows[place];
    if (row === undefined) return;
    const to = ((): Row | undefined | null => {
      switch (event.key) {
        case "ArrowDown":
          return rows[place + 1];
        case "ArrowUp":
          return rows[place - 1];
        case "Home":
          return rows[0];
        case "End":
          return rows.at(-1);
        case "ArrowRight":
          if (!row.hasFolders || open.has(row.folder)) return rows[place + 1];
          toggle(row.folder, true);
          return undefined;
        case "ArrowLeft":
          if (!row.hasFolders || !open.has(row.folder)) {
            return rows.slice(0, place).findLast(({ depth }) => depth < row.depth);
          }
          toggle(row.folder, false);
          return undefined;
        case "Enter":
        case " ":
          on(row.folder);
          return undefined;
      }
      if (
        event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey ||
        /[\s/?[\]]/.test(event.key)
      ) return null;
      const letter = fold(event.key);
      return [...rows.slice(place + 1), ...rows.slice(0, place)].find(({ folder }) =>
        fold(nameOf(folder, run)).startsWith(letter)
      );
    })();
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) return;
    hasMoved.current = true;
    setCurrent(to.folder);
  };
  useEffect(() => {
    if (hasMoved.current) box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    hasMoved.current = false;
  }, [current]);
  const stop = rows.some(({ folder }) => folder === current) ? current : rows[0]?.folder;
  return ui`
    <button class=${`tree-all${chosen < 0 ? " on" : ""}`} type="button" onClick=${() =>
    on(-1)} aria-pressed=${String(chosen < 0)}>All folders</button>
    <ul class="tree" role="tree" aria-label="Folders" ref=${box} onKeyDown=${key}>${
    rows.map(
      ({ folder, depth, hasFolders, isGone }) => {
        const isOpen = open.has(folder), count = counts.get(folder) ?? 0;
        const choose = (): void => {
          setCurrent(folder);
          on(folder);
          if (hasFolders) toggle(folder, true);
        };
        const twist = (event: Event): void => {
          event.stopPropagation();
          toggle(folder);
        };
        return ui`
          <li key=${folder} role="treeitem" aria-level=${depth + 1} aria-expanded=${
          hasFolders ? String(isOpen) : undefined
        } aria-selected=${String(folder === chosen)}
            tabindex=${folder === stop ? 0 : -1} class=${`${folder === chosen ? "on" : ""}${
          isGone ? " gone" : ""
        }`} style=${{ paddingLeft: `${6 + Math.min(depth, 12) * 16}px` }} onClick=${choose}>
                <span class=${`twist${hasFolders ? "" : " none"}${
          isOpen ? " open" : ""
        }`} onClick=${twist} aria-hidden="true">${icon("right", 12)}</span><bdi class="cut">${
          nameOf(
            folder,
            run,
          )
        }</bdi>${
          a.hasOwnAccess(folder, run) && a.folder(folder, run) >= 0
            ? ui`<span class="lock" title="Separate access list">${
              icon("lock", 12)
            }<span class="sr">separate access list</span></span>`
            : null
        }${
          isGone
            ? ui`<span class="tag st-gone">− deleted</span>`
            : ui`<span class="cnt">${count > 0 ? numberText(count) : ""}</span>`
        }</li>
        `;
      },
    )
  }</ul>
  `;
}
