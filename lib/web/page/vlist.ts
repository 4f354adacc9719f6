/**
 * A list of any length. The document contains only the visible rows, or the first thousand rows in print.
 *
 * @module
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { rowAt, topsOf } from "../model/places.ts";
import { ui, type View } from "./html.ts";

interface VListProps<T> {
  rows: readonly T[];
  /** The height of a row in pixels. */
  height: number | ((row: T) => number);
  draw: (row: T, place: number) => View;
  label: string;
  cls?: string;
  role?: "list" | "none";
  /** The chosen row. It is scrolled into view when it changes. */
  active?: number;
  /** A counter. When it changes, the first link of the chosen row gets the focus. */
  focus?: number;
  onKey?: (event: KeyboardEvent) => void;
}

const MOST_PRINTED = 1000;

/** The list. */
export function VList<T>(
  { rows, height, draw, label, cls = "", role = "list", active = -1, focus = 0, onKey }: VListProps<T>,
): View {
  const box = useRef<HTMLDivElement>(null), [view, setView] = useState({ top: 0, height: 900 });
  const [isPrinted, setPrinted] = useState(false);
  const tops = useMemo(() => topsOf(rows, height), [rows]);
  const look = (): void => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop: top, clientHeight: height } = element;
    setView((known) => known.top === top && known.height === height ? known : { top, height });
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const media = matchMedia("print"), change = (): void => setPrinted(media.matches);
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, []);
  useLayoutEffect(() => {
    // At the top, nothing is read or written: either makes the browser lay out the page once more.
    if (box.current === null || view.top === 0) return;
    box.current.scrollTop = 0;
    look();
  }, [rows]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || active < 0) return;
    const top = tops[active] ?? 0, bottom = tops[active + 1] ?? 0;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom - element.clientHeight;
    }
  }, [active, rows]);
  useEffect(() => {
    if (focus > 0) {
      box.current?.querySelector<HTMLElement>(`[data-place="${active}"] a`)?.focus({ preventScroll: true });
    }
  }, [focus]);
  const first = isPrinted ? 0 : Math.max(0, rowAt(tops, view.top) - 6);
  const end = isPrinted
    ? Math.min(rows.length, MOST_PRINTED)
    : Math.min(rows.length, rowAt(tops, view.top + view.height) + 7);
  const drawn = rows.slice(first, end).map((row, at): View => {
    const place = first + at;
    const names = role === "list"
      ? { role: "listitem", "aria-setsize": rows.length, "aria-posinset": place + 1 }
      : {};
    const style = { top: `${tops[place]}px`, height: `${(tops[place + 1] ?? 0) - (tops[place] ?? 0)}px` };
    return ui`<div class="vrow" key=${place} data-place=${place} ...${names} style=${style}>${
      draw(row, place)
    }</div>`;
  });
  const known = role === "none" ? {} : { role, "aria-label": label };
  return ui`
    <div class=${`vlist ${cls}`} ref=${box} onScroll=${look} ...${known} 
      tabindex="0"
      onKeyDown=${onKey}><div class="vtall" role="none" style=${{
    height: `${tops[rows.length]}px`,
  }}>${drawn}</div>${
    isPrinted && rows.length > MOST_PRINTED ? ui`<p>and ${rows.length - MOST_PRINTED} more</p>` : null
  }</div>
  `;
}
