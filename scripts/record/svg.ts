/**
 * Draws screens of a terminal as one animated picture. A viewer without animation shows the last screen. Pure.
 *
 * @module
 */
import type { Run } from "./terminal.ts";

/** A screen. */
export interface Screen {
  lines: readonly (readonly Run[])[];
  /** The number of seconds for which it is shown. */
  seconds: number;
}

/** The content of the picture. */
export interface Picture {
  title: string;
  /** The width of the terminal in cells. */
  columns: number;
  screens: readonly Screen[];
}

/** The size of a cell in pixels. The width is typical for fonts of this size; each run is stretched to it. */
const WIDTH = 7.8, HEIGHT = 18, FONT = 13;
const MARGIN = 16, BAR = 30;
/** The duration of a fade, in percent of the total time. */
const FADE = 0.5;

/** Returns the picture as SVG. Colors follow the reader's preference for light or dark. */
export function svgOf({ title, columns, screens }: Picture): string {
  const rows = Math.max(...screens.map(({ lines }) => lines.length));
  const width = Math.ceil(columns * WIDTH + 2 * MARGIN), height = BAR + rows * HEIGHT + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}${animation(screens)}</style>`,
    `<rect class="w" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...[0, 1, 2].map((n) => `<circle class="b" cx="${MARGIN + 4 + n * 16}" cy="${BAR / 2 + 2}" r="5"/>`),
    ...screens.map(({ lines }, at) => `<g class="s s${at}">${lines.map(lineOf).join("")}</g>`),
    "</svg>",
    "",
  ].join("\n");
}

const STYLE =
  `text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328;white-space:pre}` +
  ".w{fill:#f6f8fa;stroke:#d1d9e0}.b{fill:#d1d9e0}.bold{font-weight:600}.dim{fill:#59636e}.red{fill:#c1121f}" +
  ".green{fill:#116329}.yellow{fill:#7d4e00}.cyan{fill:#0a5f8a}" +
  "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.w{fill:#0d1117;stroke:#3d444d}.b{fill:#3d444d}.dim{fill:#9198a1}" +
  ".red{fill:#ff7b72}.green{fill:#56d364}.yellow{fill:#e3b341}.cyan{fill:#79c0ff}}";

/** Returns the animation that shows each screen for its time. Readers who prefer reduced motion see the last screen. */
function animation(screens: readonly Screen[]): string {
  const total = screens.reduce((sum, { seconds }) => sum + seconds, 0);
  let from = 0;
  const rules = screens.map(({ seconds }, at) => {
    const [start, end] = [from / total * 100, (from + seconds) / total * 100].map((n) =>
      Math.round(n * 10) / 10
    );
    from += seconds;
    const frames = `0%{opacity:${at === 0 ? 1 : 0}}${percent(start)}{opacity:${at === 0 ? 1 : 0}}` +
      `${percent((start ?? 0) + FADE)}{opacity:1}${percent((end ?? 0) - FADE)}{opacity:1}${
        percent(end)
      }{opacity:0}100%{opacity:0}`;
    return `@keyframes k${at}{${frames}}.s${at}{animation:k${at} ${total}s infinite}`;
  });
  return `.s{opacity:0}.s${screens.length - 1}{opacity:1}` +
    `@media(prefers-reduced-motion:no-preference){${rules.join("")}}`;
}

function percent(value: number | undefined): string {
  return `${Math.min(100, Math.max(0, value ?? 0)).toFixed(1)}%`;
}

function lineOf(runs: readonly Run[], row: number): string {
  if (runs.length === 0) return "";
  const spans = runs.map(({ column, text, styles }) => {
    const known = styles.length === 0 ? "" : ` class="${styles.join(" ")}"`;
    const x = round(MARGIN + column * WIDTH), length = round([...text].length * WIDTH);
    return `<tspan x="${x}" textLength="${length}"${known}>${escaped(text)}</tspan>`;
  });
  return `<text y="${BAR + (row + 1) * HEIGHT}">${spans.join("")}</text>\n`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}
