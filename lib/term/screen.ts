/**
 * The one owner of stderr: lines that stay, above a live region that is drawn again in place. On anything but a
 * terminal there is no live region and lines are just written.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { OutputStream } from "../base/io.ts";
import { cellWidth } from "./cell.ts";

/** A window's size in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** The lines of the live region for a window; none may be wider than its columns. */
export type LiveRender = (size: Size) => string[];

/** What a {@linkcode Screen} draws on. */
export interface ScreenOptions {
  stream: OutputStream;
  clock: Clock;
  /** Height of the window; `null` if unknown. */
  rows?: () => number | null;
}

/** At least this long between two drawings, milliseconds. */
export const REDRAW_MS = 100;

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_WHOLE_LINE = "\x1b[2K";
const CLEAR_BELOW = "\x1b[J";

/** The owner of a stream. Dispose it to clear the live region and give the cursor back. */
export class Screen implements Disposable {
  readonly #stream: OutputStream;
  readonly #clock: Clock;
  readonly #rows: () => number | null;
  #render: LiveRender | null = null;
  #ticker: Disposable | null = null;
  #pending: string[] = [];
  #drawn: string[] = [];
  #drawnAt = -Infinity;

  constructor({ stream, clock, rows = terminalRows }: ScreenOptions) {
    this.#stream = stream;
    this.#clock = clock;
    this.#rows = rows;
  }

  /** Writes a line that stays. While there is a live region it is above it, within a tenth of a second. */
  log(line: string): void {
    if (this.#render === null) return this.#stream.write(`${line}\n`);
    this.#pending.push(line);
    if (this.#clock.monotonic() - this.#drawnAt >= REDRAW_MS) this.#draw();
  }

  /** Shows a live region, drawn again every tenth of a second until {@linkcode Screen.clear}. */
  live(render: LiveRender): void {
    if (!this.#stream.isTerminal) return;
    this.clear();
    this.#render = render;
    this.#stream.write(HIDE_CURSOR);
    this.#ticker = this.#clock.every(REDRAW_MS, () => this.#draw());
    this.#draw();
  }

  /** Takes the live region away and gives the cursor back. Safe at any time, any number of times. */
  clear(): void {
    if (this.#render === null) return;
    this.#ticker?.[Symbol.dispose]();
    const lines = this.#pending.map((line) => line + "\n").join("");
    this.#stream.write(this.#erase() + lines + CLEAR_BELOW + SHOW_CURSOR);
    this.#render = this.#ticker = null;
    this.#pending = [];
    this.#drawn = [];
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  /** One write for everything: what stays, then the live region. */
  #draw(): void {
    if (this.#render === null) return;
    const size = { columns: this.#stream.columns() ?? 80, rows: this.#rows() ?? 24 };
    const lines = this.#render(size).slice(0, Math.max(1, size.rows - 1));
    this.#drawnAt = this.#clock.monotonic();
    if (this.#pending.length === 0 && lines.join("\n") === this.#drawn.join("\n")) return;
    // A line that stays may fold where the live region was: that has to be gone before.
    const above = this.#pending.length === 0 ? this.#home() : this.#erase() + this.#pending.join("\n") + "\n";
    const below = lines.map((line) => line + CLEAR_LINE).join("\n");
    this.#stream.write(above + below + CLEAR_BELOW);
    this.#pending = [];
    this.#drawn = lines;
  }

  /** Back to the live region's first cell. */
  #home(): string {
    return "\r" + up(this.#height() - 1);
  }

  /** The live region gone, the cursor where it began. Line by line: tmux keeps what is cleared from the top left. */
  #erase(): string {
    const rows = this.#height();
    return this.#home() + Array(rows).fill(CLEAR_WHOLE_LINE).join("\x1b[1B") + up(rows - 1);
  }

  /** Rows the live region takes now: a window made narrower has folded its lines. */
  #height(): number {
    const columns = this.#stream.columns() ?? 80;
    return Math.max(
      1,
      this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(cellWidth(line) / columns)), 0),
    );
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/** The height of this process's terminal. */
function terminalRows(): number | null {
  try {
    return Deno.consoleSize().rows;
  } catch {
    return null;
  }
}
