/** Typed facade of `@std/fmt/colors`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_fmt_colors.d.ts"
export {
  bold,
  cyan,
  dim,
  gray,
  green,
  red,
  setColorEnabled,
  stripAnsiCode,
  yellow,
} from "deno-std/fmt/colors.js";
