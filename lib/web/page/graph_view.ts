/**
 * A graph of dependencies: what an item uses, the item, its users, and the schedules, alerts and boards of both.
 *
 * @module
 */
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type GraphBox, layoutGraph } from "../model/graph_layout.ts";
import { type Impact, sourcesOf, type Subject } from "../model/impact.ts";
import { plain } from "../model/plain.ts";
import { numberText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { archive, itemLink, link, nameOf } from "./store.ts";

interface Box {
  label: string;
  href?: string;
  icon?: string;
  /** The item. */
  i?: number;
  isMain?: boolean;
  isMono?: boolean;
  count?: number;
}

interface GraphProps {
  of: Subject | number;
  impact: Impact;
  run: number;
  hot: number | null;
  setHot: (i: number | null) => void;
}

const MOST = 11;

function itemBox(i: number, run: number): GraphBox<Box> {
  return { id: `i${i}`, value: { label: nameOf(i, run), href: itemLink(i), icon: archive().typeName(i), i } };
}

function termBox(term: string, count?: number): GraphBox<Box> {
  const value = { label: plain(term), href: link(["impact"], { q: term }), isMono: true };
  return { id: `t${term}`, value: count === undefined ? value : { ...value, count } };
}

function restBox(id: string, count: number): GraphBox<Box>[] {
  return count > 0 ? [{ id, value: { label: `and ${numberText(count)} more` } }] : [];
}

/** Returns the boxes of what a subject uses. */
function sources({ of, impact: { readers }, run }: GraphProps): GraphBox<Box>[] {
  const { terms, items } = sourcesOf(archive(), of, { run, readers });
  return [
    ...terms.slice(0, 6).map(({ name, count }) => termBox(name, count)),
    ...items.slice(0, 6).map((i) => itemBox(i, run)),
  ];
}

function graphOf(props: GraphProps): ReturnType<typeof layoutGraph<Box>> {
  const { of, impact, run } = props, a = archive(), at = a.moment(run);
  const main: GraphBox<Box> = typeof of === "number"
    ? { ...itemBox(of, run), value: { ...itemBox(of, run).value, isMain: true } }
    : { id: "main", value: { label: plain(of.name), isMain: true, isMono: true } };
  const left = sources(props), shown = impact.readers.slice(0, MOST);
  const hanging = [...impact.hang.boards, ...impact.hang.schedules, ...impact.hang.alerts];
  const anchors = typeof of === "number" ? [of, ...shown] : shown, edges: [string, string][] = [];
  const byFirst = new Map<number, number[]>();
  for (const anchor of anchors) {
    for (const { i } of at.back(anchor)) {
      if (hanging.includes(i)) byFirst.set(i, [...byFirst.get(i) ?? [], anchor]);
    }
  }
  const right = [...byFirst.keys()].slice(0, MOST + 1);
  for (const box of left) edges.push([box.id, main.id]);
  for (const i of shown) {
    const via = impact.through.get(i)?.filter((one) => shown.includes(one)) ?? [];
    if (via.length === 0) edges.push([main.id, `i${i}`]);
    else for (const one of via) edges.push([`i${one}`, `i${i}`]);
  }
  for (const i of right) for (const anchor of byFirst.get(i) ?? []) edges.push([`i${anchor}`, `i${i}`]);
  const more = impact.readers.length - shown.length, moreRight = hanging.length - right.length;
  if (more > 0) edges.push([main.id, "rest"]);
  if (moreRight > 0) edges.push([more > 0 ? "rest" : main.id, "rest2"]);
  const direct = shown.filter((i) => !impact.through.has(i)),
    through = shown.filter((i) => impact.through.has(i));
  const columns = [
    left,
    [main],
    [...direct.map((i) => itemBox(i, run)), ...restBox("rest", more)],
    through.map((i) => itemBox(i, run)),
    [...right.map((i) => itemBox(i, run)), ...restBox("rest2", moreRight)],
  ];
  return layoutGraph(columns, [17, 20, 28, 26, 26], edges);
}

const HEADS = ["reads from", "", "used by", "through", "sent or shown by"];

/** The graph. The lists next to it have the same content. */
export function GraphView(props: GraphProps): View {
  const { of, impact, run, hot, setHot } = props, wrap = useRef<HTMLDivElement>(null);
  const graph = useMemo(() => graphOf(props), [of, impact, run]);
  useLayoutEffect(() => {
    // On a narrow screen, the graph is scrolled to its main box.
    const element = wrap.current, main = element?.querySelector<HTMLElement>(".gnode.main");
    if (element === null || element === undefined || main === null || main === undefined) return;
    element.scrollLeft = main.offsetLeft + main.offsetWidth / 2 - element.clientWidth / 2;
  }, [graph]);
  const hotId = hot === null ? "" : `i${hot}`;
  const node = ({ x, width, y, value }: (typeof graph.boxes)[number]): View => {
    const cls = `gnode${value.isMain ? " main" : ""}${
      value.href === undefined && !value.isMain ? " dim" : ""
    }${value.i !== undefined && value.i === hot ? " hov" : ""}`;
    const style = { left: `${x}%`, width: `${width}%`, top: `${y + 25}px` };
    const inside = ui`${value.icon === undefined ? null : icon(value.icon, 13)}<bdi class=${`cut${
      value.isMono ? " mono" : ""
    }`}>${value.label}</bdi>${
      value.count === undefined ? null : ui`<span class="mute">${numberText(value.count)}</span>`
    }`;
    if (value.href === undefined || value.isMain) {
      return ui`<span class=${cls} style=${style} title=${value.label}>${inside}</span>`;
    }
    const on = (): void => setHot(value.i ?? null);
    return ui`
      <a class=${cls} style=${style} href=${value.href} title=${value.label} onMouseEnter=${on}
        onMouseLeave=${() => setHot(null)} onFocus=${on} onBlur=${() => setHot(null)}>${inside}</a>
    `;
  };
  return ui`
    <div class="gwrap" ref=${wrap} tabindex="0" role="region"
      aria-label="Graph of what depends on it. The lists on this page have the same content">
      <div class="graph" style=${{ height: `${graph.height + 30}px` }}>${
    graph.lanes.map(({ column, x }) =>
      ui`<span class="glabel" style=${{ left: `${x}%` }}>${HEADS[column]}</span>`
    )
  }
        <svg viewBox=${`0 0 100 ${graph.height}`} preserveAspectRatio="none" style=${{
    height: `${graph.height}px`,
  }} aria-hidden="true">${
    graph.edges.map(({ from, to, path }) =>
      ui`<path class=${from === hotId || to === hotId ? "lit" : ""} d=${path} />`
    )
  }</svg>
        ${graph.boxes.map(node)}</div>
    </div>
  `;
}
