/**
 * Who gains or loses rights by a restore. This part of a plan is never cut.
 *
 * @module
 */
import type { RenderOptions } from "./render_options.ts";
import { sanitize } from "../base/log.ts";
import type { RightsChange } from "../looker/rights/describe.ts";
import { wrap } from "./cell.ts";

/** Returns every change of rights, with new Admins highlighted; nothing if there is none. */
export function rightsLines(rights: readonly RightsChange[], options: RenderOptions): string[] {
  if (rights.length === 0) return [];
  const { palette, width } = options;
  const line = ({ what, gains, text }: RightsChange): string[] => {
    const mark = what === "admin" ? "!" : gains === null ? "~" : gains ? "+" : "-";
    const clean = sanitize(text), lines = width === null ? [clean] : wrap(clean, Math.max(10, width - 6));
    const shown = lines.map((part, i) => (i === 0 ? `  ${mark} ` : "    ") + part);
    return what === "admin" ? shown.map(palette.red) : shown;
  };
  return [palette.bold("Rights:"), ...rights.flatMap(line)];
}
