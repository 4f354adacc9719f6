/**
 * Colours, or none: on a terminal without `NO_COLOR` and `--no-color`.
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
}

const plain: Style = (text) => text;

/** The palette that leaves every text as it is. */
export const NO_COLOURS: Palette = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
};

const COLOURS: Palette = { bold, dim, red, green, yellow, cyan };

/** The palette of a stream: `colours` says whether it may carry escape sequences. */
export function palette(colours: boolean): Palette {
  return colours ? COLOURS : NO_COLOURS;
}
