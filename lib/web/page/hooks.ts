/**
 * Hooks of the components.
 *
 * @module
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Body } from "../data/card.ts";
import type { Changes } from "../data/index.ts";
import { MovedOnError } from "./source.ts";
import { archive, type Ready, redraw, store } from "./store.ts";

/** A value that is being read. */
export type Loaded<T> = { state: "loading" } | { state: "failed"; error: unknown } | {
  state: "ready";
  value: T;
};

/** Reads a value when `key` changes. An empty key reads nothing. */
export function useLoaded<T>(key: string, read: () => Promise<T>): Loaded<T> {
  const [got, set] = useState<{ key: string; loaded: Loaded<T> }>({ key: "", loaded: { state: "loading" } });
  useEffect(() => {
    if (key === "") return;
    let isWanted = true;
    const take = (loaded: Loaded<T>): void => {
      if (isWanted) set({ key, loaded });
    };
    read().then((value) => take({ state: "ready", value }), (error) => {
      if (error instanceof MovedOnError) {
        store.isOld = true;
        redraw();
      }
      take({ state: "failed", error });
    });
    return () => {
      isWanted = false;
    };
  }, [key]);
  return got.key === key ? got.loaded : { state: "loading" };
}

/** Reads the cards of an item; -1 reads nothing. */
export function useBody(i: number): Loaded<Body> {
  return useLoaded(i < 0 ? "" : archive().keyOf(i), () => store.source.body(archive(), i));
}

/** The maximum number of changes to read at a time. */
const MOST_CHANGES = 60_000;

/** Reads the changes of a span. If there are too many, it reads only the newest blocks. */
export function useChanges(
  from: number,
  to: number,
  ready: Ready,
): Loaded<{ blocks: Changes[]; isCut: boolean }> {
  const wanted = useMemo(() => {
    if (!ready) return null;
    const blocks: number[] = [];
    let sum = 0;
    for (const [n, block] of [...archive().index.changes.entries()].toReversed()) {
      if (block.to <= from || block.from > to) continue;
      if (sum > 0 && sum + block.n > MOST_CHANGES) return { blocks, isCut: true };
      sum += block.n;
      blocks.push(n);
    }
    return { blocks, isCut: false };
  }, [from, to, ready]);
  return useLoaded(wanted === null ? "" : `${from}-${to}-${wanted.blocks.join()}`, async () => ({
    blocks: await Promise.all((wanted?.blocks ?? []).map((n) => store.source.changes(archive(), n))),
    isCut: wanted?.isCut ?? false,
  }));
}

/** Whether the window has at least this width, in pixels. */
export function useWide(pixels: number): boolean {
  const query = `(min-width:${pixels}px)`, [isWide, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query), look = (): void => set(media.matches);
    look();
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, [pixels]);
  return isWide;
}
