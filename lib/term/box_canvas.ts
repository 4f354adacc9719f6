/**
 * Draws boxes that share their borders with box-drawing characters. Pure.
 *
 * @module
 */
import { cellWidth } from "./cell.ts";

/** The sides at which a line leaves a cell. */
const UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8;

/** The character for each combination of lines. */
const LINES: readonly string[] = [..." ╵╷│╴┘┐┤╶└┌├─┴┬┼"];

/** A rectangle of cells. The outermost cells are its border. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A canvas of cells with borders and texts. */
export class BoxCanvas {
  private readonly lines: Uint8Array;
  private readonly texts: { row: number; column: number; text: string; width: number; styled: string }[] = [];

  /** Creates a canvas. Sizes are in cells. */
  constructor(readonly width: number, readonly height: number) {
    this.lines = new Uint8Array(width * height);
  }

  /** Draws the border of a box. Joins its characters with borders that it meets. */
  box({ left, top, right, bottom }: Box): void {
    for (let x = left; x <= right; x++) {
      const bits = (x > left ? LEFT : 0) | (x < right ? RIGHT : 0);
      this.add(x, top, bits);
      this.add(x, bottom, bits);
    }
    for (let y = top; y <= bottom; y++) {
      const bits = (y > top ? UP : 0) | (y < bottom ? DOWN : 0);
      this.add(left, y, bits);
      this.add(right, y, bits);
    }
  }

  /** Writes a text over the borders; `styled` is the same text with escape sequences. */
  text(column: number, row: number, text: string, styled: string = text): void {
    this.texts.push({ row, column, text, width: cellWidth(text), styled });
  }

  /** Returns the lines from top to bottom, without trailing spaces. `ascii` draws with `+`, `-` and `|`. */
  render({ ascii = false }: { ascii?: boolean } = {}): string[] {
    const written = Map.groupBy(this.texts, ({ row }) => row);
    return Array.from({ length: this.height }, (_, row) => {
      let line = "", column = 0;
      for (const one of (written.get(row) ?? []).sort((a, b) => a.column - b.column)) {
        // Texts may overlap, because a body may contain overlapping boxes. The first text is kept.
        if (one.column < column) continue;
        line += this.between(row, column, one.column, ascii) + one.styled;
        column = one.column + one.width;
      }
      return (line + this.between(row, column, this.width, ascii)).trimEnd();
    });
  }

  private add(x: number, y: number, bits: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = y * this.width + x;
    this.lines[at] = (this.lines[at] ?? 0) | bits;
  }

  private between(row: number, from: number, to: number, ascii: boolean): string {
    let text = "";
    for (let x = from; x < to; x++) {
      const bits = this.lines[row * this.width + x] ?? 0;
      text += ascii ? asciiOf(bits) : LINES[bits] ?? " ";
    }
    return text;
  }
}

function asciiOf(bits: number): string {
  if (bits === 0) return " ";
  if ((bits & (LEFT | RIGHT)) === 0) return "|";
  return (bits & (UP | DOWN)) === 0 ? "-" : "+";
}
