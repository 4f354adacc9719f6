/**
 * The progress display as lines: a pure function of the state, the size of the window, and the time.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { Gauges } from "../extract/events.ts";
import { throttleText } from "./throttle.ts";
import { cellWidth, pad, truncate } from "./cell.ts";
import { clockTime, count, counted, percent, rate } from "./format.ts";
import type { Palette, Style } from "./palette.ts";
import {
  handled,
  type ProgressState,
  recentRate,
  remaining,
  totalOf,
  type TypeProgress,
} from "./progress_state.ts";

/** The window, the time and the figures to draw. */
export interface ProgressView {
  columns: number;
  /** The number of available lines. */
  rows: number;
  /** Milliseconds of the monotonic clock. */
  now: number;
  gauges: Gauges;
  palette: Palette;
}

/** Returns the lines of the display, each narrower than the window: one per type, and one for the entire run. */
export function progressLines(state: ProgressState, view: ProgressView): string[] {
  const width = Math.max(10, view.columns - 1);
  const shown = select(state.types, Math.max(1, view.rows - 1));
  const layout = layOut(shown.types, width, view.now);
  const lines = shown.types.map((type) => typeLine(type, layout, view));
  for (const text of shown.collapsed) lines.push(view.palette.dim(truncate(text, width)));
  // Leaves space at the end of the last line, where a terminal echoes ^C.
  return [...lines, overall(state, view, width - 2)];
}

interface Selection {
  types: readonly TypeProgress[];
  /** A line for each group that did not fit. */
  collapsed: string[];
}

/**
 * Selects the types that get a line. Finished types are dropped first, then waiting types, then the last of the rest.
 */
function select(types: readonly TypeProgress[], room: number): Selection {
  if (types.length <= room) return { types, collapsed: [] };
  const done = types.filter((type) => type.doneAt !== null && type.complete);
  const waiting = types.filter((type) => type.since === null);
  const doneLine = `✓ ${counted(done.length, "type")} done, ${
    counted(done.reduce((n, t) => n + handled(t), 0), "item")
  }`;
  const waitLine = `· ${counted(waiting.length, "type")} waiting`;
  let rest = types.filter((type) => !done.includes(type));
  const collapsed = done.length > 0 ? [doneLine] : [];
  if (rest.length + collapsed.length <= room) return { types: rest, collapsed };
  rest = rest.filter((type) => !waiting.includes(type));
  if (waiting.length > 0) collapsed.push(waitLine);
  if (rest.length + collapsed.length <= room) return { types: rest, collapsed };
  const fitting = Math.max(0, room - collapsed.length - 1);
  collapsed.push(`  and ${counted(rest.length - fitting, "more type")}`);
  return { types: rest.slice(0, fitting), collapsed: collapsed.slice(-room) };
}

interface Layout {
  width: number;
  name: number;
  count: number;
  percent: number;
  rate: number;
  failed: number;
  bar: number;
}

/**
 * Returns the same columns for all lines. If the width is too small, drops first the bar, then the rate, then the
 * percentage.
 */
function layOut(types: readonly TypeProgress[], width: number, now: number): Layout {
  const widest = (text: (type: TypeProgress) => string): number =>
    Math.max(0, ...types.map((type) => cellWidth(text(type))));
  const counts = Math.min(widest(countText), Math.max(1, width - 8));
  const name = Math.min(widest((type) => sanitize(type.type)), Math.max(4, width - 4 - counts));
  let left = width - 2 - name - 2 - counts;
  const take = (cells: number): number => {
    if (cells === 0 || cells + 2 > left) return 0;
    left -= cells + 2;
    return cells;
  };
  const failed = take(widest(failedText));
  const percentWidth = take(4);
  const rateWidth = take(widest((type) => rateText(type, now)));
  const bar = left >= 8 ? take(Math.min(28, left - 2)) : 0;
  return { width, name, count: counts, percent: percentWidth, rate: rateWidth, failed, bar };
}

