/**
 * What every screen is drawn with.
 *
 * @module
 */
import type { Palette } from "./palette.ts";

/** What a rendering is for. */
export interface RenderOptions {
  /** Cells to fit into; `null` for no limit. */
  width: number | null;
  palette: Palette;
  /** The machine's time zone where the screen is a terminal; absent elsewhere: times are UTC there (`shownTime()`). */
  zone?: string;
  /** Draws with `+`, `-`, `#` and the like: for terminals that know ASCII alone. */
  ascii?: boolean;
}
