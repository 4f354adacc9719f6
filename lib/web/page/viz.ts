/**
 * Drawings that represent types of visualizations. They contain no data, because the vault holds none.
 *
 * @module
 */
import { plainLines } from "../model/plain.ts";
import type { Placed, Shape } from "../model/sketch.ts";
import { shapeOf, visName } from "../model/sketch.ts";
import { ui, type View } from "./html.ts";

const GLYPHS: Readonly<Record<Shape, string>> = {
  table: "M2 3.500h12v9H2zM2 6.500h12M6.500 6.500v6",
  bar: "M3 4h9M3 8h6M3 12h10",
  column: "M3.500 13V8M8 13V4M12.500 13V6.500",
  line: "M2 11.500 6 7l3 2.500L14 4",
  area: "M2 12.500 6 7l3 2.500L14 4v8.500z",
  scatter: "M4 11h.1M7 6h.1M9 10h.1M12 4h.1M11.500 8h.1",
  pie: "M8 8V2.500A5.500 5.500 0 1 1 2.500 8zM6.500 6.500H2.300A4.500 4.500 0 0 1 6.500 2.300z",
  single: "M4 5.500 6.500 4v8M4.500 12H9M11 6.500V12",
  text: "M3 4h10M3 7.500h10M3 11h6",
  map:
    "M8 14s4.500-4.300 4.500-7.500a4.500 4.500 0 1 0-9 0C3.500 9.700 8 14 8 14zM8 8a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z",
  funnel: "M2 3.500h12L9.500 9v4h-3V9z",
  merged: "M6 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10 13a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
  button: "M2.500 5.500h11v5h-11zM6 8h4",
  other: "M3 3h10v10H3z",
};

/** A small icon for the type of a visualization. */
export function glyph(vis: string): View {
  return ui`
    <svg class="ic glyph" width="13" height="13" viewBox="0 0 16 16" role="img" aria-label=${visName(vis)}>
      <path d=${GLYPHS[shapeOf(vis)]} />
    </svg>
  `;
}

/** Returns a generator of pseudo-random numbers that are always the same for a text. */
function numbersOf(text: string): () => number {
  let seed = 2166136261;
  for (let i = 0; i < text.length && i < 64; i++) seed = Math.imul(seed ^ text.charCodeAt(i), 16777619) >>> 0;
  seed ||= 1;
  return () => {
    seed = (seed ^ (seed << 13)) >>> 0;
    seed ^= seed >>> 17;
    seed = (seed ^ (seed << 5)) >>> 0;
    return seed / 4294967296;
  };
}

function columns(next: () => number, wide: boolean): View[] {
  const count = wide ? 18 : 9, step = 100 / count;
  return Array.from({ length: count }, (_, i) => {
    const height = 18 + next() * 38;
    return ui`<rect x=${i * step + step * 0.15} y=${60 - height} width=${step * 0.7} height=${height} class=${
      i === count - 1 ? "z1" : "z2"
    } />`;
  });
}

function bars(next: () => number, height: number, centered = false): View[] {
  const count = Math.max(3, Math.min(8, height)), step = 60 / count;
  return Array.from({ length: count }, (_, i) => {
    const width = Math.max(12, 92 - i * 80 / count - next() * 12);
    return ui`<rect x=${centered ? (100 - width) / 2 : 0} y=${i * step + 1} width=${width} height=${
      step * 0.62
    } class=${i === 0 ? "z1" : "z2"} />`;
  });
}

function line(next: () => number, isArea: boolean): View[] {
  let y = 25 + next() * 20;
  const points = Array.from({ length: 15 }, (_, i) => {
    const point = `${(i * 100 / 14).toFixed(1)},${y.toFixed(1)}`;
    y = Math.max(6, Math.min(54, y + (next() - 0.55) * 18));
    return point;
  }).join(" ");
  return [
    isArea ? ui`<polygon points=${`0,60 ${points} 100,60`} class="z2" />` : null,
    ui`<line x1="0" y1="59.5" x2="100" y2="59.5" class="zl" />`,
    ui`<polyline points=${points} class="zs" />`,
  ];
}