function typeLine(type: TypeProgress, layout: Layout, { palette, now }: ProgressView): string {
  const name = pad(truncate(sanitize(type.type), layout.name), layout.name);
  const total = totalOf(type);
  if (type.since === null) return palette.dim(truncate(`· ${name}  waiting`, layout.width));
  const [mark, style] = markOf(type, palette);
  const parts = [`${style(mark)} ${name}`];
  if (layout.bar > 0) parts.push(bar(type, layout.bar, palette));
  parts.push(pad(truncate(countText(type), layout.count), layout.count, "right"));
  if (layout.percent > 0) {
    parts.push(pad(nothingCame(type) ? "" : percent(handled(type), total ?? 0), layout.percent, "right"));
  }
  if (layout.rate > 0) parts.push(palette.dim(pad(rateText(type, now), layout.rate, "right")));
  if (layout.failed > 0) parts.push(palette.red(pad(failedText(type), layout.failed)));
  const line = parts.join("  ");
  const room = layout.width - cellWidth(line) - 2;
  const note = type.doneAt !== null && !type.complete && type.note !== null && room >= 8
    ? sanitize(type.note)
    : "";
  return note === "" ? line : `${line}  ${palette.yellow(truncate(note, room))}`;
}

function markOf(type: TypeProgress, palette: Palette): [string, Style] {
  if (type.doneAt === null) return ["›", palette.cyan];
  return type.complete && type.counts.failed === 0 ? ["✓", palette.green] : ["!", palette.yellow];
}

function bar(type: TypeProgress, width: number, palette: Palette): string {
  const total = totalOf(type);
  const share = nothingCame(type) || total === null ? 0 : total === 0 ? 1 : handled(type) / total;
  const full = type.doneAt !== null && type.complete ? width : Math.min(width, Math.floor(share * width));
  const style = type.doneAt === null ? palette.cyan : type.complete ? palette.green : palette.yellow;
  return (full > 0 ? style("━".repeat(full)) : "") +
    (full < width ? palette.dim("─".repeat(width - full)) : "");
}

/** Whether no listing has been answered, so that a percentage is undefined. */
function nothingCame(type: TypeProgress): boolean {
  const total = totalOf(type);
  return total === null || (total === 0 && !type.complete);
}

function countText(type: TypeProgress): string {
  const total = totalOf(type);
  if (type.since === null) return "";
  return total === null ? count(handled(type)) : `${count(handled(type))}/${count(total)}`;
}

function failedText(type: TypeProgress): string {
  return type.counts.failed > 0 ? `${count(type.counts.failed)} failed` : "";
}

function rateText(type: TypeProgress, now: number): string {
  if (type.since === null || handled(type) === 0) return "";
  return rate(handled(type) * 1000 / Math.max(500, (type.doneAt ?? now) - type.since));
}

/** Returns the entire run in one line. The last parts are dropped first if the width is too small. */
function overall(state: ProgressState, { gauges, now, palette }: ProgressView, width: number): string {
  const left = remaining(state, now);
  const parts = [clockTime((now - state.startedAt) / 1000)];
  if (left !== null) parts.push(`ETA ${left.atLeast ? ">" : ""}${clockTime(Math.ceil(left.seconds))}`);
  parts.push(counted(gauges.calls, "request"));
  const slowed = gauges.allowed_in_flight < state.workers ? `/${gauges.allowed_in_flight}` : "";
  parts.push(`${count(gauges.in_flight)}${slowed} in flight`);
  if (gauges.retries > 0) parts.push(gauges.retries === 1 ? "1 retry" : `${count(gauges.retries)} retries`);
  parts.push(rate(recentRate(state, now)).replace("/s", " items/s"));
  const message = notice(state, now);
  if (message !== null) parts.unshift(message);
  while (parts.length > 1 && cellWidth(parts.join(" · ")) > width) parts.pop();
  const text = truncate(parts.join(" · "), width);
  return message === null ? palette.bold(text) : palette.yellow(text);
}

/** How long the display shows a response with status 429, in milliseconds. */
const SHOWN_MS = 3000;

function notice(state: ProgressState, now: number): string | null {
  if (state.interrupting) return "Stopping";
  const { pausedUntil, pauseStatus: status, throttledAt } = state;
  if (pausedUntil > now) return throttleText({ event: "paused", wait_ms: pausedUntil - now, status });
  return now - throttledAt < SHOWN_MS ? throttleText({ event: "retry", status: 429 }) : null;
}
