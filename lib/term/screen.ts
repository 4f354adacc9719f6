/**
 * The only writer to stderr: permanent lines, above a live region that is redrawn in place. Without a terminal there is
 * no
 * live region, and lines are written directly.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { OutputStream } from "../base/io.ts";
import { cellWidth } from "./cell.ts";

/** The size of a window in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** Returns the lines of the live region for a window. None may be wider than the window. */
export type LiveRender = (size: Size) => string[];

/** What a {@linkcode Screen} draws on. */
export interface ScreenOptions {
  stream: OutputStream;
  clock: Clock;
  /** Returns the height of the window; null if unknown. */
  rows?: () => number | null;
}

/** The minimum interval between two drawings, in milliseconds. */
export const REDRAW_MS = 100;

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_WHOLE_LINE = "\x1b[2K";
const CLEAR_BELOW = "\x1b[J";

/** The only writer to a stream. Disposing clears the live region and shows the cursor again. */
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

  /** Writes a permanent line. If there is a live region, the line appears above it within `REDRAW_MS`. */
  log(line: string): void {
    if (this.#render === null) return this.#stream.write(`${line}\n`);
    this.#pending.push(line);
    if (this.#clock.monotonic() - this.#drawnAt >= REDRAW_MS) this.#draw();
  }

  /** Shows a live region, and redraws it every `REDRAW_MS` until {@linkcode Screen.clear}. */
  live(render: LiveRender): void {
    if (!this.#stream.isTerminal) return;
    this.clear();
    this.#render = render;
    this.#stream.write(HIDE_CURSOR);
    this.#ticker = this.#clock.every(REDRAW_MS, () => this.#draw());
    this.#draw();
  }

  /** Removes the live region and shows the cursor again. Can be called at any time, repeatedly. */
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

  /** Writes the permanent lines and the live region in one write. */
  #draw(): void {
    if (this.#render === null) return;
    const size = { columns: this.#stream.columns() ?? 80, rows: this.#rows() ?? 24 };
    const lines = this.#render(size).slice(0, Math.max(1, size.rows - 1));
    this.#drawnAt = this.#clock.monotonic();
    if (this.#pending.length === 0 && lines.join("\n") === this.#drawn.join("\n")) return;
    // A permanent line may wrap into the live region, so the region is erased first.
    const above = this.#pending.length === 0 ? this.#home() : this.#erase() + this.#pending.join("\n") + "\n";
    const below = lines.map((line) => line + CLEAR_LINE).join("\n");
    this.#stream.write(above + below + CLEAR_BELOW);
    this.#pending = [];
    this.#drawn = lines;
  }

  /** Returns the sequence that moves the cursor to the first cell of the live region. */
  #home(): string {
    return "\r" + up(this.#height() - 1);
  }

  /**
   * Returns the sequence that erases the live region and moves the cursor to its start. It clears line by line, because
   * tmux
   * keeps in its history what is cleared from the top left.
   */
  #erase(): string {
    const rows = this.#height();
    return this.#home() + Array(rows).fill(CLEAR_WHOLE_LINE).join("\x1b[1B") + up(rows - 1);
  }

  /** Returns the current height of the live region in rows. A narrower window wraps its lines. */
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

/** Returns the height of this process's terminal. */
function terminalRows(): number | null {
  try {
    return Deno.consoleSize().rows;
  } catch {
    return null;
  }
}
