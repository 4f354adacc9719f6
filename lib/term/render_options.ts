/**
 * The options of all text output.
 *
 * @module
 */
import type { Palette } from "./palette.ts";

/** The terminal or pipe that the output is for. */
export interface RenderOptions {
  /** The available width in cells; null for no limit. */
  width: number | null;
  palette: Palette;
  /** The time zone of the machine if the output is a terminal. If absent, times are shown in UTC (`shownTime()`). */
  zone?: string;
  /** Whether to draw with `+`, `-`, `#` and similar characters, for terminals without Unicode. */
  ascii?: boolean;
  /** The global options that another command needs to reach the same vault, for `withArgs()`. Default: none. */
  args?: readonly string[];
}
