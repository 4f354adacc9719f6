/**
 * A terminal without a window. It interprets the output of a program and returns what a user would see.
 *
 * @module
 */
import { cellWidth } from "../../lib/term/cell.ts";

/** The styles that lookervault uses, by their code in an escape sequence. */
const STYLES: Readonly<Record<string, string>> = {
  "1": "bold",
  "2": "dim",
  "31": "red",
  "32": "green",
  "33": "yellow",
  "36": "cyan",
};
/** The codes that end styles. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  "22": ["bold", "dim"],
  "39": ["red", "green", "yellow", "cyan"],
};

/** Consecutive characters in one style. */
export interface Run {
  /** The first cell, from 0. */
  column: number;
  text: string;
  styles: readonly string[];
}

interface Cell {
  text: string;
  styles: string;
}

const SEQUENCE = new RegExp(String.raw`^\x1b(?:\[([?\d;]*)([A-Za-z])|\]8;[^\x1b]*\x1b\\)`);
const graphemes = new Intl.Segmenter();

/** The lines and the cursor of a terminal. */
export class Terminal {
  private readonly rows: Cell[][] = [[]];
  private row = 0;
  private column = 0;
  private styles: string[] = [];

  constructor(private readonly width: number) {}

  /** Interprets output of a program. @throws {Error} for an unknown escape sequence. */
  write(output: string): void {
    for (let rest = output; rest !== "";) {
      const sequence = SEQUENCE.exec(rest);
      if (sequence !== null) {
        this.steer(sequence[1] ?? "", sequence[2] ?? "");
        rest = rest.slice(sequence[0].length);
        continue;
      }
      const end = rest.indexOf("\x1b", 1);
      const plain = end < 0 ? rest : rest.slice(0, end);
      if (plain.startsWith("\x1b")) {
        throw new Error(`Cannot show ${JSON.stringify(rest.slice(0, 12))}: unknown escape sequence`);
      }
      for (const { segment } of graphemes.segment(plain)) this.put(segment);
      rest = rest.slice(plain.length);
    }
  }

  /** Returns the runs of each line, without empty lines at the end. */
  lines(): Run[][] {
    const lines = this.rows.map(runsOf);
    while (lines.at(-1)?.length === 0) lines.pop();
    return lines;
  }

  private put(segment: string): void {
    if (segment === "\n" || segment === "\r\n") return this.down();
    if (segment === "\r") return void (this.column = 0);
    const cells = cellWidth(segment);
    if (this.column + cells > this.width) this.down();
    const line = this.line();
    while (line.length < this.column) line.push({ text: " ", styles: "" });
    line[this.column] = { text: segment, styles: this.styles.join(" ") };
    for (let more = 1; more < cells; more++) line[this.column + more] = { text: "", styles: "" };
    this.column += cells;
  }

  private down(): void {
    this.row++;
    this.column = 0;
    this.line();
  }

  private line(): Cell[] {
    while (this.rows.length <= this.row) this.rows.push([]);
    return this.rows[this.row] ?? [];
  }

  private steer(values: string, action: string): void {
    const count = Number(values) || 1;
    switch (action) {
      case "m":
        return values.split(";").forEach((value) => this.style(value));
      case "A":
        return void (this.row = Math.max(0, this.row - count));
      case "B":
        return void (this.row += count);
      case "K":
        return void (this.line().length = Math.min(this.line().length, values === "2" ? 0 : this.column));
      case "J":
        this.line().length = Math.min(this.line().length, this.column);
        return void (this.rows.length = this.row + 1);
      case "h":
      case "l":
      case "":
        // Hides or shows the cursor, or begins or ends a link. Neither is visible in a picture.
        return;
      default:
        throw new Error(`Cannot show the escape sequence ${values}${action}: unknown`);
    }
  }

  private style(value: string): void {
    const style = STYLES[value];
    if (style !== undefined) this.styles.push(style);
    else if (value === "" || value === "0") this.styles = [];
    else if (ENDS[value] !== undefined) {
      this.styles = this.styles.filter((one) => !ENDS[value]?.includes(one));
    } else throw new Error(`Cannot show the style ${value}: unknown`);
  }
}

/** Returns the runs of a line. The columns of the runs replace the spaces between them. */
function runsOf(cells: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  let last: { column: number; text: string; styles: string } | null = null;
  const end = (): void => {
    if (last !== null && last.text.trim() !== "") {
      const lead = last.text.length - last.text.trimStart().length;
      runs.push({
        column: last.column + lead,
        text: last.text.trim(),
        styles: last.styles === "" ? [] : [...new Set(last.styles.split(" "))],
      });
    }
    last = null;
  };
  for (const [column, cell] of cells.entries()) {
    const isGap = cell.text === " " && cells[column - 1]?.text === " ";
    if (last !== null && (last.styles !== cell.styles || isGap)) end();
    if (last === null) last = { column, text: "", styles: cell.styles };
    last.text += cell.text;
  }
  end();
  return runs;
}
