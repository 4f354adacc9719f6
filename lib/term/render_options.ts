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
}