function table(next: () => number, height: number, across: number): View[] {
  const rows = Math.max(3, Math.min(9, height)), step = 60 / rows, width = 100 / across;
  const drawn: View[] = [ui`<rect x="0" y="0" width="100" height=${step * 0.8} class="z2" />`];
  for (let row = 1; row < rows; row++) {
    drawn.push(ui`<line x1="0" x2="100" y1=${(row + 0.9) * step} y2=${(row + 0.9) * step} class="zl" />`);
    for (let column = 0; column < across; column++) {
      const share = column === 0 ? 0.7 + next() * 0.6 : 0.6 + next() * 0.4;
      drawn.push(
        ui`<rect x=${column * width + (column === 0 ? 1 : width * 0.3)} y=${(row + 0.3) * step} width=${
          width * 0.5 * share
        } height=${step * 0.28} class="z3" />`,
      );
    }
  }
  return drawn;
}

function dots(next: () => number): View[] {
  return Array.from(
    { length: 16 },
    () =>
      ui`<circle cx=${5 + next() * 90} cy=${5 + next() * 50} r=${1.2 + next() * 2} class=${
        next() > 0.7 ? "z1" : "z2"
      } />`,
  );
}

function pie(next: () => number): View {
  const one = 0.9 + next() * 2, two = one + 0.8 + next();
  const point = (angle: number): string =>
    `${(30 + 26 * Math.sin(angle)).toFixed(1)} ${(30 - 26 * Math.cos(angle)).toFixed(1)}`;
  return ui`
    <svg class="viz" viewBox="0 0 60 60" aria-hidden="true">
      <circle cx="30" cy="30" r="26" class="z3" />
      <path d=${`M30 30L30 4A26 26 0 0 1 ${point(one)}z`} class="z1" />
      <path d=${`M30 30L${point(one)}A26 26 0 0 1 ${point(two)}z`} class="z2" />
      <circle cx="30" cy="30" r="12" class="hole" />
    </svg>
  `;
}

function map(next: () => number): View {
  return ui`
    <svg class="viz" viewBox="0 0 100 60"
      aria-hidden="true"><path d="M6 18q6-10 18-9t14 5q3 5-3 9t-6 12-6 16q-5-3-5-12T7 28zM44 13q10-7 24-5t26 8q3 7-5 11t-12 9q-6 0-8-5t-7 1 1 13-8 8q-6-6-5-16t-6-15z" class="z3" />${
    dots(
      next,
    ).slice(0, 7)
  }</svg>
  `;
}

/** The drawing in a tile. */
export function viz({ tile, width, height }: Placed): View {
  const next = numbersOf(tile.id), wide = width >= 16;
  const flat = (kids: View[]): View =>
    ui`<svg class="viz" viewBox="0 0 100 60" preserveAspectRatio="none" aria-hidden="true">${kids}</svg>`;
  switch (shapeOf(tile.vis)) {
    case "column":
      return flat(columns(next, wide));
    case "bar":
      return flat(bars(next, height));
    case "funnel":
      return flat(bars(next, height, true));
    case "line":
      return flat(line(next, false));
    case "area":
      return flat(line(next, true));
    case "table":
    case "merged":
      return flat(table(next, height, wide ? 6 : width >= 10 ? 4 : 3));
    case "scatter":
      return ui`<svg class="viz" viewBox="0 0 100 60" aria-hidden="true">${dots(next)}</svg>`;
    case "pie":
      return pie(next);
    case "map":
      return map(next);
    case "single":
      return ui`<span class="viz-single" aria-hidden="true"><i /><i /></span>`;
    case "text":
    case "button":
      return ui`<span class="viz-text"><bdi>${plainLines((tile.text ?? "").slice(0, 600))}</bdi></span>`;
    case "other":
      return flat([
        ui`<rect x="1" y="1" width="98" height="58" class="zl" fill="none" />`,
        ui`<path d="M1 59 99 1M1 1l98 58" class="zl" />`,
      ]);
  }
}
