/**
 * The time rail: runs as bars, with one or two sliders.
 *
 * @module
 */
import { useMemo, useRef, useState } from "preact/hooks";
import { placeOfRun, runAtPlace, type Slot, slotsOf } from "../model/rail_slots.ts";
import { countText } from "../model/time.ts";
import { isBackup } from "../model/verdict.ts";
import { ui, type View } from "./html.ts";
import { tallyView } from "./parts.ts";
import { lastRun, runLabel, store, when } from "./store.ts";

interface RailProps {
  at: number;
  on: (run: number) => void;
  /** The first run of a span. Without it, the rail has one slider. */
  from?: number;
  onFrom?: (run: number) => void;
  isTall?: boolean;
}

/** Describes what a run changed. */
export function runWords(run: number): string {
  const one = store.head.runs[run];
  if (one === undefined || !isBackup(one)) return "no backup";
  return `${one.n[0]} added, ${one.n[1]} changed, ${one.n[2]} removed`;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -7,
  PageUp: 7,
  Home: -1e9,
  End: 1e9,
};

/** The rail. */
export function Rail({ at, on, from, onFrom, isTall = false }: RailProps): View {
  const { runs, anomalies } = store.head, last = lastRun();
  const box = useRef<HTMLDivElement>(null),
    [hover, setHover] = useState(-1),
    drag = useRef<"from" | "at" | null>(null);
  const rail = useMemo(() => slotsOf(runs), [runs]);
  const tops = useMemo(() => ({
    up: Math.sqrt(Math.max(1, ...rail.slots.map(({ n }) => n[0] + n[1]))),
    down: Math.sqrt(Math.max(4, ...rail.slots.map(({ n }) => n[2]))),
  }), [rail]);
  const isSpan = from !== undefined, count = rail.lead + rail.slots.length, base = isTall ? 74 : 70;
  const runUnder = (event: PointerEvent): number => {
    const area = box.current?.getBoundingClientRect();
    return area === undefined ? at : runAtPlace(rail, (event.clientX - area.left) / area.width);
  };
  const move = (which: "from" | "at", run: number): void => {
    const to = Math.max(0, Math.min(last, run));
    if (which === "from") onFrom?.(Math.min(to, at - 1));
    else on(isSpan ? Math.max(to, from + 1) : to);
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const run = runUnder(event);
    drag.current = isSpan && Math.abs(run - from) < Math.abs(run - at) ? "from" : "at";
    box.current?.setPointerCapture(event.pointerId);
    move(drag.current, run);
    box.current?.querySelector<HTMLElement>(`.h-${drag.current}`)?.focus({ preventScroll: true });
  };
  const over = (event: PointerEvent): void => {
    const run = runUnder(event);
    setHover(run);
    if (drag.current !== null && event.buttons !== 0) move(drag.current, run);
  };
  const key = (which: "from" | "at") => (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(which, (which === "from" ? from ?? 0 : at) + step);
  };
  const handle = (which: "from" | "at", run: number): View => {
    const label = which === "from" ? "From" : isSpan ? "To" : "Moment";
    return ui`
      <span class=${`handle h-${which}`} style=${{
      left: `${placeOfRun(rail, run)}%`,
    }} role="slider" tabindex="0" aria-label=${label}
        aria-orientation="horizontal" aria-valuemin="0" aria-valuemax=${last} aria-valuenow=${run}
        aria-valuetext=${`${store.clock.stamp(when(run))}: ${runWords(run)}`} onKeyDown=${
      key(
        which,
      )
    }><i /></span>
    `;
  };
  const bar = (slot: Slot): View => {
    const [added, changed, removed] = slot.n, sum = added + changed;
    const up = Math.sqrt(sum) / tops.up * base, blue = sum === 0 ? 0 : up * added / sum;
    const isIn = isSpan ? slot.to > from && slot.from <= at : slot.from <= at;
    const cls = `bar${isIn ? "" : " off"}${slot.isMissing ? " none" : ""}${slot.isHeld ? " held" : ""}` +
      (hover >= slot.from && hover <= slot.to ? " hot" : "");
    return ui`
      <span class=${cls}
        key=${slot.from}><i class="b-chg" style=${{
      height: `${Math.max(up - blue, changed > 0 ? 2 : 0)}%`,
      bottom: `${100 - base}%`,
    }} /><i class="b-add" style=${{
      height: `${blue}%`,
      bottom: `${100 - base + up - blue}%`,
    }} /><i class="b-del" style=${{
      height: `${Math.sqrt(removed) / tops.down * (96 - base)}%`,
      top: `${base}%`,
    }} /></span>
    `;
  };
  const months = rail.slots.map((slot, i) => ({ i, month: store.clock.month(when(slot.from)) }))
    .filter(({ i, month }, at, all) => at > 0 && all[at - 1]?.month !== month && i > 0);
  const span = isSpan
    ? { left: `${placeOfRun(rail, from)}%`, width: `${placeOfRun(rail, at) - placeOfRun(rail, from)}%` }
    : null;
  return ui`<div class=${`rail${isTall ? " tall" : ""}${at < last && !isSpan ? " past" : ""}`}>
    <div class="rail-plot" ref=${box} style=${{
    "--bars": String(count),
  }} onPointerDown=${down} onPointerMove=${over} onPointerUp=${() =>
    drag.current = null} onPointerLeave=${() => setHover(-1)}>
      ${span === null ? null : ui`<span class="span" style=${span} />`}
      ${Array.from({ length: rail.lead }, (_, i) => ui`<span class="bar" key=${`l${i}`} />`)}${
    rail.slots.map(bar)
  }
      <span class="base" style=${{ top: `${base}%` }} />
      ${
    isTall
      ? anomalies.map(({ r, level, title }) =>
        ui`<span class=${`flag f-${level}`} style=${{
          left: `${placeOfRun(rail, r)}%`,
        }} title=${title} aria-hidden="true">!</span>`
      )
      : null
  }
      ${isSpan ? handle("from", from) : null}${handle("at", at)}
      ${hover < 0 ? null : tip(hover, placeOfRun(rail, hover), rail.slots.find(({ to }) => to >= hover))}
    </div>
    ${
    isTall
      ? ui`<div class="axis" aria-hidden="true">${
        months.map(({ i, month }) =>
          ui`<span style=${{ left: `${(rail.lead + i) / count * 100}%` }}>${month}</span>`
        )
      }</div>`
      : null
  }
  </div>`;
}

function tip(run: number, place: number, slot: Slot | undefined): View {
  const flags = store.head.anomalies.filter(({ r }) => slot !== undefined && r >= slot.from && r <= slot.to);
  const many = slot === undefined ? 1 : slot.to - slot.from + 1;
  return ui`<span class="tip" style=${{ left: `${Math.min(90, Math.max(10, place))}%` }}><b>${runLabel(run)}${
    many > 1 ? ` and ${countText(many - 1, "run")} before` : ""
  }</b>${slot?.isMissing ? " no backup" : tallyView(slot?.n ?? [])}${
    flags[0] === undefined ? null : ui`<span class="tip-flag">${flags[0].title}</span>`
  }</span>`;
}
