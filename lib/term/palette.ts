/**
 * The colors of the output, or none: used on a terminal without `NO_COLOR` and `--no-color`.
 *
 * @module
 */
import { bold, cyan, dim, green, red, yellow } from "@std/fmt/colors";

/** Wraps a text in a style. */
export type Style = (text: string) => string;

/** The styles in use. */
export interface Palette {
  bold: Style;
  dim: Style;
  red: Style;
  green: Style;
  yellow: Style;
  cyan: Style;
  /** Links a text to an address, on terminals that support links. */
  link: (text: string, url: string) => string;
}

const plain: Style = (text) => text;

/** The palette that leaves every text unchanged. */
export const NO_COLOURS: Palette = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
  link: plain,
};

const COLOURS: Palette = { bold, dim, red, green, yellow, cyan, link: plain };

/** Matches an address without characters that could start an escape sequence. */
const ADDRESS = /^https?:\/\/[\x21-\x7e]+$/;

/** Returns a link as an escape sequence (OSC 8). */
function link(text: string, url: string): string {
  return ADDRESS.test(url) ? `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\` : text;
}

/** Returns the palette of a stream. `colors` allows escape sequences, `links` also allows links. */
export function palette(colors: boolean, { links = false }: { links?: boolean } = {}): Palette {
  if (!colors) return NO_COLOURS;
  return links ? { ...COLOURS, link } : COLOURS;
}
